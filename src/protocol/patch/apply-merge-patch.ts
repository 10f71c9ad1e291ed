import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import { acceptUnknownName } from '../schema/accept-unknown.js';
import { checkAttribute } from '../schema/check-attribute.js';
import { assertRequired, assertRequiredFields } from '../schema/check-required.js';
import { checkSchemas } from '../schema/check-schemas.js';
import { checkSize } from '../schema/check-size.js';
import { assertNoneTwice } from '../schema/read-object.js';
import { type AttributePath, attributePath, type ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { PATCH_OP } from '../urns.js';
import { readOnlyPartIn } from './accept-read-only.js';
import { orderDocument, readAttribute, removeExtension, writeAttribute } from './write-document.js';

/**
 * Applies a JSON merge patch (RFC 7396) to a resource: null unassigns, an object changes the parts that it names, a list
 * replaces the list. Names match in any case, extensions stand under their URN. Only what the patch names is checked, so
 * what this schema does not know stays. `schemas` may be left out. Pure.
 * @throws ScimError invalidSyntax | invalidValue | mutability
 */
export function applyMergePatch(
  document: ResourceDocument,
  patch: JsonObject,
  schema: ResourceSchema,
  tolerances: Tolerances,
): ResourceDocument {
  let changed = document;
  assertNoneTwice(patch, 'The body');
  for (const [name, value] of Object.entries(patch)) {
    if (isSchemas(name)) {
      // It says what the resource is, as in a creation, and is no attribute that could be changed.
      checkSchemas(value, schema, tolerances);
      continue;
    }
    const extension = schema.findExtension(name);
    const attribute = schema.findCore(name);
    if (extension !== undefined && value === null) changed = removeExtension(changed, extension);
    else if (extension !== undefined) {
      if (!isJsonObject(value)) throw ScimError.invalidValue(`${extension.id} must be an object or null.`);
      assertNoneTwice(value, extension.id);
      for (const [sub, subValue] of Object.entries(value)) {
        const found = schema.findExtensionAttribute(extension.id, sub);
        if (found === undefined) acceptUnknownName(sub, extension.id, tolerances);
        else changed = merge(changed, attributePath(extension, found), subValue, tolerances);
      }
    } else if (attribute === undefined) acceptUnknownName(name, 'The body', tolerances);
    else {
      const refusal = schema.type.alwaysAssigned.get(attribute.name);
      if (refusal !== undefined && value === null) throw ScimError.invalidValue(refusal);
      changed = merge(changed, attributePath(undefined, attribute), value, tolerances);
    }
  }
  assertRequired(changed, schema);
  assertRequiredFields(changed, schema, () => document);
  checkSize(changed, schema);
  return orderDocument(changed, schema);
}

function merge(document: ResourceDocument, path: AttributePath, value: Json, tolerances: Tolerances): ResourceDocument {
  const { attribute, key } = path;
  if (attribute.mutability === 'readOnly') throw keptByServer(key);
  const part = readOnlyPartIn(attribute, value);
  if (part !== undefined) throw keptByServer(`${key}.${part.name}`);
  if (attribute.name === 'members' || attribute.mutability === 'writeOnly')
    throw ScimError.mutability(`${key} is not changed here: it has an address of its own, …/{id}/${attribute.name}.`);
  const merged =
    attribute.type === 'complex' && !attribute.multiValued
      ? mergeParts(readAttribute(document, path), value, key)
      : value;
  return writeAttribute(document, path, checkAttribute(attribute, merged, key, tolerances));
}

function keptByServer(key: string): ScimError {
  return ScimError.mutability(`${key} is kept by the server and cannot be changed. Leave it out.`);
}

/** A complex value has simple parts alone (RFC 7643 §2.3.8), so there is no second level to merge. */
function mergeParts(current: Json | undefined, patch: Json, where: string): Json {
  if (!isJsonObject(patch)) return patch;
  const parts = new Map(Object.entries(isJsonObject(current) ? current : {}));
  const spelling = new Map([...parts.keys()].map((name) => [name.toLowerCase(), name]));
  assertNoneTwice(patch, where);
  for (const [name, value] of Object.entries(patch)) {
    const known = spelling.get(name.toLowerCase()) ?? name;
    if (value === null) parts.delete(known);
    else parts.set(known, value);
  }
  return Object.fromEntries(parts);
}

/** The names at the top of a merge patch, in lower case, without what changes nothing. */
export function namesIn(patch: JsonObject): ReadonlySet<string> {
  return new Set(
    Object.keys(patch)
      .filter((name) => !isSchemas(name))
      .map((name) => name.toLowerCase()),
  );
}

/** @throws ScimError invalidSyntax: anything else would replace the whole resource (RFC 7396 §2) */
export function parseMergePatch(body: unknown): JsonObject {
  if (!isJsonObject(body))
    throw ScimError.invalidSyntax('The body must be a JSON object with the attributes to change.');
  if (isPatchOp(body))
    throw ScimError.invalidSyntax(
      'The body is a PatchOp of SCIM. Here a PATCH is a JSON merge patch (RFC 7396): the attributes to change, such as {"title": "Clerk"}.',
    );
  return body;
}

const isSchemas = (name: string): boolean => name.toLowerCase() === 'schemas';

function isPatchOp(body: JsonObject): boolean {
  return Object.entries(body).some(
    ([name, urns]) =>
      isSchemas(name) &&
      Array.isArray(urns) &&
      urns.some((urn) => typeof urn === 'string' && urn.toLowerCase() === PATCH_OP.toLowerCase()),
  );
}
