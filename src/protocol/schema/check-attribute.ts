import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { ScimError } from '../scim-error.js';
import type { AttributeDefinition } from './attribute-definition.js';
import { checkSimpleValue } from './check-simple-value.js';
import { readObject } from './read-object.js';

/** How many values one attribute may have; `members`, which are rows, have their own, larger limit. */
export const MAX_VALUES = 1_000;

/**
 * Checks a client's value of an attribute and returns it in the schema's spelling and order, the same for POST, PUT and
 * PATCH. Tolerated: an object where a list is due, a list of one for a singular complex attribute, bare text for a complex
 * value that has `value`. ReadOnly and unknown sub-attributes are dropped.
 * @returns undefined when unassigned: null, [], or an object with nothing left in it (RFC 7643 §2.5)
 * @throws ScimError invalidValue naming the place, invalidSyntax for a name given twice
 */
export function checkAttribute(definition: AttributeDefinition, value: unknown, path: string): Json | undefined {
  if (value === null || value === undefined) return undefined;
  if (definition.multiValued) {
    const values = checkValues(definition, value, path);
    return values.length === 0 ? undefined : values;
  }
  if (!Array.isArray(value)) return checkOne(definition, value, path);
  // Entra sends a list of one for `manager`. More than one cannot be meant.
  if (value.length === 0) return undefined;
  if (value.length === 1 && definition.type === 'complex') return checkAttribute(definition, value[0], path);
  throw ScimError.invalidValue(`${path} takes one value, not a list.`);
}

/**
 * Checks the values of a multi-valued attribute; unassigned ones are left out.
 * @throws ScimError as `checkAttribute`
 */
export function checkValues(definition: AttributeDefinition, value: unknown, path: string): readonly Json[] {
  if (value === null || value === undefined) return [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > MAX_VALUES) throw ScimError.invalidValue(`${path} has more than ${MAX_VALUES} values.`);
  const checked = values
    .map((element, index) => (element === null ? undefined : checkOne(definition, element, `${path}[${index}]`)))
    .filter((element) => element !== undefined);
  assertOnePrimary(checked, path);
  return checked;
}

/**
 * The sub-attributes that a complex value names, in the schema's order; a name mapped to undefined is to be unassigned.
 * @throws ScimError as `checkAttribute`
 */
export function checkSubAttributes(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
): ReadonlyMap<AttributeDefinition, Json | undefined> {
  const given = readObject(asObject(definition, value, path), path);
  const checked = new Map<AttributeDefinition, Json | undefined>();
  for (const sub of definition.subAttributes ?? []) {
    const subValue = given.get(sub.name.toLowerCase());
    if (subValue === undefined || sub.mutability === 'readOnly') continue;
    // Entra clears a reference with {"value": ""}; an id is never empty.
    const isCleared = sub.name === 'value' && !definition.multiValued && subValue === '';
    checked.set(sub, isCleared ? undefined : checkAttribute(sub, subValue, `${path}.${sub.name}`));
  }
  return checked;
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

function checkOne(definition: AttributeDefinition, value: unknown, path: string): Json | undefined {
  if (definition.type !== 'complex') return checkSimpleValue(definition, value, path);
  return complexOf(checkSubAttributes(definition, value, path));
}

function asObject(definition: AttributeDefinition, value: unknown, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  const hasValue = definition.subAttributes?.some((sub) => sub.name === 'value') ?? false;
  if (typeof value === 'string' && hasValue) return value === '' ? {} : { value };
  throw ScimError.invalidValue(`${path} must be an object${hasValue ? ' with "value"' : ''}.`);
}
