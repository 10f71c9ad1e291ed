import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import { ScimError } from '../scim-error.js';
import type { AttributeDefinition } from './attribute-definition.js';
import { checkAttribute } from './check-attribute.js';
import { checkMembers } from './check-members.js';
import { assertRequired } from './check-required.js';
import { checkSize } from './check-size.js';
import { COMMON_ATTRIBUTES } from './common-attributes.js';
import { readObject } from './read-object.js';
import type { ResourceSchema } from './resource-schema.js';

export interface CheckedResource {
  readonly document: ResourceDocument;
  /** Absent when the client sent none, null or "". */
  readonly password?: string;
  /** Ids. Absent when the client did not name members; null and [] are the empty list. */
  readonly members?: readonly string[];
}

/**
 * Checks the body of POST and PUT and brings it into the form that is stored: the schema's spelling and order, nothing
 * unassigned, nothing that only the server decides (RFC 7644 §3.3, §3.5.1: readOnly attributes are ignored). Lenient about
 * what clients send beyond the schema: unknown attributes and URNs are dropped. `active` stays absent when it was not sent;
 * defaults are the caller's.
 * @throws ScimError invalidSyntax for the body as a whole, invalidValue naming an attribute
 */
export function checkResource(input: unknown, schema: ResourceSchema): CheckedResource {
  if (!isJsonObject(input)) throw ScimError.invalidSyntax('The body must be a JSON object.');
  const given = readObject(input, 'The body');
  checkSchemas(given.get('schemas'), schema);
  const { password, ...core } = checkAll(storedAttributes(schema), given, '');
  const document: ResourceDocument = { ...core, ...checkExtensions(given, schema) };
  assertRequired(document, schema);
  checkSize(document, schema);
  const namesMembers = schema.findCore('members') !== undefined && given.has('members');
  return {
    document,
    ...(typeof password === 'string' && password !== '' ? { password } : {}),
    ...(namesMembers ? { members: checkMembers(given.get('members')) } : {}),
  };
}

/** Members are rows with limits of their own, so they never pass through the document. */
const storedAttributes = (schema: ResourceSchema): readonly AttributeDefinition[] =>
  [...COMMON_ATTRIBUTES, ...schema.type.schema.attributes].filter(({ name }) => name !== 'members');

/** RFC 7643 §3: `schemas` says what the resource is. Unknown URNs are Entra's habit on groups, and dropped. */
function checkSchemas(value: Json | undefined, schema: ResourceSchema): void {
  const urn = schema.type.schema.id;
  if (!Array.isArray(value) || !value.every((element): element is string => typeof element === 'string'))
    throw ScimError.invalidSyntax(`The body needs "schemas", a list of URNs with "${urn}".`);
  if (!value.some((element) => element.toLowerCase() === urn.toLowerCase()))
    throw ScimError.invalidSyntax(`"schemas" must hold "${urn}" here.`);
}

function checkAll(
  attributes: readonly AttributeDefinition[],
  given: ReadonlyMap<string, Json>,
  prefix: string,
): JsonObject {
  const entries: [string, Json][] = [];
  for (const attribute of attributes) {
    if (attribute.mutability === 'readOnly') continue;
    const sent = given.get(attribute.name.toLowerCase());
    const value = checkAttribute(attribute, sent, `${prefix}${attribute.name}`);
    if (value !== undefined) entries.push([attribute.name, value]);
  }
  return Object.fromEntries(entries);
}

/** An extension counts by its object; its URN in `schemas` is neither needed nor enough (RFC 7643 §3.3). */
function checkExtensions(given: ReadonlyMap<string, Json>, schema: ResourceSchema): JsonObject {
  const entries: [string, Json][] = [];
  for (const { schema: extension } of schema.type.extensions) {
    const value = given.get(extension.id.toLowerCase());
    if (value === undefined || value === null) continue;
    if (!isJsonObject(value)) throw ScimError.invalidValue(`${extension.id} must be an object.`);
    const checked = checkAll(extension.attributes, readObject(value, extension.id), `${extension.id}:`);
    if (Object.keys(checked).length > 0) entries.push([extension.id, checked]);
  }
  return Object.fromEntries(entries);
}
