import type { Call } from './call.js';

/** Which part of the server a request was for. */
export const SURFACES = ['scim', 'oauth', 'admin', 'docs', 'operations', 'other'] as const;
export type Surface = (typeof SURFACES)[number];

/** Connectors that have series of their own, so that a page stays small enough to be scraped. */
export const MOST_CONNECTORS = 500;

/** How a SCIM call ended. */
export interface CallEnd {
  /** As the log has it; one of the code's own constants, never what a client sent. */
  readonly eventType: string;
  readonly status: number;
  readonly scimType?: string | undefined;
}

/** A connector as metrics name it: by slugs, which are unique and stay the same. */
export interface ConnectorName {
  readonly tenant: string;
  readonly connector: string;
}

/**
 * Counts calls as they end. Called for every request, so it must be cheap and must never throw. What a client can make up
 * (paths, slugs that nobody has, names, ids) may not become a label: the number of series must stay bounded.
 */
export abstract class CallMetrics {
  /** An HTTP request was answered. @param status 499 where the client went away before */
  abstract answered(surface: Surface, status: number, durationMs: number): void;
  /** A SCIM operation ended; those of a bulk request one by one, not the request around them. */
  abstract ended(call: Call, end: CallEnd): void;
  /** Forgets the series of connectors that are not among these: they were deleted. */
  abstract keepOnly(connectors: readonly ConnectorName[]): void;
}
