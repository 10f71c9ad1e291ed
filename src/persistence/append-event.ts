import type { LogEvent } from '../audit/log-event.js';
import { EVENT_COLUMNS, eventKeys, mentionsOf } from './event-columns.js';
import { chunksOf, placeholders, rowPlaceholders, type SqlValue } from './sql.js';
import type { Transaction } from './transaction.js';

export interface LogEntry {
  readonly tenantPk: number;
  readonly event: LogEvent;
}

const ROWS_PER_INSERT = 200;
const MENTIONS_PER_INSERT = 1_000;
const COLUMNS = ['tenant_id', 'uuid', 'published', 'event', ...EVENT_COLUMNS];

/**
 * Appends the event of a change within the change's own transaction: neither is ever there without the other. One
 * statement; a second one only where the event is about more than a resource and a connector.
 */
export async function appendEvent(tx: Transaction, tenantPk: number, event: LogEvent): Promise<void> {
  const entry = { tenantPk, event };
  const { sql, params } = insertEvents([entry], 'INSERT');
  const { insertId } = await tx.execute(sql, params);
  await insertMentions(tx, [entry], new Map([[event.uuid, insertId]]));
}

/** The same for events that describe no change; those that are there already are left as they are. */
export async function appendEvents(tx: Transaction, entries: readonly LogEntry[]): Promise<void> {
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  for (const chunk of chunksOf(entries, ROWS_PER_INSERT)) {
    const { sql, params } = insertEvents(chunk, verb);
    await tx.execute(sql, params);
    const mentioning = chunk.filter(({ event }) => mentionsOf(event).length > 0);
    if (mentioning.length === 0) continue;
    // What was ignored has no new key, so the keys are read.
    const rows = await tx.query<{ pk: number; uuid: string }>(
      `SELECT pk, uuid FROM log_event WHERE uuid IN (${placeholders(mentioning.length)})`,
      mentioning.map(({ event }) => event.uuid),
    );
    await insertMentions(tx, mentioning, new Map(rows.map(({ pk, uuid }) => [uuid, pk])));
  }
}

function insertEvents(
  entries: readonly LogEntry[],
  verb: string,
): { readonly sql: string; readonly params: readonly SqlValue[] } {
  return {
    sql: `${verb} INTO log_event (${COLUMNS.join(', ')}) VALUES ${rowPlaceholders(entries.length, COLUMNS.length)}`,
    params: entries.flatMap(({ tenantPk, event }) => [
      ...[tenantPk, event.uuid, event.published, JSON.stringify(event)],
      ...eventKeys(event),
    ]),
  };
}

/** Also for events that were written before there was a table for it. @param pks by uuid */
export async function insertMentions(
  tx: Pick<Transaction, 'dialect' | 'execute'>,
  entries: readonly LogEntry[],
  pks: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = entries.flatMap(({ tenantPk, event }) => {
    const pk = pks.get(event.uuid);
    return pk === undefined ? [] : mentionsOf(event).map((key) => [tenantPk, key, pk, event.published] as const);
  });
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  for (const chunk of chunksOf(rows, MENTIONS_PER_INSERT))
    await tx.execute(
      `${verb} INTO log_mention (tenant_id, id_key, event_pk, published) VALUES ${rowPlaceholders(chunk.length, 4)}`,
      chunk.flat(),
    );
}
