import type { TenantScope } from '../tenancy/tenant.js';
import { inSteps } from '../tenancy/in-steps.js';
import type { Database } from './abstract-database.js';
import { deleteCaptures } from './delete-captures.js';
import { deleteMemberships } from './delete-memberships.js';
import { deletePasswords } from './password-rows.js';
import { SETTLED_AFTER_MS } from './log-watermark.js';
import { placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

/** Rows that one transaction removes. Few, for on SQLite everybody waits for them. */
const CHUNK = 250;
/** The tenant of rows that no tenant has any more; keys of tenants begin at 1. */
const NOBODY = 0;
/** What follows the log, with the key of each table. */
const LEDGER = [
  { name: 'log_key', key: 'tenant_id, field, value_key, event_pk' },
  { name: 'log_link', key: 'tenant_id, event_pk' },
  { name: 'log_segment', key: 'tenant_id, number' },
  { name: 'log_head', key: 'tenant_id' },
] as const;

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
  await database.withTransaction((tx) => tx.execute('DELETE FROM live_count WHERE tenant_id = ?', [tenantPk]));
  await database.withTransaction((tx) => tx.execute('DELETE FROM grantable WHERE tenant_id = ?', [tenantPk]));
  await database.withTransaction((tx) => tx.execute('DELETE FROM password_policy WHERE tenant_id = ?', [tenantPk]));
  await database.withTransaction((tx) => tx.execute('DELETE FROM tolerance_use WHERE tenant_id = ?', [tenantPk]));
  await database.withTransaction((tx) => tx.execute('DELETE FROM log_export WHERE tenant_id = ?', [tenantPk]));
  await untilEmpty(database, (tx) => deleteCaptures(tx, 'tenant_id = ?', [tenantPk]));
  // On SQLite keys appear in their order, so nobody looks for gaps.
  if (database.dialect === 'mysql') await untilEmpty(database, (tx) => blankRecentEvents(tx, tenantPk, horizon));
  await untilEmpty(database, (tx) => deleteEvents(tx, 'tenant_id = ?', [tenantPk]));
  await untilEmpty(database, (tx) => deleteEvents(tx, 'tenant_id = ? AND published <= ?', [NOBODY, horizon]));
  // Behind the events, without which nothing is taken in any more.
  for (const table of LEDGER) await untilEmpty(database, (tx) => deleteLedger(tx, table, tenantPk));
}

function untilEmpty(database: Database, step: (tx: Transaction) => Promise<boolean>): Promise<void> {
  return inSteps(() => database.withTransaction(step));
}

/** Like all of these: one bounded step. @returns whether there may be more */
async function deleteResources(tx: Transaction, tenantPk: number): Promise<boolean> {
  const rows = await tx.query<{ pk: number }>('SELECT pk FROM resource WHERE tenant_id = ? LIMIT ?', [tenantPk, CHUNK]);
  const pks = rows.map(({ pk }) => pk);
  if (pks.length === 0) return false;
  if ((await deleteMemberships(tx, pks)).mayBeMore) return true;
  const list = placeholders(pks.length);
  await tx.execute(`DELETE FROM attribute_index WHERE resource_pk IN (${list})`, pks);
  await deletePasswords(tx, { tenantPk }, pks);
  await tx.execute(`DELETE FROM resource WHERE pk IN (${list})`, pks);
  return pks.length === CHUNK;
}

/**
 * A young gap in the keys of the log may be an event that is still to come, and holds back those of every tenant behind
 * it (`log-watermark.ts`). So a young row stays as an empty one that belongs to nobody, until a later deletion.
 */
async function blankRecentEvents(tx: Transaction, tenantPk: number, horizon: string): Promise<boolean> {
  const { affected } = await tx.execute(
    "UPDATE log_event SET tenant_id = ?, event = '{}' WHERE tenant_id = ? AND published > ? LIMIT ?",
    [NOBODY, tenantPk, horizon, CHUNK],
  );
  return affected === CHUNK;
}

async function deleteLedger(
  tx: Transaction,
  { name, key }: (typeof LEDGER)[number],
  tenantPk: number,
): Promise<boolean> {
  const { affected } = await tx.execute(
    tx.dialect === 'mysql'
      ? `DELETE FROM ${name} WHERE tenant_id = ? LIMIT ?`
      : `DELETE FROM ${name} WHERE (${key}) IN (SELECT ${key} FROM ${name} WHERE tenant_id = ? LIMIT ?)`,
    [tenantPk, CHUNK],
  );
  return affected === CHUNK;
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
