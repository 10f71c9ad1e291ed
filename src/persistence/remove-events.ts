import type { LogEvent } from '../audit/log-event.js';
import { eventKeys } from './event-keys.js';
import type { SegmentRow } from './log-head.js';
import { chunksOf, placeholders, rowPlaceholders } from './sql.js';
import type { Transaction } from './transaction.js';

/** Events that one transaction removes, with some eight keys each. Few: on SQLite everybody waits for them. */
const EVENTS = 100;
const KEYS_PER_DELETE = 200;

interface Row {
  readonly pk: number;
  /** Null when somebody removed the event before us. */
  readonly event: string | null;
}

/**
 * Removes events of a segment with their links and keys; which keys an event has is told by the event itself, so no index
 * leads from one to the other.
 * @returns whether there may be more
 */
export async function removeEvents(tx: Transaction, tenantPk: number, segment: SegmentRow): Promise<boolean> {
  const rows = await tx.query<Row>(
    'SELECT l.event_pk AS pk, e.event FROM log_link l LEFT JOIN log_event e ON e.pk = l.event_pk ' +
      'WHERE l.tenant_id = ? AND l.event_pk >= ? AND l.event_pk <= ? ORDER BY l.event_pk LIMIT ?',
    [tenantPk, segment.first_pk, segment.last_pk, EVENTS],
  );
  const pks = rows.map(({ pk }) => pk);
  if (pks.length === 0) return false;
  await deleteKeys(tx, tenantPk, rows);
  const list = placeholders(pks.length);
  await tx.execute(`DELETE FROM log_event WHERE tenant_id = ? AND pk IN (${list})`, [tenantPk, ...pks]);
  await tx.execute(`DELETE FROM log_link WHERE tenant_id = ? AND event_pk IN (${list})`, [tenantPk, ...pks]);
  return pks.length === EVENTS;
}

async function deleteKeys(tx: Transaction, tenantPk: number, rows: readonly Row[]): Promise<void> {
  const keys = rows.flatMap(({ pk, event }) =>
    event === null ? [] : eventKeys(JSON.parse(event) as LogEvent).map((key) => ({ ...key, pk })),
  );
  for (const chunk of chunksOf(keys, KEYS_PER_DELETE)) {
    // Neither database finds rows by the other one's form with an index.
    const where =
      tx.dialect === 'sqlite'
        ? `(field, value_key, event_pk) IN (VALUES ${rowPlaceholders(chunk.length, 3)})`
        : `(${chunk.map(() => '(field = ? AND value_key = ? AND event_pk = ?)').join(' OR ')})`;
    const params = chunk.flatMap(({ field, key, pk }) => [field, key, pk]);
    await tx.execute(`DELETE FROM log_key WHERE tenant_id = ? AND ${where}`, [tenantPk, ...params]);
  }
}
