import { isDuplicate, logUnwritable } from './database-errors.js';
import { canonicalJson } from '../protocol/canonical-json.js';
import type { LogEvent } from '../audit/log-event.js';
import { refusalOfEvent, tenantsThatAre, tenantThatIs, tenantThatMayBeChanged } from './event-tenant.js';
import { chunksOf, rowPlaceholders, type SqlPart, type SqlValue } from './sql.js';
import type { Transaction } from './transaction.js';

export interface LogEntry {
  readonly tenantPk: number;
  readonly event: LogEvent;
}

const ROWS_PER_INSERT = 200;
const LOG_KEY = { index: 'PRIMARY', columns: 'log_event.pk' };
const COLUMNS = ['tenant_id', 'uuid', 'published', 'event'];

/**
 * Appends the event of a change within the change's own transaction: neither is ever there without the other. One row and
 * nothing else: chain and index follow behind the commit (ADR 10). To be called last: on MySQL a key that was handed out
 * makes pollers wait until it is committed, and so it travels with the COMMIT.
 * @throws ScimError unavailable where the database does not take the event, whatever its reason: then the change must not be;
 *   forbidden where the tenant was deleted meanwhile
 */
export function appendEvent(tx: Transaction, tenantPk: number, event: LogEvent): Promise<void> {
  return append(tx, tenantThatIs(tx.dialect, tenantPk), event);
}

/**
 * The same for what a caller does, who may have lost the right to do it while the call was under way.
 * @throws ScimError forbidden, then
 */
export function appendCallersEvent(tx: Transaction, tenantPk: number, event: LogEvent): Promise<void> {
  return append(tx, tenantThatMayBeChanged(tx.dialect, tenantPk, event.actor), event);
}

async function append(tx: Transaction, tenant: SqlPart, event: LogEvent): Promise<void> {
  const text = canonicalJson(event);
  tx.recentEvents.note(event, text);
  await tx.defer(
    `INSERT INTO log_event (${COLUMNS.join(', ')}) VALUES (${tenant.sql}, ?, ?, ?)`,
    [...tenant.params, event.uuid, event.published, text],
    (error) => refusalOfEvent(error) ?? logUnwritable(error),
  );
}

/**
 * For a change that takes several transactions and has its event in the last one: the first one must not begin where that
 * event could not be written. Tries to write it under the key of an event that is there, which is refused for just that if
 * nothing else is wrong: a key that was used up and is missing would make pollers wait (ADR 10).
 * @throws ScimError as `appendEvent`
 */
export async function assertLogWritable(tx: Transaction, { tenantPk, event }: LogEntry): Promise<void> {
  const { sql, params } = insertEvents(tx, [{ tenantPk, event }], 'INSERT');
  const withKey = sql.replace('(tenant_id', '(pk, tenant_id').replace('VALUES (', 'VALUES (?, ');
  await tx.execute('SAVEPOINT log_attempt');
  try {
    const [oldest] = await tx.query<{ pk: number | null }>('SELECT MIN(pk) AS pk FROM log_event');
    if (typeof oldest?.pk === 'number') await tx.execute(withKey, [oldest.pk, ...params]);
  } catch (error) {
    if (!isDuplicate(error, LOG_KEY)) throw logUnwritable(error);
  }
  // Retention may have removed that event just now.
  await tx.execute('ROLLBACK TO SAVEPOINT log_attempt');
}

/**
 * As `appendEvent`, for events that describe no change; those that are there already are left as they are, and those of a
 * tenant that was deleted meanwhile are forgotten like all others of it.
 */
export async function appendEvents(tx: Transaction, entries: readonly LogEntry[]): Promise<void> {
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  const tenants = await tenantsThatAre(tx, [...new Set(entries.map(({ tenantPk }) => tenantPk))]);
  const wanted = entries.filter(({ tenantPk }) => tenants.has(tenantPk));
  for (const chunk of chunksOf(wanted, ROWS_PER_INSERT)) {
    const { sql, params } = insertEvents(tx, chunk, verb);
    await tx.defer(sql, params);
  }
}

function insertEvents(
  { recentEvents }: Transaction,
  entries: readonly LogEntry[],
  verb: string,
): { readonly sql: string; readonly params: readonly SqlValue[] } {
  return {
    sql: `${verb} INTO log_event (${COLUMNS.join(', ')}) VALUES ${rowPlaceholders(entries.length, COLUMNS.length)}`,
    params: entries.flatMap(({ tenantPk, event }) => {
      const text = canonicalJson(event);
      recentEvents.note(event, text);
      return [tenantPk, event.uuid, event.published, text];
    }),
  };
}
