import type { Tolerance } from '../protocol/tolerance/tolerances.js';
import type { LogActor, LogEvent, LogTarget } from './log-event.js';

/**
 * One HTTP call as the log sees it: made when the request arrives, completed by the guard (who calls), read by whoever
 * writes the event. Holds no body, no header that could be secret and no query string.
 */
export interface Call {
  /** Request id (UUID), also in the answer's `X-Request-Id` and in the process log. */
  readonly id: string;
  readonly at: Date;
  /** `performance.now()` at arrival, for the duration. */
  readonly startedMs: number;
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** Whose log the event goes to; undefined where no tenant could be told. */
  scope?: CallScope;
  actor?: LogActor;
  /** True once a change event of this call was committed: nothing more is to be recorded. */
  recorded: boolean;
  /** How long its body was; undefined where it was not read. */
  bodyBytes?: number;
  /** The type of the last event that was made of it; once `recorded`, of the one that stands in the log. */
  eventType?: string;
  /** It showed a credential that is wrong here, also where `actor` says whose it is. */
  failedSignIn?: true;
  /** Why it was refused, where the answer must not say it: for the log alone. */
  refusal?: string;
  /** Finds out more of why it was refused, for its event alone. Called when that is written: no answer waits. */
  explain?: ((event: LogEvent, scope: CallScope) => Promise<LogEvent>) | undefined;
  /** The departures from the RFC that it made so far and that its connector accepts; grows while the call goes on. */
  tolerances?: ReadonlySet<Tolerance>;
  /** What the call does, once a handler knows: names the event of a read or of a failure. */
  operation?: CallOperation;
}

export interface CallScope {
  readonly tenantPk: number;
  readonly tenantSlug: string;
  readonly connector?: {
    readonly pk: number;
    readonly id: string;
    readonly slug: string;
    readonly displayName: string;
    /** Which reads of this connector that succeed are counted, and share an event per minute: none, all, or the many. */
    readonly logReads?: 'auto' | 'each' | 'summarized';
    /** Until when what its calls send and are answered is kept, masked. */
    readonly bodyCaptureUntil?: string | null;
  };
}

export interface CallOperation {
  readonly eventType: string;
  /** Sentence for success, e.g. `Okta read the user jane@x.io`. */
  readonly success: string;
  /** The sentence for failure, e.g. `Okta could not create the user jane@x.io`. */
  readonly failure: string;
  /** What the call is about, as far as it is known. */
  readonly target?: LogTarget | undefined;
  /** Of a read that succeeds: what is done, `looked up users`, and how many resources it found. */
  readonly read?: { readonly done: string; readonly found: number } | undefined;
}

/** A member of the request itself: a WeakMap takes longer to ask, and collecting garbage takes longer because of it. */
const CALL = Symbol('call');

interface WithCall {
  [CALL]?: Call;
}

/** Ties the call to its request object. */
export function attachCall(request: object, call: Call): void {
  (request as WithCall)[CALL] = call;
}

/** The call of a request. @throws Error for a request that did not pass the entry middleware */
export function callOf(request: object): Call {
  const call = (request as WithCall)[CALL];
  if (call === undefined) throw new Error('request without a call: the entry middleware did not run');
  return call;
}
