import type { Json } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { checkAttribute, checkSubAttributes, MAX_VALUES, singleValue } from '../schema/check-attribute.js';
import type { AttributePath } from '../schema/resource-schema.js';
import { isSimpleList } from '../schema/simple-list.js';
import { withoutRepetitions } from '../schema/without-repetitions.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { changeChosenValues } from './change-chosen-values.js';
import { changeElements } from './change-elements.js';
import { addValues, removeValues } from './change-values.js';
import type { PatchStep } from './expand-operation.js';
import { mergeComplex } from './merge-complex.js';
import type { PatchTarget } from './patch-target.js';
import type { PatchRun } from './patch-run.js';

export type AttributeTarget = Exclude<PatchTarget, { kind: 'extension' }>;

/**
 * One attribute after one step; undefined when it is unassigned by it. Never changes `current`.
 * @throws ScimError invalidValue | noTarget | mutability | tooMany
 */
export function changeAttribute(
  current: Json | undefined,
  target: AttributeTarget,
  { op, value }: PatchStep,
  run: PatchRun,
): Json | undefined {
  const { attribute, subAttribute } = target.path;
  const { tolerances } = run;
  if (attribute.multiValued) return changeMultiValued(current, target, op, value, run);
  const path = wholePath(target.path);
  if (subAttribute !== undefined) {
    const changes =
      op === 'remove'
        ? new Map([[subAttribute, undefined]])
        : checkSubAttributes(attribute, { [subAttribute.name]: value }, path, tolerances);
    return mergeComplex(attribute, current, changes);
  }
  // Replacing by null is removing (RFC 7643 §2.5).
  if (op === 'remove' || (op === 'replace' && value === null)) return removeWhole(target.path);
  return attribute.type === 'complex'
    ? replaceComplex(attribute, current, value, path, tolerances)
    : checkAttribute(attribute, value, path, tolerances);
}

/** RFC 7644 §3.5.2.1, §3.5.2.3: sub-attributes that are not named stay; a value that is unassigned unassigns all. */
function replaceComplex(
  attribute: AttributeDefinition,
  current: Json | undefined,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): Json | undefined {
  const single = singleValue(attribute, value, path, tolerances);
  if (single === null) return undefined;
  // Entra clears a manager with "".
  if (typeof single === 'string' && checkAttribute(attribute, single, path, tolerances) === undefined) return undefined;
  return mergeComplex(attribute, current, checkSubAttributes(attribute, single, path, tolerances));
}

function changeMultiValued(
  current: Json | undefined,
  target: AttributeTarget,
  op: PatchStep['op'],
  value: unknown,
  run: PatchRun,
): Json | undefined {
  const { budget, tolerances } = run;
  const { attribute } = target.path;
  const path = wholePath(target.path);
  const values: readonly Json[] = Array.isArray(current) ? (current as readonly Json[]) : [];
  const selection = selectionOf(target);
  if (selection?.filter === undefined) budget.spend(values);
  else budget.spendFilter(values, selection.filter);
  if (selection !== undefined) {
    const chosen = { definition: attribute, path, ...selection };
    const changed = isSimpleList(attribute)
      ? changeChosenValues(values, chosen, op, value, tolerances)
      : changeElements(values, chosen, op, value, run);
    return assigned(bounded(withoutRepetitions(attribute, changed), path));
  }
  if (op === 'add') return assigned(bounded(addValues(attribute, values, value, path, tolerances), path));
  if (op === 'replace') return checkAttribute(attribute, value, path, tolerances);
  if (value === undefined) return removeWhole(target.path);
  return assigned(removeValues(attribute, values, value, path, run));
}

function selectionOf(target: AttributeTarget) {
  if (target.kind === 'elements')
    return { filter: target.filter, subAttribute: target.subAttribute, seed: target.seed };
  // `emails.type`: that sub-attribute of every element.
  const { subAttribute } = target.path;
  return subAttribute && { filter: undefined, subAttribute, seed: undefined };
}

/** RFC 7644 §3.5.2.2: a required attribute cannot be removed. */
function removeWhole({ attribute, key }: AttributePath): undefined {
  if (attribute.required) throw ScimError.mutability(`${key} is required and cannot be removed.`);
  return undefined;
}

/** RFC 7644 §3.5.2.2: without its last value a multi-valued attribute is unassigned, which is absent (RFC 7643 §2.5). */
const assigned = (values: readonly Json[]): Json | undefined => (values.length === 0 ? undefined : values);

/** @throws ScimError invalidValue */
function bounded(values: readonly Json[], path: string): readonly Json[] {
  if (values.length > MAX_VALUES) throw ScimError.invalidValue(`${path} would have more than ${MAX_VALUES} values.`);
  return values;
}

const wholePath = ({ extension, attribute }: AttributePath): string =>
  extension === undefined ? attribute.name : `${extension.id}:${attribute.name}`;
