// Bulk: many operations in one request (RFC 7644 §3.7). What they are, what they refer to and in which order they run;
// running them is the directory's.
import { isJsonObject, type Json } from '../json.js';
import { checkJsonShape } from '../schema/check-json-shape.js';
import { checkMessageSchemas } from '../schema/check-message-schemas.js';
import { readObject } from '../schema/read-object.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { BULK_REQUEST, PATCH_OP } from '../urns.js';
import { BULK_LIMITS } from './bulk-limits.js';
import type { BulkMethod, BulkOperation, BulkRequest, BulkTarget } from './bulk-operation.js';

const METHODS: readonly BulkMethod[] = ['POST', 'PUT', 'PATCH', 'DELETE'];
const MAX_BULK_ID = 255;
/** Room for a bulkId or any id of this server. */
const MAX_PATH = 512;
/** `/Users` or `/Groups` in any case, as routes match, alone or with one segment behind it. */
const PATH = /^\/(users|groups)(?:\/([^/?#]+))?\/?$/i;

/**
 * Reads the body of POST `/Bulk`. What is wrong with the message as a whole refuses it; what is wrong with one operation
 * becomes a refusal of that operation. Names and methods match in any case.
 * @throws ScimError invalidSyntax | invalidValue, 413 for more operations than BULK_LIMITS allow
 */
export function parseBulk(body: unknown, tolerances: Tolerances): BulkRequest {
  if (!isJsonObject(body)) throw ScimError.invalidSyntax('The body must be a JSON object.');
  const given = readObject(body, 'The body');
  checkMessageSchemas(given.get('schemas'), BULK_REQUEST, tolerances);
  const operations = given.get('operations');
  if (!Array.isArray(operations) || operations.length === 0)
    throw ScimError.invalidSyntax('The body needs "Operations", a list of at least one operation.');
  if (operations.length > BULK_LIMITS.operations) throw tooManyOperations(operations.length);
  const failOnErrors = parseFailOnErrors(given.get('failonerrors'));
  const parsed = operations.map((operation, index) => parseOperation(operation, `Operations[${index}]`));
  assertUniqueBulkIds(parsed);
  return { operations: parsed, ...(failOnErrors === undefined ? {} : { failOnErrors }) };
}

/** RFC 7644 §3.7.4: the answer says which limit. */
function tooManyOperations(count: number): ScimError {
  return ScimError.http(
    413,
    `The bulk request holds ${count} operations; maxOperations is ${BULK_LIMITS.operations}. ` +
      'Nothing was run. Send them in several requests.',
  );
}

function parseFailOnErrors(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw ScimError.invalidValue('"failOnErrors" must be a whole number of at least 1. Leave it out to run everything.');
}

/** RFC 7644 §3.7: unique within the request. Were it not, a reference could mean either of two resources. */
function assertUniqueBulkIds(operations: readonly BulkOperation[]): void {
  const seen = new Set<string>();
  operations.forEach(({ bulkId }, index) => {
    if (bulkId === undefined) return;
    if (seen.has(bulkId))
      throw ScimError.invalidValue(`Operations[${index}] has the bulkId of an operation before it. Nothing was run.`);
    seen.add(bulkId);
  });
}

function parseOperation(operation: unknown, where: string): BulkOperation {
  if (!isJsonObject(operation)) throw ScimError.invalidSyntax(`${where} must be an object.`);
  const given = readObject(operation, where);
  const sent = given.get('method');
  const method = METHODS.find((known) => typeof sent === 'string' && sent.toUpperCase() === known);
  const bulkId = parseBulkId(given.get('bulkid'), where);
  const target = parseTarget(given.get('path'));
  const named = { ...(bulkId === undefined ? {} : { bulkId }), ...(target === undefined ? {} : { target }) };
  try {
    if (method === undefined) throw unknownMethod(where);
    const ifMatch = parseVersion(given.get('version'), where);
    return {
      ...named,
      method,
      ...(sent === method ? {} : { isMethodMiscased: true as const }),
      target: fittingTarget(method, target, where),
      ...(method === 'DELETE' ? {} : { data: parseData(method, given.get('data'), where) }),
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(method === 'POST' ? { bulkId: requireBulkId(bulkId, where) } : {}),
    };
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { ...named, method: method ?? (typeof sent === 'string' ? sent.slice(0, 20) : ''), refusal: error };
  }
}

function parseBulkId(bulkId: Json | undefined, where: string): string | undefined {
  if (bulkId === undefined || bulkId === null) return undefined;
  if (typeof bulkId === 'string' && bulkId !== '' && bulkId.length <= MAX_BULK_ID) return bulkId;
  throw ScimError.invalidSyntax(`${where}.bulkId must be a text of 1 to ${MAX_BULK_ID} characters.`);
}

function requireBulkId(bulkId: string | undefined, where: string): string {
  if (bulkId === undefined)
    throw ScimError.invalidSyntax(`${where} creates a resource and so needs a "bulkId" (RFC 7644 section 3.7).`);
  return bulkId;
}

function unknownMethod(where: string): ScimError {
  return ScimError.invalidSyntax(
    `${where}.method must be POST, PUT, PATCH or DELETE. Reading is no bulk operation: use GET on the resource.`,
  );
}

function parseTarget(path: Json | undefined): BulkTarget | undefined {
  if (typeof path !== 'string' || path.length > MAX_PATH) return undefined;
  const [, endpoint, id] = PATH.exec(path) ?? [];
  if (endpoint === undefined) return undefined;
  return { type: endpoint.toLowerCase() === 'users' ? 'User' : 'Group', ...(id === undefined ? {} : { id }) };
}

function fittingTarget(method: BulkMethod, target: BulkTarget | undefined, where: string): BulkTarget {
  const isCollection = target !== undefined && target.id === undefined;
  if (target !== undefined && isCollection === (method === 'POST')) return target;
  const form = method === 'POST' ? '"/Users" or "/Groups"' : '"/Users/{id}" or "/Groups/{id}"';
  throw ScimError.invalidSyntax(`${where}.path must be ${form} for ${method}.`);
}

function parseVersion(version: Json | undefined, where: string): string | undefined {
  if (version === undefined || version === null) return undefined;
  if (typeof version === 'string') return version;
  throw ScimError.invalidSyntax(`${where}.version must be the text of an entity tag, such as W/"1".`);
}

/**
 * Erratum 5050: `data` of a PATCH is the whole PatchOp message. The RFC's own example sends the bare list of operations,
 * which is understood too. The limits on what a body may hold are those of a request of its own.
 */
function parseData(method: BulkMethod, data: Json | undefined, where: string): Json {
  if (data === undefined || data === null)
    throw ScimError.invalidSyntax(`${where} needs "data", the body that ${method} would have.`);
  checkJsonShape(data);
  if (method === 'PATCH' && Array.isArray(data)) return { schemas: [PATCH_OP], Operations: data as readonly Json[] };
  return data;
}
