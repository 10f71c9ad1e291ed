import { isJsonObject, type Json } from '../json.js';
import { valueIdentity } from '../patch/value-identity.js';
import type { AttributeDefinition } from './attribute-definition.js';

/**
 * The values of a multi-valued attribute without those that repeat the `value` and `type` of one before (RFC 7643 §2.4:
 * no pair should be returned twice); a simple value is its own `value`. The first keeps its place and spelling and takes
 * over what else the others say. Values without `value`, such as addresses, are left alone. Returns `values` itself where
 * nothing is repeated.
 */
export function withoutRepetitions(definition: AttributeDefinition, values: readonly Json[]): readonly Json[] {
  const { subAttributes } = definition;
  if (values.length < 2 || subAttributes?.some(({ name }) => name === 'value') === false) return values;
  const firsts = new Map<string, Json>();
  values.forEach((value, index) => {
    const hasValue = !isJsonObject(value) || value.value !== undefined;
    const identity = hasValue ? valueIdentity(definition, value) : `${index}`;
    const first = firsts.get(identity);
    firsts.set(identity, first === undefined ? value : merged(definition, first, value));
  });
  return firsts.size === values.length ? values : [...firsts.values()];
}

function merged(definition: AttributeDefinition, first: Json, repeated: Json): Json {
  if (!isJsonObject(first) || !isJsonObject(repeated)) return first;
  const entries: [string, Json][] = [];
  for (const { name } of definition.subAttributes ?? []) {
    const value = name === 'value' || name === 'type' ? first[name] : (repeated[name] ?? first[name]);
    if (value !== undefined) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}
