// PATCH: from a client's JSON to operations, and from operations to a new document or to sets of members.
// What single clients do differently is understood here and in expand-operation.ts, and nowhere after.
import { isJsonObject, type Json } from '../json.js';
import { parsePath, type PatchPath } from '../path/parse-path.js';
import { readObject } from '../schema/read-object.js';
import { ScimError } from '../scim-error.js';
import { PATCH_OP } from '../urns.js';
import type { PatchOperation } from './patch-operation.js';

/** Okta sends up to 1,000 membership changes in one request; also announced as `bulk.maxOperations`. */
const MAX_OPERATIONS = 1_000;

/**
 * Reads the body of PATCH (RFC 7644 §3.5.2). Names and `op` match in any case (Entra sends `"op": "Replace"`); anything else
 * beside `schemas` and `Operations`, or beside `op`, `path` and `value`, is ignored.
 * @throws ScimError invalidSyntax | invalidPath | invalidFilter | invalidValue | noTarget
 */
export function parsePatch(body: unknown): readonly PatchOperation[] {
  if (!isJsonObject(body)) throw ScimError.invalidSyntax('The body must be a JSON object.');
  const given = readObject(body, 'The body');
  assertPatchSchema(given.get('schemas'));
  const operations = given.get('operations');
  if (!Array.isArray(operations) || operations.length === 0)
    throw ScimError.invalidSyntax('The body needs "Operations", a list of at least one operation.');
  if (operations.length > MAX_OPERATIONS)
    throw ScimError.invalidSyntax(`One request may hold ${MAX_OPERATIONS} operations. Send the rest in another one.`);
  return operations.map((operation, index) => parseOperation(operation, `Operations[${index}]`));
}

function assertPatchSchema(schemas: Json | undefined): void {
  const isPatch = (urn: unknown): boolean => typeof urn === 'string' && urn.toLowerCase() === PATCH_OP.toLowerCase();
  if (!Array.isArray(schemas) || !schemas.some(isPatch))
    throw ScimError.invalidSyntax(`The body needs "schemas" with "${PATCH_OP}".`);
}

function parseOperation(operation: unknown, where: string): PatchOperation {
  if (!isJsonObject(operation)) throw ScimError.invalidSyntax(`${where} must be an object.`);
  const given = readObject(operation, where);
  const op = parseOp(given.get('op'), where);
  const path = parseOptionalPath(given.get('path'), where);
  const value = given.get('value');
  if (op === 'remove') {
    if (path === undefined)
      throw ScimError.noTarget(
        `${where} removes something but has no "path" that says what (RFC 7644 section 3.5.2.2).`,
      );
    return { op, path, ...(value === undefined ? {} : { value }) };
  }
  if (value === undefined) throw ScimError.invalidValue(`${where} has no "value" to ${op}.`);
  if (path !== undefined) return { op, path, value };
  if (!isJsonObject(value))
    throw ScimError.invalidValue(`${where} has no "path", so its "value" must be an object of attributes.`);
  return { op, value };
}

function parseOp(op: Json | undefined, where: string): PatchOperation['op'] {
  const name = typeof op === 'string' ? op.toLowerCase() : undefined;
  if (name === 'add' || name === 'remove' || name === 'replace') return name;
  throw ScimError.invalidSyntax(`${where}.op must be "add", "remove" or "replace".`);
}

function parseOptionalPath(path: Json | undefined, where: string): PatchPath | undefined {
  if (path === undefined || path === null) return undefined;
  if (typeof path !== 'string') throw ScimError.invalidPath(`${where}.path must be a string.`);
  return parsePath(path);
}
