import * as bulk from '../../src/protocol/bulk/parse-bulk.js';
import * as filter from '../../src/protocol/filter/parse-filter.js';
import * as resolved from '../../src/protocol/filter/resolve-filter.js';
import * as patch from '../../src/protocol/patch/apply-patch.js';
import * as membership from '../../src/protocol/patch/fold-membership.js';
import * as operations from '../../src/protocol/patch/parse-patch.js';
import * as path from '../../src/protocol/path/parse-path.js';
import * as projection from '../../src/protocol/projection/parse-projection.js';
import * as list from '../../src/protocol/query/list-query.js';
import * as search from '../../src/protocol/query/search-request.js';
import * as sort from '../../src/protocol/query/sort.js';
import * as resource from '../../src/protocol/schema/check-resource.js';
import { Tolerances } from '../../src/protocol/tolerance/tolerances.js';

/** The function as a lenient connector calls it, each time for a call of its own. */
function lenient<A extends unknown[], R>(call: (...args: [...A, Tolerances]) => R): (...args: A) => R {
  return (...args) => call(...args, new Tolerances('lenient'));
}

export const parseBulk = lenient(bulk.parseBulk);
export const parseFilter = lenient((text: string, tolerances: Tolerances) => filter.parseFilter(text, tolerances));
export const resolveFilter = lenient(resolved.resolveFilter);
export const resolveElementFilter = lenient(resolved.resolveElementFilter);
export const applyPatch = lenient(patch.applyPatch);
export const foldMembership = lenient(membership.foldMembership);
export const parsePatch = lenient(operations.parsePatch);
export const parsePath = lenient(path.parsePath);
export const parseProjection = lenient(projection.parseProjection);
export const parseListQuery = lenient(list.parseListQuery);
export const parseSearchRequest = lenient(search.parseSearchRequest);
export const parseSort = lenient(sort.parseSort);
export const checkResource = lenient(resource.checkResource);
