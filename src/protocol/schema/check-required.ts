import { isJsonObject, type JsonObject } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import { ScimError } from '../scim-error.js';
import type { ResourceSchema } from './resource-schema.js';

/**
 * Every required attribute of the resource type has a value, and so have those of an extension that is required or used.
 * @throws ScimError invalidValue naming the first one missing (RFC 7644 §3.12)
 */
export function assertRequired(document: ResourceDocument, schema: ResourceSchema): void {
  for (const attribute of schema.type.schema.attributes) {
    if (attribute.required && isBlank(document, attribute.name)) throw missing(attribute.name);
  }
  for (const { schema: extension, required } of schema.type.extensions) {
    const values = document[extension.id];
    if (!required && values === undefined) continue;
    for (const attribute of extension.attributes) {
      if (attribute.required && isBlank(isJsonObject(values) ? values : {}, attribute.name))
        throw missing(`${extension.id}:${attribute.name}`);
    }
  }
}

/** Own values only: an extended field may be called `constructor`. */
function isBlank(values: JsonObject, name: string): boolean {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

const missing = (name: string): ScimError => ScimError.invalidValue(`${name} is required and must not be empty.`);
