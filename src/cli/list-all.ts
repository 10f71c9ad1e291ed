import { type Json, isJsonObject } from '../protocol/json.js';
import type { AdminClient } from './admin-client.js';
import type { ApiRequest } from './build-request.js';
import { Refused } from './refused.js';

const PAGE = 1000;

export interface WholeList {
  readonly items: readonly Json[];
  /** Where the rest begins, when `limit` ended the list before its end. */
  readonly next: string | null;
}

/** Follows a list to its end, or to `limit`. @throws Refused | Unreachable */
export async function listAll(client: AdminClient, request: ApiRequest, limit = Infinity): Promise<WholeList> {
  const items: Json[] = [];
  let after: string | undefined;
  for (;;) {
    const query = { ...request.query, limit: String(Math.min(PAGE, limit - items.length)) };
    const { body } = await client.send({ ...request, query: after === undefined ? query : { ...query, after } });
    if (!isJsonObject(body) || !Array.isArray(body.items)) throw Refused.notRollbook(200);
    items.push(...(body.items as readonly Json[]));
    const next = typeof body.next === 'string' ? body.next : null;
    if (next === null || items.length >= limit) return { items, next };
    after = next;
  }
}
