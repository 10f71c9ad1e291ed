import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import type { Transaction } from './transaction.js';
import { EVENT_COLUMNS } from './event-columns.js';
import { deletePasswords } from './password-rows.js';
import { SETTLED_AFTER_MS } from './settled-rows.js';
import { placeholders } from './sql.js';

const CHUNK = 1_000;
/** The tenant of rows that no tenant has any more; keys of tenants begin at 1. */
const NOBODY = 0;
const NO_KEYS = EVENT_COLUMNS.map((column) => `${column} = NULL`).join(', ');

/**
 * Empties a tenant in bounded transactions, so that no other tenant waits long. May be killed at any point and run
 * again: what belongs to a resource goes with it, and the resources before the tenant.
 */
export async function deleteTenantData(database: Database, { tenantPk }: TenantScope, now: Date): Promise<void> {
  const horizon = new Date(now.getTime() - SETTLED_AFTER_MS).toISOString();
  await untilEmpty(database, (tx) => deleteResources(tx, tenantPk));
  await database.withTransaction((tx) =>
    tx.execute('DELETE FROM attribute_definition WHERE tenant_id = ?', [tenantPk]),
  );
  await database.withTransaction((tx) => tx.execute('DELETE FROM grantable WHERE tenant_id = ?', [tenantPk]));
  await database.withTransaction((tx) => tx.execute('DELETE FROM password_policy WHERE tenant_id = ?', [tenantPk]));
  await database.withTransaction((tx) => tx.execute('DELETE FROM tolerance_use WHERE tenant_id = ?', [tenantPk]));
  await untilEmpty(database, (tx) => deleteMentions(tx, tenantPk));
  // On SQLite keys appear in their order, so nobody looks for gaps.
  if (database.dialect === 'mysql') await untilEmpty(database, (tx) => blankRecentEvents(tx, tenantPk, horizon));
  await untilEmpty(database, (tx) => deleteEvents(tx, 'tenant_id = ?', [tenantPk]));
  await untilEmpty(database, (tx) => deleteEvents(tx, 'tenant_id = ? AND published <= ?', [NOBODY, horizon]));
}

async function untilEmpty(database: Database, step: (tx: Transaction) => Promise<number>): Promise<void> {
  while ((await database.withTransaction(step)) === CHUNK);
}

async function deleteResources(tx: Transaction, tenantPk: number): Promise<number> {
  const rows = await tx.query<{ pk: number }>('SELECT pk FROM resource WHERE tenant_id = ? LIMIT ?', [tenantPk, CHUNK]);
  const pks = rows.map(({ pk }) => pk);
  if (pks.length === 0) return 0;
  const list = placeholders(pks.length);
  await tx.execute(`DELETE FROM membership WHERE group_pk IN (${list})`, pks);
  await tx.execute(`DELETE FROM membership WHERE member_pk IN (${list})`, pks);
  await tx.execute(`DELETE FROM attribute_index WHERE resource_pk IN (${list})`, pks);
  await deletePasswords(tx, { tenantPk }, pks);
  await tx.execute(`DELETE FROM resource WHERE pk IN (${list})`, pks);
  return pks.length;
}

/**
 * A young gap in the keys of the log may be an event that is still to come, and holds back those of every tenant behind
 * it (`settled-rows.ts`). So a young row stays as an empty one that belongs to nobody, until a later deletion.
 */
async function blankRecentEvents(tx: Transaction, tenantPk: number, horizon: string): Promise<number> {
  const { affected } = await tx.execute(
    `UPDATE log_event SET tenant_id = ?, event = '{}', ${NO_KEYS} WHERE tenant_id = ? AND published > ? LIMIT ?`,
    [NOBODY, tenantPk, horizon, CHUNK],
  );
  return affected;
}

async function deleteMentions(tx: Transaction, tenantPk: number): Promise<number> {
  const rows = await tx.query<{ pk: number }>(
    'SELECT event_pk AS pk FROM log_mention WHERE tenant_id = ? GROUP BY event_pk LIMIT ?',
    [tenantPk, CHUNK],
  );
  const pks = rows.map(({ pk }) => pk);
  if (pks.length > 0) await tx.execute(`DELETE FROM log_mention WHERE event_pk IN (${placeholders(pks.length)})`, pks);
  return pks.length;
}

async function deleteEvents(tx: Transaction, condition: string, params: readonly (number | string)[]): Promise<number> {
  const rows = await tx.query<{ pk: number }>(`SELECT pk FROM log_event WHERE ${condition} LIMIT ?`, [
    ...params,
    CHUNK,
  ]);
  const pks = rows.map(({ pk }) => pk);
  if (pks.length > 0) await tx.execute(`DELETE FROM log_event WHERE pk IN (${placeholders(pks.length)})`, pks);
  return pks.length;
}
