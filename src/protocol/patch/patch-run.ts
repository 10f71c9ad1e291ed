import type { Tolerances } from '../tolerance/tolerances.js';
import type { WorkBudget } from './work-budget.js';

/** What all steps of one PATCH share. */
export interface PatchRun {
  readonly budget: WorkBudget;
  readonly tolerances: Tolerances;
}
