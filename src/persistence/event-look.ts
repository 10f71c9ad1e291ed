import type { LogCondition } from '../audit/log-store.js';
import type { Arm } from './event-candidates.js';
import { isWindow } from './event-window.js';
import type { Dialect } from './sql.js';

/** How a query looks at its candidates, one statement after the other. */
export interface Look {
  /** Of one statement, at most. */
  readonly candidates: number;
  /** Text that one statement hands over; a first event however long it is. */
  readonly bytes: number;
  /** Whether it may look through the whole log, as an index or the segments lead nowhere. */
  readonly isScan: boolean;
}

/** Text of events in one page, which has at least one. */
export const PAGE_BYTES = 8 * 1024 * 1024;
/** Candidates that a server, or a thread of its own, looks at where few of them are handed over. */
const ELSEWHERE = 2_000;
/** The same where every event is handed over, and parsed here. */
const PARSED = 250;

/**
 * On the thread that answers: some 3 ms on SQLite, at 3 µs for a candidate, 4 µs for a key that is asked of it and 10 µs where its text is
 * read.
 */
const HERE: Readonly<Record<Dialect, number>> = { mysql: ELSEWHERE, sqlite: 250 };
const BYTES: Readonly<Record<Dialect, number>> = { mysql: PAGE_BYTES, sqlite: 256 * 1024 };

export function lookOf(where: LogCondition | undefined, arms: readonly Arm[] | undefined, dialect: Dialect): Look {
  const bytes = BYTES[dialect];
  const { filter, probes = [] } = where ?? {};
  const isInWindow = filter !== undefined && probes.length === 0 && isWindow(filter);
  if (where === undefined || arms !== undefined || isInWindow)
    return { candidates: HERE[dialect], bytes, isScan: false };
  return { candidates: probes.length === 0 ? PARSED : ELSEWHERE, bytes, isScan: true };
}
