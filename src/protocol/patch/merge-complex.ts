import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { complexOf } from '../schema/check-attribute.js';

/**
 * A complex value after sub-attributes were set or, where undefined, unassigned; the others stay (RFC 7644 §3.5.2.1,
 * §3.5.2.3). In the schema's order. Undefined when nothing is left.
 */
export function mergeComplex(
  definition: AttributeDefinition,
  current: Json | undefined,
  changes: ReadonlyMap<AttributeDefinition, Json | undefined>,
): JsonObject | undefined {
  const before: JsonObject = isJsonObject(current) ? current : {};
  const isElsewhere = pointsElsewhere(before, changes);
  return complexOf(
    (definition.subAttributes ?? []).map((sub) => {
      if (changes.has(sub)) return [sub, changes.get(sub)];
      return [sub, sub.name === '$ref' && isElsewhere ? undefined : before[sub.name]];
    }),
  );
}

/** A new `value` without a new `$ref` (Entra changes a manager by id alone) would leave the URI of the old one. */
function pointsElsewhere(before: JsonObject, changes: ReadonlyMap<AttributeDefinition, Json | undefined>): boolean {
  return [...changes].some(([sub, value]) => sub.name === 'value' && value !== before.value);
}
