import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { LogEvent } from './log-event.js';

/** What events have to be like. `matches` decides; the rest lets the store look at fewer. */
export interface LogCondition {
  readonly matches: (event: LogEvent) => boolean;
  /** Holds for every event that matches. */
  readonly filter?: ResolvedFilter;
  /** Texts in lower case that the JSON of every event that matches has in it, in any case. */
  readonly probes?: readonly string[];
}

export interface LogQuery {
  /** RFC 3339 UTC with milliseconds, inclusive. */
  readonly since?: string;
  /** Exclusive. */
  readonly until?: string;
  /** Position after which to go on, from an earlier page. */
  readonly after?: number;
  readonly limit: number;
  readonly order: 'ASCENDING' | 'DESCENDING';
  readonly where?: LogCondition;
}

export interface LogPage {
  readonly events: readonly LogEvent[];
  /** Position behind everything that was looked at; undefined when that was nothing. */
  readonly last?: number;
  /** True when the page ended before its limit though more may follow: by bytes, by looking long, or held back. */
  readonly more?: boolean;
  /** True when so many events were looked through that the store gave up before the page was full. */
  readonly isCut?: boolean;
}

/** Where log events are kept. Change events never pass here: the store that commits the change writes them. */
export abstract class LogStore {
  /** Appends events that describe no change (reads, refusals), in one statement. Never throws away what it accepted. */
  abstract append(entries: readonly { readonly tenantPk: number; readonly event: LogEvent }[]): Promise<void>;
  /**
   * Events of one tenant in the order in which they were recorded. Looks through a bounded number of them.
   * @throws ScimError tooMany where the database takes too long
   */
  abstract query(tenantPk: number, query: LogQuery): Promise<LogPage>;
  abstract find(tenantPk: number, uuid: string): Promise<LogEvent | undefined>;
}
