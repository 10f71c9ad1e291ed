import { shortName } from '../filter/attribute-name.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import { operationOf } from './operation-of.js';
import { readV1Body } from './read-v1-body.js';

/**
 * The body of a SCIM 1.1 POST or PUT as a SCIM 2.0 client would send it.
 * @throws ScimError invalidSyntax as `readV1Body`; invalidValue for a value that is marked as to be deleted, which only
 *   PATCH can do: it must not be stored instead
 */
export function resourceFromV1(body: unknown, schema: ResourceSchema): JsonObject {
  const attributes = readV1Body(body, schema);
  for (const [name, value] of attributes) refuseDeletions(name, value);
  return Object.fromEntries(attributes);
}

function refuseDeletions(name: string, value: Json): void {
  const elements = Array.isArray(value) ? (value as readonly Json[]) : [];
  elements.forEach((element, index) => {
    const path = `${shortName(name)}[${index}]`;
    if (isJsonObject(element) && operationOf(element, path) === 'delete')
      throw ScimError.invalidValue(`${path} has "operation": "delete", which only PATCH can do. Leave it out.`);
  });
}
