import type { JsonObject } from '../json.js';
import type { ScimResource } from '../resource.js';
import { LIST_RESPONSE } from '../urns.js';

/**
 * RFC 7644 §3.4.2. `itemsPerPage` is what is on this page, not what was asked for: Okta's review insists on it.
 * @param totalResults all matches; @param page `startIndex`, 1-based, of the first resource here; or, paged by cursor
 *   (RFC 9865), `nextCursor`, whose absence says that this is the last page
 */
export function listResponse(resources: readonly ScimResource[], totalResults: number, page: Page): JsonObject {
  return { ...beforeResources(resources.length, totalResults, page), Resources: resources };
}

/** The same as JSON, of resources that are JSON already. */
export function listResponseText(resources: readonly string[], totalResults: number, page: Page): string {
  let text = `${JSON.stringify(beforeResources(resources.length, totalResults, page)).slice(0, -1)},"Resources":[`;
  let separator = '';
  // Not by `join`, whose result would be copied once more to put this around it.
  for (const resource of resources) {
    text += separator + resource;
    separator = ',';
  }
  return `${text}]}`;
}

type Page = { readonly startIndex: number } | { readonly nextCursor?: string };

function beforeResources(itemsPerPage: number, totalResults: number, page: Page): JsonObject {
  return { schemas: [LIST_RESPONSE], totalResults, ...page, itemsPerPage };
}
