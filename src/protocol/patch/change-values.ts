import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { checkAttribute, checkSubAttributes, checkValues, complexOf } from '../schema/check-attribute.js';
import { withoutBraces } from '../schema/simple-list.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import type { PatchRun } from './patch-run.js';
import { withOnePrimary } from './change-elements.js';
import { mergeComplex } from './merge-complex.js';
import { subIdentity, valueIdentity } from './value-identity.js';

/**
 * Appends values (RFC 7644 §3.5.2.1). One that is there already is not added again; its other sub-attributes are taken over.
 * @throws ScimError invalidValue
 */
export function addValues(
  definition: AttributeDefinition,
  current: readonly Json[],
  value: unknown,
  path: string,
  tolerances: Tolerances,
): readonly Json[] {
  const result = [...current];
  const places = new Map<string, number>();
  current.forEach((element, index) => {
    const identity = valueIdentity(definition, element);
    if (!places.has(identity)) places.set(identity, index);
  });
  for (const added of checkValues(definition, value, path, tolerances)) {
    const identity = valueIdentity(definition, added);
    const place = places.get(identity);
    const existing = place === undefined ? undefined : result[place];
    if (place === undefined || existing === undefined) places.set(identity, result.push(added) - 1);
    else if (isJsonObject(added)) result[place] = takeOver(definition, existing, added);
  }
  return withOnePrimary(result, current, path);
}

/**
 * Removes the values that a client lists (Entra, JumpCloud, authentik: `remove` with a value), and no others: an empty list
 * removes nothing. A listed value means every stored one with its `value` and, if given, its `type`.
 * @throws ScimError invalidValue for a listed value that says nothing
 */
export function removeValues(
  definition: AttributeDefinition,
  current: readonly Json[],
  value: unknown,
  path: string,
  { budget, tolerances }: PatchRun,
): readonly Json[] {
  const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
  budget.spend(current, listed.length);
  const isListed = listed.map((one, index) => matcherOf(definition, one, `${path}[${index}]`, tolerances));
  return current.filter((element) => !isListed.some((matches) => matches(element)));
}

function matcherOf(
  definition: AttributeDefinition,
  listed: unknown,
  path: string,
  tolerances: Tolerances,
): (element: Json) => boolean {
  if (definition.subAttributes === undefined) {
    const checked = checkAttribute({ ...definition, multiValued: false }, withoutBraces(listed), path, tolerances);
    if (checked === undefined) throw ScimError.invalidValue(`${path} names no value to remove.`);
    const identity = valueIdentity(definition, checked);
    return (element) => valueIdentity(definition, element) === identity;
  }
  const wanted = complexOf(checkSubAttributes(definition, listed, path, tolerances));
  if (wanted === undefined) throw ScimError.invalidValue(`${path} names no value to remove.`);
  const names = Object.keys(wanted).filter((name) => wanted.value === undefined || name === 'value' || name === 'type');
  const identities = names.map((name) => [name, subIdentity(definition, name, wanted[name])] as const);
  return (element) =>
    isJsonObject(element) &&
    identities.every(([name, identity]) => subIdentity(definition, name, element[name]) === identity);
}

/** `value` and `type` keep the spelling they have: they are the same value. */
function takeOver(definition: AttributeDefinition, existing: Json, added: JsonObject): Json {
  const changes = new Map<AttributeDefinition, Json>();
  for (const sub of definition.subAttributes ?? []) {
    const value = added[sub.name];
    if (value !== undefined && sub.name !== 'value' && sub.name !== 'type') changes.set(sub, value);
  }
  return changes.size === 0 ? existing : (mergeComplex(definition, existing, changes) ?? existing);
}
