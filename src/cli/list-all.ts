import { type Json, isJsonObject } from '../protocol/json.js';
import type { AdminClient } from './admin-client.js';
import type { ApiRequest } from './build-request.js';
import { Refused } from './refused.js';

/** The largest page of most lists. */
const PAGE_SIZE = 1000;

interface Bounds {
  /** At most so many items; absent: all. */
  readonly limit?: number | undefined;
  /** Where the list has smaller pages than most. */
  readonly pageSize?: number | undefined;
}

export interface WholeList {
  readonly items: readonly Json[];
  /** Where the rest begins, when `limit` ended the list before its end. */
  readonly next: string | null;
}

/** Follows a list to its end, or to `limit`. @throws Refused | Unreachable */
export async function listAll(client: AdminClient, request: ApiRequest, bounds: Bounds = {}): Promise<WholeList> {
  const { limit = Infinity, pageSize = PAGE_SIZE } = bounds;
  const items: Json[] = [];
  let after: string | undefined;
  for (;;) {
    const query = { ...request.query, limit: String(Math.min(pageSize, limit - items.length)) };
    const { body } = await client.send({ ...request, query: after === undefined ? query : { ...query, after } });
    if (!isJsonObject(body) || !Array.isArray(body.items)) throw Refused.notRollbook(200);
    items.push(...(body.items as readonly Json[]));
    const next = typeof body.next === 'string' ? body.next : null;
    if (next === null || items.length >= limit) return { items, next };
    after = next;
  }
}
