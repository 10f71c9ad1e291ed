import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ScimResource } from '../resource.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import { COMMON_ATTRIBUTES } from '../schema/common-attributes.js';
import type { ResourceSchema } from '../schema/resource-schema.js';

/** What is shown of a value: all of it, or of an object or of each of a list these parts. */
type Shown = 'all' | { readonly parts: ReadonlyMap<string, Shown>; readonly isExtension: boolean };

const plans = new WeakMap<ResourceSchema, ReadonlyMap<string, Shown>>();

/**
 * The resource as it is shown to who asked for nothing in particular, which is how almost every answer goes out. What that
 * is depends on the schema alone, so it is found out once; a value of which everything is shown is not copied.
 * `projectResource` says the same more slowly, for every projection.
 * @param resource in the schema's spelling
 */
export function projectDefault(resource: ScimResource, schema: ResourceSchema): ScimResource {
  let plan = plans.get(schema);
  if (plan === undefined) plans.set(schema, (plan = planOf(schema)));
  const result: Record<string, Json> = {};
  for (const name of Object.keys(resource)) {
    const value = resource[name];
    const shown = plan.get(name);
    if (shown === undefined || value === undefined) continue;
    const kept = shown === 'all' ? value : keep(value, shown.parts, shown.isExtension);
    if (kept !== undefined) result[name] = kept;
  }
  return result;
}

/** Elements and objects with nothing left in them disappear; a list that was empty already stays. */
function keep(value: Json, parts: ReadonlyMap<string, Shown>, isExtension: boolean): Json | undefined {
  if (isJsonObject(value)) return keepParts(value, parts);
  if (isExtension) return undefined;
  if (!Array.isArray(value)) return value;
  const elements = value as readonly Json[];
  const kept = elements.map((element) => keep(element, parts, false));
  if (kept.every((element, index) => element === elements[index])) return elements;
  const shown = kept.filter((element) => element !== undefined);
  return shown.length === 0 ? undefined : shown;
}

function keepParts(value: JsonObject, parts: ReadonlyMap<string, Shown>): JsonObject | undefined {
  const names = Object.keys(value);
  if (names.length === 0) return undefined;
  if (names.every((name) => parts.get(name) === 'all')) return value;
  const entries = names.flatMap((name): readonly (readonly [string, Json])[] => {
    const own = value[name];
    const shown = parts.get(name);
    if (shown === undefined || own === undefined) return [];
    const kept = shown === 'all' ? own : keep(own, shown.parts, shown.isExtension);
    return kept === undefined ? [] : [[name, kept]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function planOf({ type }: ResourceSchema): ReadonlyMap<string, Shown> {
  const plan = partsOf([...COMMON_ATTRIBUTES, ...type.schema.attributes]);
  for (const { schema } of type.extensions)
    plan.set(schema.id, { parts: partsOf(schema.attributes), isExtension: true });
  return plan;
}

function partsOf(attributes: readonly AttributeDefinition[]): Map<string, Shown> {
  return new Map(
    attributes
      .filter(({ returned }) => returned === 'always' || returned === 'default')
      .map(({ name, subAttributes = [] }): [string, Shown] => [
        name,
        subAttributes.length === 0 ? 'all' : { parts: partsOf(subAttributes), isExtension: false },
      ]),
  );
}
