import type { Database } from './abstract-database.js';
import type { Window } from './event-window.js';

/** Where the events of a time stand in the log: positions before or behind which there is none of them. */
export interface EventRange {
  readonly low?: number;
  /** Says nothing of events behind `indexedTo`. */
  readonly high?: number;
  /** The position up to which the log is in the chain, in the index and in segments. */
  readonly indexedTo: number;
}

interface Row {
  readonly event_pk: number;
  readonly first_pk: number;
  readonly min_published: string | null;
  readonly max_published: string | null;
  readonly low: number | null;
  readonly high: number | null;
}

const SEGMENTS = 'FROM log_segment s WHERE s.tenant_id = h.tenant_id AND s.removed_at IS NULL';

/**
 * A segment knows its first and its last time, so a window is found in a log of any length by looking at the segments.
 * Exact whatever the clocks did: an event may be older than the one before it.
 */
export async function eventRange(database: Database, tenantPk: number, { since, until }: Window): Promise<EventRange> {
  const [row] = await database.read<Row>(
    'SELECT h.event_pk, h.first_pk, h.min_published, h.max_published, ' +
      `(SELECT MIN(s.first_pk) ${SEGMENTS} AND s.max_published >= ?) AS low, ` +
      `(SELECT MAX(s.last_pk) ${SEGMENTS} AND s.min_published < ?) AS high FROM log_head h WHERE h.tenant_id = ?`,
    [since ?? '', until ?? '', tenantPk],
  );
  if (row === undefined) return { indexedTo: 0 };
  const indexedTo = Number(row.event_pk);
  const open = { low: Number(row.first_pk), min: row.min_published, max: row.max_published };
  const low =
    row.low !== null ? Number(row.low) : open.max !== null && open.max >= (since ?? '') ? open.low : indexedTo + 1;
  const high = open.min !== null && open.min < (until ?? '') ? indexedTo : Number(row.high ?? 0);
  return { indexedTo, ...(since === undefined ? {} : { low }), ...(until === undefined ? {} : { high }) };
}
