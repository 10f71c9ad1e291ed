import { canonicalJson } from '../protocol/canonical-json.js';
import type { LogEvent } from '../audit/log-event.js';
import { chunksOf, rowPlaceholders, type SqlValue } from './sql.js';
import type { Transaction } from './transaction.js';

export interface LogEntry {
  readonly tenantPk: number;
  readonly event: LogEvent;
}

const ROWS_PER_INSERT = 200;
const COLUMNS = ['tenant_id', 'uuid', 'published', 'event'];

/**
 * Appends the event of a change within the change's own transaction: neither is ever there without the other. One row and
 * nothing else: chain and index follow behind the commit (ADR 10).
 */
export async function appendEvent(tx: Transaction, tenantPk: number, event: LogEvent): Promise<void> {
  const { sql, params } = insertEvents([{ tenantPk, event }], 'INSERT');
  await tx.execute(sql, params);
}

/** The same for events that describe no change; those that are there already are left as they are. */
export async function appendEvents(tx: Transaction, entries: readonly LogEntry[]): Promise<void> {
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  for (const chunk of chunksOf(entries, ROWS_PER_INSERT)) {
    const { sql, params } = insertEvents(chunk, verb);
    await tx.execute(sql, params);
  }
}

function insertEvents(
  entries: readonly LogEntry[],
  verb: string,
): { readonly sql: string; readonly params: readonly SqlValue[] } {
  return {
    sql: `${verb} INTO log_event (${COLUMNS.join(', ')}) VALUES ${rowPlaceholders(entries.length, COLUMNS.length)}`,
    params: entries.flatMap(({ tenantPk, event }) => [tenantPk, event.uuid, event.published, canonicalJson(event)]),
  };
}
