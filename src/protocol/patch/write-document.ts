import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import { COMMON_ATTRIBUTES } from '../schema/common-attributes.js';
import type { SchemaDefinition } from '../schema/attribute-definition.js';
import type { AttributePath, ResourceSchema } from '../schema/resource-schema.js';

/** The stored value of a whole attribute; undefined when it is unassigned. */
export function readAttribute(document: ResourceDocument, { extension, attribute }: AttributePath): Json | undefined {
  return extension === undefined
    ? own(document, attribute.name)
    : own(extensionOf(document, extension), attribute.name);
}

/** A copy with the attribute set, or absent when undefined; an extension disappears with its last attribute (RFC 7643 §3). */
export function writeAttribute(
  document: ResourceDocument,
  { extension, attribute }: AttributePath,
  value: Json | undefined,
): ResourceDocument {
  if (extension === undefined) return withKey(document, attribute.name, value);
  const values = withKey(extensionOf(document, extension), attribute.name, value);
  return withKey(document, extension.id, Object.keys(values).length === 0 ? undefined : values);
}

/** A copy without the extension. */
export function removeExtension(document: ResourceDocument, extension: SchemaDefinition): ResourceDocument {
  return withKey(document, extension.id, undefined);
}

/** A copy in the schema's order. What this schema does not know (fields that another connector publishes) stays, at the end. */
export function orderDocument(document: ResourceDocument, schema: ResourceSchema): ResourceDocument {
  const extensions = schema.type.extensions.map((extension) => extension.schema);
  const core = [...COMMON_ATTRIBUTES, ...schema.type.schema.attributes].map(({ name }) => name);
  const ordered = orderKeys(document, [...core, ...extensions.map(({ id }) => id)]);
  return extensions.reduce<ResourceDocument>((result, extension) => {
    const values = own(result, extension.id);
    const names = extension.attributes.map(({ name }) => name);
    return isJsonObject(values) ? { ...result, [extension.id]: orderKeys(values, names) } : result;
  }, ordered);
}

function orderKeys(object: JsonObject, names: readonly string[]): JsonObject {
  const known = names.filter((name) => Object.hasOwn(object, name));
  const keys = new Set([...known, ...Object.keys(object)]);
  return Object.fromEntries(Array.from(keys, (key): [string, Json] => [key, object[key] ?? null]));
}

function extensionOf(document: ResourceDocument, extension: SchemaDefinition): JsonObject {
  const values = own(document, extension.id);
  return isJsonObject(values) ? values : {};
}

/** Never what an object inherits: an extended field may be called `constructor`. */
const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

function withKey(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  const entries = new Map(Object.entries(object));
  if (value === undefined) entries.delete(name);
  else entries.set(name, value);
  return Object.fromEntries(entries);
}
