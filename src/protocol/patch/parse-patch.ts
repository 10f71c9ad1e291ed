// PATCH: from a client's JSON to operations, and from operations to a new document or to sets of members.
// What single clients do differently is understood here and in expand-operation.ts, and nowhere after.
import { isJsonObject, type Json } from '../json.js';
import { parsePath, type PatchPath } from '../path/parse-path.js';
import { acceptUnknown } from '../schema/accept-unknown.js';
import { checkMessageSchemas, missingMessageSchema } from '../schema/check-message-schemas.js';
import { readObject } from '../schema/read-object.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { PATCH_OP } from '../urns.js';
import type { PatchOperation } from './patch-operation.js';

/** Okta sends up to 1,000 membership changes in one request; also announced as `bulk.maxOperations`. */
const MAX_OPERATIONS = 1_000;

const BODY_NAMES: readonly string[] = ['schemas', 'operations'];
const OPERATION_NAMES: readonly string[] = ['op', 'path', 'value'];

/**
 * Reads the body of PATCH (RFC 7644 §3.5.2). Names match in any case.
 * @throws ScimError invalidSyntax | invalidPath | invalidFilter | invalidValue | noTarget
 */
export function parsePatch(body: unknown, tolerances: Tolerances): readonly PatchOperation[] {
  if (!isJsonObject(body)) throw ScimError.invalidSyntax('The body must be a JSON object.');
  const given = readObject(body, 'The body');
  checkPatchSchema(given.get('schemas'), tolerances);
  acceptUnknown(body, (name) => BODY_NAMES.includes(name), 'The body', tolerances);
  const operations = given.get('operations');
  if (!Array.isArray(operations) || operations.length === 0)
    throw ScimError.invalidSyntax('The body needs "Operations", a list of at least one operation.');
  if (operations.length > MAX_OPERATIONS)
    throw ScimError.invalidSyntax(`One request may hold ${MAX_OPERATIONS} operations. Send the rest in another one.`);
  return operations.map((operation, index) => parseOperation(operation, `Operations[${index}]`, tolerances));
}

function checkPatchSchema(schemas: Json | undefined, tolerances: Tolerances): void {
  if (schemas === undefined || schemas === null)
    tolerances.accept('missingPatchSchemas', () => missingMessageSchema(PATCH_OP));
  else checkMessageSchemas(schemas, PATCH_OP, tolerances);
}

function parseOperation(operation: unknown, where: string, tolerances: Tolerances): PatchOperation {
  if (!isJsonObject(operation)) throw ScimError.invalidSyntax(`${where} must be an object.`);
  const given = readObject(operation, where);
  acceptUnknown(operation, (name) => OPERATION_NAMES.includes(name), where, tolerances);
  const op = parseOp(given.get('op'), where, tolerances);
  const path = parseOptionalPath(given.get('path'), where, tolerances);
  const value = given.get('value');
  if (op === 'remove') {
    if (path === undefined)
      throw ScimError.noTarget(
        `${where} removes something but has no "path" that says what (RFC 7644 section 3.5.2.2).`,
      );
    // null is as good as absent (RFC 7643 §2.5). To ignore any other value could empty a group.
    if (value === undefined || value === null) return { op, path };
    tolerances.accept('removePathPlusValueArray', () =>
      ScimError.invalidValue(`${where} removes and must have no "value". Choose by a filter in "path" what is to go.`),
    );
    return { op, path, value };
  }
  if (value === undefined) throw ScimError.invalidValue(`${where} has no "value" to ${op}.`);
  if (path !== undefined) return { op, path, value };
  if (!isJsonObject(value))
    throw ScimError.invalidValue(`${where} has no "path", so its "value" must be an object of attributes.`);
  return { op, value };
}

/** Entra sends `"op": "Replace"`. */
function parseOp(op: Json | undefined, where: string, tolerances: Tolerances): PatchOperation['op'] {
  const refusal = (): ScimError => ScimError.invalidSyntax(`${where}.op must be "add", "remove" or "replace".`);
  const name = typeof op === 'string' ? op.toLowerCase() : undefined;
  if (name !== 'add' && name !== 'remove' && name !== 'replace') throw refusal();
  if (name !== op) tolerances.accept('opCase', refusal);
  return name;
}

function parseOptionalPath(path: Json | undefined, where: string, tolerances: Tolerances): PatchPath | undefined {
  if (path === undefined || path === null) return undefined;
  if (typeof path !== 'string') throw ScimError.invalidPath(`${where}.path must be a string.`);
  return parsePath(path, tolerances);
}
