import { evaluateElement } from '../filter/evaluate-filter.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { assertOnePrimary, checkAttribute, checkSubAttributes, singleValue } from '../schema/check-attribute.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { isBare } from './bare-elements.js';
import { mergeComplex } from './merge-complex.js';
import type { PatchOperation } from './patch-operation.js';
import type { PatchRun } from './patch-run.js';
import type { PatchTarget } from './patch-target.js';

type Changes = ReadonlyMap<AttributeDefinition, Json | undefined>;

/** Some elements of a multi-valued complex attribute, or one sub-attribute of each. No filter: all of them. */
export interface ElementSelection {
  readonly definition: AttributeDefinition;
  /** For errors: `emails`. */
  readonly path: string;
  readonly filter: Extract<PatchTarget, { kind: 'elements' }>['filter'] | undefined;
  readonly subAttribute: AttributeDefinition | undefined;
  readonly seed: JsonObject | undefined;
}

/**
 * Changes the selected elements. RFC 7644 §3.5.2.3: all that match, not only the first. When none matches, an element made
 * from the filter's equalities and the value may be added: RFC 7644 asks for noTarget (§3.5.2.3, Table 9), but Entra relies
 * on it (erratum 8097); what it has besides `type` and `primary` may come with a later operation of the request. Removing
 * what is not there succeeds (§3.5.2.2).
 * @throws ScimError invalidValue, noTarget when no such element can be made
 */
export function changeElements(
  elements: readonly Json[],
  selection: ElementSelection,
  op: PatchOperation['op'],
  value: unknown,
  run: PatchRun,
): readonly Json[] {
  const { filter, subAttribute } = selection;
  const isWhole = subAttribute === undefined;
  const matches = elements.map((element) => filter === undefined || evaluateElement(filter, element));
  const isRemoval = op === 'remove' || (op === 'replace' && isUnassigned(selection, value, run.tolerances));
  if (isRemoval && isWhole) return elements.filter((_, index) => !matches[index]);
  const changes =
    isRemoval && !isWhole ? new Map([[subAttribute, undefined]]) : readChanges(selection, value, run.tolerances);
  const assignsNothing = [...changes.values()].every((change) => change === undefined);
  const isReplacement = op === 'replace' && isWhole;
  if (assignsNothing && (!isReplacement || matches.includes(true)))
    return removeParts(elements, matches, selection, op, changes);
  const changed = matches.includes(true)
    ? elements.map((element, index) => (matches[index] ? changeOne(element, selection, op, changes) : element))
    : [...elements, create(selection, changes, run)];
  return withOnePrimary(changed, elements, selection.path);
}

/** null (RFC 7643 §2.5), and where a whole element is due the empty text, if that is tolerated. */
function isUnassigned(
  { definition, path, subAttribute }: ElementSelection,
  value: unknown,
  tolerances: Tolerances,
): boolean {
  if (value === null || subAttribute !== undefined) return value === null;
  const single = singleValue(definition, value, path, tolerances);
  return single === '' && checkAttribute({ ...definition, multiValued: false }, single, path, tolerances) === undefined;
}

function readChanges(
  { definition, path, subAttribute }: ElementSelection,
  value: unknown,
  tolerances: Tolerances,
): Changes {
  if (subAttribute !== undefined)
    return checkSubAttributes(definition, { [subAttribute.name]: value }, path, tolerances);
  if (value === null) return new Map();
  return checkSubAttributes(definition, singleValue(definition, value, path, tolerances), path, tolerances);
}

/** Elements that say nothing any more, not even with their `type` and `primary`, go. */
function removeParts(
  elements: readonly Json[],
  matches: readonly boolean[],
  selection: ElementSelection,
  op: PatchOperation['op'],
  changes: Changes,
): readonly Json[] {
  return elements
    .map((element, index) => {
      if (!matches[index] || (op === 'add' && changes.size === 0)) return element;
      const merged = mergeComplex(selection.definition, baseOf(element, selection, op), changes);
      return merged === undefined || isBare(merged) ? undefined : merged;
    })
    .filter((element) => element !== undefined);
}

function changeOne(element: Json, selection: ElementSelection, op: PatchOperation['op'], changes: Changes): Json {
  return mergeComplex(selection.definition, baseOf(element, selection, op), changes) ?? element;
}

/** §3.5.2.3: a replaced element is replaced whole; what the filter chose it by stays, or it could not be found again. */
function baseOf(element: Json, { subAttribute, seed }: ElementSelection, op: PatchOperation['op']): Json {
  return op === 'replace' && subAttribute === undefined ? chosenBy(seed, element) : element;
}

/** What the filter says of the element, as it is stored: the filter may spell it otherwise. */
function chosenBy(seed: JsonObject | undefined, element: Json): JsonObject {
  if (seed === undefined || !isJsonObject(element)) return {};
  return Object.fromEntries(Object.entries(element).filter(([name]) => Object.hasOwn(seed, name)));
}

function create({ definition, path, filter, seed }: ElementSelection, changes: Changes, run: PatchRun): Json {
  const created = filter !== undefined && seed === undefined ? undefined : mergeComplex(definition, seed, changes);
  if (created === undefined)
    throw ScimError.noTarget(`No value of ${path} matches the path, and none can be made from it.`);
  // Without a filter it is an attribute that does not exist yet: §3.5.2.3 then adds it.
  if (filter !== undefined)
    run.tolerances.accept('patchNoMatchCreates', () => ScimError.noTarget(`No value of ${path} matches the path.`));
  if (isBare(created)) run.unfinished.add(path);
  return created;
}

/**
 * RFC 7644 §3.5.2: an operation that makes one value primary takes it from the others.
 * @param before the elements as they were; those that are the same object were not touched
 * @throws ScimError invalidValue when the operation itself makes more than one primary
 */
export function withOnePrimary(changed: readonly Json[], before: readonly Json[], path: string): readonly Json[] {
  const untouched = new Set(before);
  const isTouched = (element: Json): boolean => !untouched.has(element);
  if (!changed.some((element) => isTouched(element) && isPrimary(element))) return changed;
  const cleared = changed.map((element) =>
    !isTouched(element) && isPrimary(element) && isJsonObject(element) ? { ...element, primary: false } : element,
  );
  assertOnePrimary(cleared, path);
  return cleared;
}

const isPrimary = (element: Json): boolean => isJsonObject(element) && element.primary === true;
