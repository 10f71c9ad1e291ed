import type { ScimErrorBody } from '../scim-error.js';
import { BULK_RESPONSE } from '../urns.js';

/** What became of one operation (RFC 7644 §3.7.3). */
export interface BulkResult {
  readonly method: string;
  readonly bulkId?: string;
  /** Entity tag of the resource after the operation; absent after DELETE and after a failure. */
  readonly version?: string;
  /** Absent for a POST that failed, and where the operation's path names no resource. */
  readonly location?: string;
  /** The HTTP status as text. */
  readonly status: string;
  /** For every status but 2xx. */
  readonly response?: ScimErrorBody;
}

export interface BulkResponse {
  readonly schemas: readonly [typeof BULK_RESPONSE];
  readonly Operations: readonly BulkResult[];
}

/** @param results of the operations that were processed, in the order of the request */
export function bulkResponse(results: readonly BulkResult[]): BulkResponse {
  return { schemas: [BULK_RESPONSE], Operations: results };
}
