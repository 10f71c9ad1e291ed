import type { LogEvent } from '../audit/log-event.js';
import type { Transaction } from './transaction.js';
import { rowPlaceholders, type SqlValue } from './sql.js';

export interface LogEntry {
  readonly tenantPk: number;
  readonly event: LogEvent;
}

/** Appends the event of a change within the change's own transaction: neither is ever there without the other. */
export async function appendEvent(tx: Transaction, tenantPk: number, event: LogEvent): Promise<void> {
  const { sql, params } = insertEvents([{ tenantPk, event }], 'INSERT');
  await tx.execute(sql, params);
}

/** @param verb how the statement begins: `INSERT`, or what leaves events out that are there already */
export function insertEvents(
  entries: readonly LogEntry[],
  verb: string,
): { readonly sql: string; readonly params: readonly SqlValue[] } {
  return {
    sql: `${verb} INTO log_event (tenant_id, uuid, published, event) VALUES ${rowPlaceholders(entries.length, 4)}`,
    params: entries.flatMap(({ tenantPk, event }) => [tenantPk, event.uuid, event.published, JSON.stringify(event)]),
  };
}
