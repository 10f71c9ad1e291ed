import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { acceptUnknown } from './accept-unknown.js';
import type { AttributeDefinition } from './attribute-definition.js';
import { checkSimpleValue, mustNotBeEmpty } from './check-simple-value.js';
import { readObject } from './read-object.js';
import { withoutRepetitions } from './without-repetitions.js';

/** How many values one attribute may have; `members`, which are rows, have their own, larger limit. */
export const MAX_VALUES = 1_000;

/**
 * Checks a client's value of an attribute and returns it in the schema's spelling and order, the same for POST, PUT and
 * PATCH. ReadOnly sub-attributes are dropped (RFC 7644 §3.3).
 * @returns undefined when unassigned: null, [], or an object with nothing left in it (RFC 7643 §2.5)
 * @throws ScimError invalidValue naming the place, invalidSyntax for a name given twice
 */
export function checkAttribute(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): Json | undefined {
  if (value === null || value === undefined) return undefined;
  if (definition.multiValued) {
    const values = checkValues(definition, value, path, tolerances);
    return values.length === 0 ? undefined : values;
  }
  const single = singleValue(definition, value, path, tolerances);
  return single === null ? undefined : checkOne(definition, single, path, tolerances);
}

/**
 * The value of a singular attribute, or of one chosen element, out of the list in which a client may have put it. Entra
 * sends a list of one for `manager`; more than one cannot be meant, nor any for what has no parts.
 * @returns null for the empty list
 * @throws ScimError invalidValue
 */
export function singleValue(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): unknown {
  if (!Array.isArray(value)) return value;
  const refusal = (): ScimError => ScimError.invalidValue(`${path} takes one value, not a list.`);
  if (value.length > 1 || (value.length === 1 && definition.type !== 'complex')) throw refusal();
  // RFC 7643 §2.5: only of a multi-valued attribute says the empty list that it is unassigned.
  tolerances.accept('arrayForObject', refusal);
  return value.length === 0 ? null : value[0];
}

/**
 * Checks the values of a multi-valued attribute; unassigned ones are left out.
 * @throws ScimError as `checkAttribute`
 */
export function checkValues(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): readonly Json[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value))
    tolerances.accept('objectForArray', () => ScimError.invalidValue(`${path} must be a list.`));
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > MAX_VALUES) throw ScimError.invalidValue(`${path} has more than ${MAX_VALUES} values.`);
  const checked = values
    .map((element, index) =>
      element === null ? undefined : checkOne(definition, element, `${path}[${index}]`, tolerances),
    )
    .filter((element) => element !== undefined);
  assertOnePrimary(checked, path);
  return withoutRepetitions(definition, checked);
}

/**
 * The sub-attributes that a complex value names, in the schema's order; a name mapped to undefined is to be unassigned.
 * @throws ScimError as `checkAttribute`
 */
export function checkSubAttributes(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): ReadonlyMap<AttributeDefinition, Json | undefined> {
  const object = asObject(definition, value, path, tolerances);
  const given = readObject(object, path);
  const checked = new Map<AttributeDefinition, Json | undefined>();
  let known = 0;
  for (const sub of definition.subAttributes ?? []) {
    const subValue = given.get(sub.name.toLowerCase());
    if (subValue === undefined) continue;
    known += 1;
    if (sub.mutability !== 'readOnly') checked.set(sub, checkSub(definition, sub, subValue, path, tolerances));
  }
  if (known < given.size) acceptUnknown(object, (name) => hasSub(definition, name), path, tolerances);
  return checked;
}

function checkSub(
  definition: AttributeDefinition,
  sub: AttributeDefinition,
  value: Json,
  path: string,
  tolerances: Tolerances,
): Json | undefined {
  const subPath = `${path}.${sub.name}`;
  if (sub.name !== 'value' || definition.multiValued || value !== '')
    return checkAttribute(sub, value, subPath, tolerances);
  // Entra clears a reference with {"value": ""}; an id is never empty.
  tolerances.accept('emptyStringUnassigns', () => mustNotBeEmpty(subPath));
  return undefined;
}

/**
 * RFC 7643 §2.4: `primary` is true for at most one value.
 * @throws ScimError invalidValue
 */
export function assertOnePrimary(values: readonly Json[], path: string): void {
  if (values.filter((value) => isJsonObject(value) && value.primary === true).length > 1)
    throw ScimError.invalidValue(
      `${path} has more than one value with "primary": true. Only one can be the primary one.`,
    );
}

/** An object of checked sub-attributes without the unassigned ones; undefined when none is left. */
export function complexOf(entries: Iterable<readonly [AttributeDefinition, Json | undefined]>): JsonObject | undefined {
  const assigned: [string, Json][] = [];
  for (const [sub, value] of entries) if (value !== undefined) assigned.push([sub.name, value]);
  return assigned.length === 0 ? undefined : Object.fromEntries(assigned);
}

function checkOne(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): Json | undefined {
  if (definition.type !== 'complex') return checkSimpleValue(definition, value, path, tolerances);
  return complexOf(checkSubAttributes(definition, value, path, tolerances));
}

function asObject(definition: AttributeDefinition, value: unknown, path: string, tolerances: Tolerances): JsonObject {
  if (isJsonObject(value)) return value;
  const hasValue = hasSub(definition, 'value');
  const refusal = (): ScimError =>
    ScimError.invalidValue(`${path} must be an object${hasValue ? ' with "value"' : ''}.`);
  if (typeof value !== 'string' || !hasValue) throw refusal();
  tolerances.accept(value === '' ? 'emptyStringUnassigns' : 'bareReferenceString', refusal);
  return value === '' ? {} : { value };
}

/** @param name lower case */
const hasSub = (definition: AttributeDefinition, name: string): boolean =>
  definition.subAttributes?.some((sub) => sub.name.toLowerCase() === name) ?? false;
