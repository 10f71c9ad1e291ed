// The protocol core as the fuzzer calls it, from the build. The only file of the fuzzer that knows its functions.
import { orderOperations } from '../../dist/protocol/bulk/order-operations.js';
import { parseBulk } from '../../dist/protocol/bulk/parse-bulk.js';
import { resolveReferences } from '../../dist/protocol/bulk/resolve-references.js';
import { evaluateFilter } from '../../dist/protocol/filter/evaluate-filter.js';
import { parseFilter } from '../../dist/protocol/filter/parse-filter.js';
import { resolveFilter } from '../../dist/protocol/filter/resolve-filter.js';
import { applyPatch } from '../../dist/protocol/patch/apply-patch.js';
import { foldMembership } from '../../dist/protocol/patch/fold-membership.js';
import { parsePatch } from '../../dist/protocol/patch/parse-patch.js';
import { resolveTarget } from '../../dist/protocol/patch/patch-target.js';
import { parsePath } from '../../dist/protocol/path/parse-path.js';
import { projectResource } from '../../dist/protocol/projection/project-resource.js';
import { parseListQuery } from '../../dist/protocol/query/list-query.js';
import { parseSearchRequest } from '../../dist/protocol/query/search-request.js';
import { checkJsonDepth } from '../../dist/protocol/schema/check-json-depth.js';
import { checkJsonShape } from '../../dist/protocol/schema/check-json-shape.js';
import { checkResource } from '../../dist/protocol/schema/check-resource.js';
import { groupSchema, userSchema } from '../../dist/protocol/schema/resource-types.js';
import { ScimError } from '../../dist/protocol/scim-error.js';
import { Tolerances } from '../../dist/protocol/tolerance/tolerances.js';
import { parseQuery } from '../../dist/http/parse-query.js';

export { evaluateFilter, orderOperations, parseBulk, parseQuery, projectResource, resolveReferences, ScimError };
export { groupSchema, userSchema };

const lenient = () => new Tolerances('lenient');

export const checkBody = (body, schema) => checkResource(body, schema, lenient());
export const readFilter = (text, schema) => resolveFilter(parseFilter(text, lenient()), schema, lenient());
export const readTarget = (text, schema) => resolveTarget(parsePath(text, lenient()), schema, lenient());
export const readPatch = (body) => parsePatch(body, lenient());
export const patchDocument = (document, operations, schema) => applyPatch(document, operations, schema, lenient());
export const foldMembers = (operations, schema) => foldMembership(operations, schema, lenient());
export const readListQuery = (query, schema) => parseListQuery(query, schema, lenient());
export const readSearch = (body, schema) => parseSearchRequest(body, schema, lenient());

const encoder = new TextEncoder();

/** As the server reads a body. @returns undefined for what is no JSON @throws ScimError */
export function readJson(text) {
  checkJsonDepth(encoder.encode(text));
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  checkJsonShape(value);
  return value;
}
