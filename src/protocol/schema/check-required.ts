import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import { ScimError } from '../scim-error.js';
import type { ResourceSchema } from './resource-schema.js';

/**
 * Every required attribute of the resource type has a value, and so have those of an extension that is required or used.
 * @param before what the resource was, on a change of parts. An extended field that became required when the resource was
 *   there already is not asked of a change that has nothing to do with it: a user could not be deactivated otherwise
 * @throws ScimError invalidValue naming the first one missing (RFC 7644 §3.12)
 */
export function assertRequired(document: ResourceDocument, schema: ResourceSchema, before?: ResourceDocument): void {
  for (const attribute of schema.type.schema.attributes) {
    if (attribute.required && isBlank(document, attribute.name)) throw missing(attribute.name);
  }
  for (const { schema: extension, required } of schema.type.extensions) {
    const values = document[extension.id];
    if (values === undefined && !required) continue;
    const wasMissing = (name: string): boolean => before !== undefined && isBlank(valuesOf(before[extension.id]), name);
    const isFields = extension === schema.extendedFields;
    if (values === undefined && !isFields) throw missing(extension.id);
    for (const attribute of extension.attributes) {
      if (!attribute.required || !isBlank(valuesOf(values), attribute.name)) continue;
      if (!isFields || !wasMissing(attribute.name)) throw missing(`${extension.id}:${attribute.name}`);
    }
  }
}

const valuesOf = (values: Json | undefined): JsonObject => (isJsonObject(values) ? values : {});

/** Own values only: an extended field may be called `constructor`. */
function isBlank(values: JsonObject, name: string): boolean {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

const missing = (name: string): ScimError => ScimError.invalidValue(`${name} is required and must not be empty.`);
