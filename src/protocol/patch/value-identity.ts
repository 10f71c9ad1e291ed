import { isJsonObject, type Json } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { valueKey } from '../schema/value-key.js';

/**
 * What makes two values of a multi-valued attribute the same one: for complex values `value` and `type` as the schema
 * compares them (letter case), as no two may share both (RFC 7643 §2.4); without `value`, everything.
 */
export function valueIdentity(definition: AttributeDefinition, value: Json): string {
  if (!isJsonObject(value)) return simpleIdentity(definition, value);
  if (value.value === undefined) return JSON.stringify(value);
  const [byValue, byType] = ['value', 'type'].map((name) => subIdentity(definition, name, value[name]));
  return JSON.stringify([byValue, byType]);
}

/** The same for one sub-attribute; undefined when it is unassigned. */
export function subIdentity(
  definition: AttributeDefinition,
  name: string,
  value: Json | undefined,
): string | undefined {
  const sub = definition.subAttributes?.find((candidate) => candidate.name === name);
  return sub === undefined || value === undefined ? undefined : simpleIdentity(sub, value);
}

function simpleIdentity(definition: AttributeDefinition, value: Json): string {
  const key = typeof value === 'object' ? undefined : valueKey(definition, value);
  return key ?? JSON.stringify(value);
}
