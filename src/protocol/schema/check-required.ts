import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import { ScimError } from '../scim-error.js';
import type { ResourceSchema } from './resource-schema.js';

/**
 * Every required attribute of the resource type has a value, and so have those of an extension that is required or used.
 * Extended fields are not asked here: whether one may be missing depends on what is stored.
 * @throws ScimError invalidValue naming the first one missing (RFC 7644 §3.12)
 */
export function assertRequired(document: ResourceDocument, schema: ResourceSchema): void {
  for (const attribute of schema.type.schema.attributes) {
    if (attribute.required && isBlank(document, attribute.name)) throw missing(attribute.name);
  }
  for (const { schema: extension, required } of schema.type.extensions) {
    if (extension === schema.extendedFields) continue;
    const values = document[extension.id];
    if (values === undefined && !required) continue;
    if (values === undefined) throw missing(extension.id);
    for (const attribute of extension.attributes) {
      if (attribute.required && isBlank(valuesOf(values), attribute.name))
        throw missing(`${extension.id}:${attribute.name}`);
    }
  }
}

/**
 * No required extended field is missing that a new resource must have, or that a change would take away. A resource that
 * never had it may be changed without it: a user could not be deactivated otherwise once an admin requires a field.
 * @param before what a change finds, as the schema publishes it, asked for where it matters; left out for a new resource
 * @throws ScimError invalidValue naming the first one missing
 */
export function assertRequiredFields(
  document: ResourceDocument,
  { extendedFields }: ResourceSchema,
  before?: () => ResourceDocument,
): void {
  if (extendedFields === undefined) return;
  const { id, attributes } = extendedFields;
  for (const { name, required } of attributes) {
    if (!required || !isBlank(valuesOf(document[id]), name)) continue;
    if (before === undefined || !isBlank(valuesOf(before()[id]), name)) throw missing(`${id}:${name}`);
  }
}

const valuesOf = (values: Json | undefined): JsonObject => (isJsonObject(values) ? values : {});

/** Own values only: an extended field may be called `constructor`. A list of nothing but empty texts says nothing either. */
function isBlank(values: JsonObject, name: string): boolean {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined || (Array.isArray(value) ? value.every(isBlankText) : isBlankText(value));
}

const isBlankText = (value: Json): boolean => typeof value === 'string' && value.trim() === '';

const missing = (name: string): ScimError => ScimError.invalidValue(`${name} is required and must not be empty.`);
