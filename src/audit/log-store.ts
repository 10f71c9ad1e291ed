import type { LogEvent } from './log-event.js';

export interface LogQuery {
  /** RFC 3339 UTC with milliseconds, inclusive. */
  readonly since?: string;
  /** Exclusive. */
  readonly until?: string;
  /** Position after which to go on, from an earlier page. */
  readonly after?: number;
  readonly limit: number;
  readonly order: 'ASCENDING' | 'DESCENDING';
}

export interface LogPage {
  readonly events: readonly LogEvent[];
  /** Position of the last event of this page; undefined when the page is empty. */
  readonly last?: number;
  /** True when the page ended before its limit though more follows: it was full by bytes, or the rest was held back. */
  readonly more?: boolean;
}

/** Where log events are kept. Change events never pass here: the store that commits the change writes them. */
export abstract class LogStore {
  /** Appends events that describe no change (reads, refusals), in one statement. Never throws away what it accepted. */
  abstract append(entries: readonly { readonly tenantPk: number; readonly event: LogEvent }[]): Promise<void>;
  /** Events of one tenant in the order in which they were recorded. */
  abstract query(tenantPk: number, query: LogQuery): Promise<LogPage>;
  abstract find(tenantPk: number, uuid: string): Promise<LogEvent | undefined>;
}
