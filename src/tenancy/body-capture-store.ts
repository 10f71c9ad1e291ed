import type { Json } from '../protocol/json.js';
import type { TenantScope } from './tenant.js';

/** Of one connector; with more, the oldest go. */
export const MAX_CAPTURES = 1_000;

/** A body as it is kept: masked, or in its place a word about why it is not. */
export type CapturedBody = { readonly body: Json } | { readonly note: string };

/** What one call sent and was answered; null where there was no body. */
export interface CapturedCall {
  /** The request id, which its events in the log have as `transaction.id`. */
  readonly transactionId: string;
  /** RFC 3339 UTC with milliseconds. */
  readonly at: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly request: CapturedBody | null;
  readonly response: CapturedBody | null;
}

export interface BodyCaptureDraft extends CapturedCall, TenantScope {
  readonly connectorPk: number;
}

export interface BodyCapture extends CapturedCall {
  readonly pk: number;
}

export interface BodyCaptureQuery {
  readonly limit: number;
  /** The `pk` of the last one of the page before. */
  readonly after?: number;
  readonly transactionId?: string | undefined;
  /** Older ones are as good as gone. */
  readonly since: string;
}

/** Where the masked bodies of calls are kept for a while. */
export abstract class BodyCaptureStore {
  /** All or none, and at most `MAX_CAPTURES` of a connector stay. Skips connectors that are gone. */
  abstract add(captures: readonly BodyCaptureDraft[]): Promise<void>;
  /** The newest first. */
  abstract list(scope: TenantScope, connectorPk: number, query: BodyCaptureQuery): Promise<readonly BodyCapture[]>;
  /** One bounded step. @returns whether there may be more */
  abstract removeBefore(at: string): Promise<boolean>;
}
