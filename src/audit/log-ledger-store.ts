import type { LogEvent } from './log-event.js';

/** Where the chain of a tenant's log stands. */
export interface LogHead {
  /** Number of the last event in the chain, counted from 1; 0 while there is none. */
  readonly seq: number;
  /** SHA-256 that binds every event up to `seq`, in hex. */
  readonly hash: string;
  /** Events that are recorded but not yet in the chain: those of the last second, as a rule. */
  readonly pending: number;
  /** Number of the oldest event that is still there; `seq` + 1 where there is none. */
  readonly oldestSeq: number;
}

/** What a checkpoint keeps of a chain. */
export interface ChainEnd {
  /** Slug of the tenant. */
  readonly tenant: string;
  /** Tells it from a tenant that had the slug before. */
  readonly chain: string;
  readonly seq: number;
  /** In hex. */
  readonly hash: string;
}

/** Many events in a row that are kept and removed together. */
export interface LogSegment {
  readonly number: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/**
 * What is kept about the log besides its events: the chain of hashes, the index, the segments. It follows the log: the
 * store that commits a change writes its event and nothing else, and this takes events in, in their order, soon after.
 */
export abstract class LogLedgerStore {
  /**
   * Takes in what was recorded since, of every tenant, in short transactions with rests between them. Several instances
   * may do so at once.
   * @param isStopped asked between them; what is left is taken in the next time
   * @returns how many events were taken in
   */
  abstract follow(isStopped?: () => boolean): Promise<number>;
  abstract headOf(tenantPk: number): Promise<LogHead>;
  /** The ends of all chains that have begun, as they are committed. */
  abstract ends(): Promise<readonly ChainEnd[]>;
  /** Events of all tenants that this process knows to wait for the chain, because one before them may still come. */
  abstract pendingOfAll(): Promise<number>;
  /**
   * Ends the open segment if all its events are older than `before`, so that it can be removed, too.
   * @param before RFC 3339 UTC with milliseconds
   */
  abstract closeSegment(tenantPk: number, before: string): Promise<void>;
  /** The oldest segment with events in it, if all of them are older than `before`. */
  abstract expiredSegment(tenantPk: number, before: string): Promise<LogSegment | undefined>;
  /**
   * Removes some of the events of a segment that ended, in one short transaction; the segment stays, so that the chain can
   * be checked past it. The first step says when, and appends the event.
   * @returns whether there may be more
   */
  abstract removeStep(tenantPk: number, segment: number, now: string, event: () => LogEvent): Promise<boolean>;
  /** Removes what was recorded of tenants after they had been deleted. @param now for the age of events */
  abstract removeForgotten(now: Date): Promise<void>;
}
