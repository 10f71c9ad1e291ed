import type { JsonObject } from '../json.js';
import { CORE_V1 } from './v1-urns.js';

/**
 * A page of resources in SCIM 1.1 (protocol §3.2.2), complete also when it is empty: Okta reads all four numbers' names.
 * @param resources already in SCIM 1.1's shape; @param totalResults all matches; @param startIndex 1-based
 */
export function listResponseV1(resources: readonly JsonObject[], totalResults: number, startIndex: number): JsonObject {
  return { schemas: [CORE_V1], totalResults, startIndex, itemsPerPage: resources.length, Resources: resources };
}
