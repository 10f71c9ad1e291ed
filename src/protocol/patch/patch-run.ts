import type { Tolerances } from '../tolerance/tolerances.js';
import type { WorkBudget } from './work-budget.js';

/** What all steps of one PATCH share. */
export interface PatchRun {
  readonly budget: WorkBudget;
  readonly tolerances: Tolerances;
  /** Attributes in which an element was made that says nothing yet, by the name of the whole attribute. */
  readonly unfinished: Set<string>;
}
