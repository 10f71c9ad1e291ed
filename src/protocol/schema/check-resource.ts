import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { acceptUnknown } from './accept-unknown.js';
import type { AttributeDefinition } from './attribute-definition.js';
import { checkAttribute } from './check-attribute.js';
import { checkMembers } from './check-members.js';
import { assertRequired } from './check-required.js';
import { checkSchemas } from './check-schemas.js';
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
 * unassigned, nothing that only the server decides (RFC 7644 §3.3, §3.5.1: readOnly attributes are ignored). `active`
 * stays absent when it was not sent; defaults are the caller's, and so is `assertRequiredFields`.
 * @throws ScimError invalidSyntax for the body as a whole, invalidValue naming an attribute
 */
export function checkResource(input: unknown, schema: ResourceSchema, tolerances: Tolerances): CheckedResource {
  if (!isJsonObject(input)) throw ScimError.invalidSyntax('The body must be a JSON object.');
  const given = readObject(input, 'The body');
  const urns = checkSchemas(given.get('schemas'), schema, tolerances);
  const { password, ...core } = checkAll(storedAttributes(schema), given, '', tolerances);
  acceptUnknown(input, (name) => isKnown(name, schema), 'The body', tolerances);
  const document: ResourceDocument = { ...core, ...checkExtensions(given, schema, urns, tolerances) };
  assertRequired(document, schema);
  checkSize(document, schema);
  const namesMembers = schema.findCore('members') !== undefined && given.has('members');
  return {
    document,
    ...(typeof password === 'string' && password !== '' ? { password } : {}),
    ...(namesMembers ? { members: checkMembers(given.get('members'), 'members', tolerances) } : {}),
  };
}

/** Members are rows with limits of their own, so they never pass through the document. */
const storedAttributes = (schema: ResourceSchema): readonly AttributeDefinition[] =>
  [...COMMON_ATTRIBUTES, ...schema.type.schema.attributes].filter(({ name }) => name !== 'members');

const isKnown = (name: string, schema: ResourceSchema): boolean =>
  schema.findCore(name) !== undefined || schema.findExtension(name) !== undefined;

function checkAll(
  attributes: readonly AttributeDefinition[],
  given: ReadonlyMap<string, Json>,
  prefix: string,
  tolerances: Tolerances,
): JsonObject {
  const entries: [string, Json][] = [];
  for (const attribute of attributes) {
    if (attribute.mutability === 'readOnly') continue;
    const sent = given.get(attribute.name.toLowerCase());
    const value = checkAttribute(attribute, sent, `${prefix}${attribute.name}`, tolerances);
    if (value !== undefined) entries.push([attribute.name, value]);
  }
  return Object.fromEntries(entries);
}

/**
 * An extension counts by its object (RFC 7643 §3.3); its URN in `schemas` alone is allowed and says nothing (§3: the URNs
 * that the representation supports).
 */
function checkExtensions(
  given: ReadonlyMap<string, Json>,
  schema: ResourceSchema,
  urns: ReadonlySet<string>,
  tolerances: Tolerances,
): JsonObject {
  const entries: [string, Json][] = [];
  for (const { schema: extension } of schema.type.extensions) {
    const { id } = extension;
    const value = given.get(id.toLowerCase());
    if (value === undefined || value === null) continue;
    if (!isJsonObject(value)) throw ScimError.invalidValue(`${id} must be an object.`);
    const checked = checkAll(extension.attributes, readObject(value, id), `${id}:`, tolerances);
    const isOwn = (name: string): boolean => schema.findExtensionAttribute(id, name) !== undefined;
    acceptUnknown(value, isOwn, id, tolerances);
    if (Object.keys(checked).length === 0) continue;
    if (!urns.has(id.toLowerCase()))
      tolerances.accept('extensionWithoutUrn', () =>
        ScimError.invalidSyntax(`"schemas" must hold "${id}", whose attributes the body has.`),
      );
    entries.push([id, checked]);
  }
  return Object.fromEntries(entries);
}
