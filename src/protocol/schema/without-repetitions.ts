import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { valueIdentity } from '../patch/value-identity.js';
import type { AttributeDefinition } from './attribute-definition.js';

/**
 * The values of a multi-valued attribute without those that repeat the `value` and `type` of one before (RFC 7643 §2.4:
 * no pair should be returned twice). The first keeps its place and spelling and takes over what else the others say.
 * Values without `value`, such as addresses, are left alone. Returns `values` itself where nothing is repeated.
 */
export function withoutRepetitions(definition: AttributeDefinition, values: readonly Json[]): readonly Json[] {
  if (values.length < 2 || !definition.subAttributes?.some(({ name }) => name === 'value')) return values;
  const firsts = new Map<string, Json>();
  values.forEach((value, index) => {
    const hasValue = isJsonObject(value) && value.value !== undefined;
    const identity = hasValue ? valueIdentity(definition, value) : `${index}`;
    const first = firsts.get(identity);
    firsts.set(identity, isJsonObject(first) && isJsonObject(value) ? merged(definition, first, value) : value);
  });
  return firsts.size === values.length ? values : [...firsts.values()];
}

function merged(definition: AttributeDefinition, first: JsonObject, repeated: JsonObject): JsonObject {
  const entries: [string, Json][] = [];
  for (const { name } of definition.subAttributes ?? []) {
    const value = name === 'value' || name === 'type' ? first[name] : (repeated[name] ?? first[name]);
    if (value !== undefined) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}
