import type { JsonObject } from '../json.js';
import type { ScimResource } from '../resource.js';
import { LIST_RESPONSE } from '../urns.js';

/**
 * RFC 7644 §3.4.2. `itemsPerPage` is what is on this page, not what was asked for: Okta's review insists on it.
 * @param totalResults all matches; @param page `startIndex`, 1-based, of the first resource here; or, paged by cursor
 *   (RFC 9865), `nextCursor`, whose absence says that this is the last page
 */
export function listResponse(
  resources: readonly ScimResource[],
  totalResults: number,
  page: { readonly startIndex: number } | { readonly nextCursor?: string },
): JsonObject {
  return { schemas: [LIST_RESPONSE], totalResults, ...page, itemsPerPage: resources.length, Resources: resources };
}
