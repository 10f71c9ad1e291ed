import type { JsonObject } from '../json.js';
import type { ScimResource } from '../resource.js';
import { LIST_RESPONSE } from '../urns.js';

/**
 * RFC 7644 §3.4.2. `itemsPerPage` is what is on this page, not what was asked for: Okta's review insists on it.
 * @param totalResults all matches; @param startIndex 1-based, of the first resource here
 */
export function listResponse(resources: readonly ScimResource[], totalResults: number, startIndex: number): JsonObject {
  return { schemas: [LIST_RESPONSE], totalResults, startIndex, itemsPerPage: resources.length, Resources: resources };
}
