import type { TenantScope } from '../tenancy/tenant.js';
import { inSteps } from '../tenancy/in-steps.js';
import type { Database } from './abstract-database.js';
import { deleteMemberships } from './delete-memberships.js';
import { EVENT_COLUMNS } from './event-columns.js';
import { deletePasswords } from './password-rows.js';
import { SETTLED_AFTER_MS } from './settled-rows.js';
import { placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

/** Rows that one transaction removes. Few, for on SQLite everybody waits for them. */
const CHUNK = 250;
/** The tenant of rows that no tenant has any more; keys of tenants begin at 1. */
const NOBODY = 0;
const NO_KEYS = EVENT_COLUMNS.map((column) => `${column} = NULL`).join(', ');

/**
 * Empties a tenant in bounded transactions, with others between them. May be killed at any point and run
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

function untilEmpty(database: Database, step: (tx: Transaction) => Promise<boolean>): Promise<void> {
  return inSteps(() => database.withTransaction(step));
}

/** Like all of these: one bounded step. @returns whether there may be more */
async function deleteResources(tx: Transaction, tenantPk: number): Promise<boolean> {
  const rows = await tx.query<{ pk: number }>('SELECT pk FROM resource WHERE tenant_id = ? LIMIT ?', [tenantPk, CHUNK]);
  const pks = rows.map(({ pk }) => pk);
  if (pks.length === 0) return false;
  if (await deleteMemberships(tx, pks)) return true;
  const list = placeholders(pks.length);
  await tx.execute(`DELETE FROM attribute_index WHERE resource_pk IN (${list})`, pks);
  await deletePasswords(tx, { tenantPk }, pks);
  await tx.execute(`DELETE FROM resource WHERE pk IN (${list})`, pks);
  return pks.length === CHUNK;
}

/**
 * A young gap in the keys of the log may be an event that is still to come, and holds back those of every tenant behind
 * it (`settled-rows.ts`). So a young row stays as an empty one that belongs to nobody, until a later deletion.
 */
async function blankRecentEvents(tx: Transaction, tenantPk: number, horizon: string): Promise<boolean> {
  const { affected } = await tx.execute(
    `UPDATE log_event SET tenant_id = ?, event = '{}', ${NO_KEYS} WHERE tenant_id = ? AND published > ? LIMIT ?`,
    [NOBODY, tenantPk, horizon, CHUNK],
  );
  return affected === CHUNK;
}

async function deleteMentions(tx: Transaction, tenantPk: number): Promise<boolean> {
  const rows = await tx.query<{ pk: number }>(
    'SELECT event_pk AS pk FROM log_mention WHERE tenant_id = ? GROUP BY event_pk LIMIT ?',
    [tenantPk, CHUNK],
  );
  const pks = rows.map(({ pk }) => pk);
  if (pks.length > 0) await tx.execute(`DELETE FROM log_mention WHERE event_pk IN (${placeholders(pks.length)})`, pks);
  return pks.length === CHUNK;
}

async function deleteEvents(
  tx: Transaction,
  condition: string,
  params: readonly (number | string)[],
): Promise<boolean> {
  const rows = await tx.query<{ pk: number }>(`SELECT pk FROM log_event WHERE ${condition} LIMIT ?`, [
    ...params,
    CHUNK,
  ]);
  const pks = rows.map(({ pk }) => pk);
  if (pks.length > 0) await tx.execute(`DELETE FROM log_event WHERE pk IN (${placeholders(pks.length)})`, pks);
  return pks.length === CHUNK;
}
