import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import type { Transaction } from './transaction.js';
import { placeholders } from './sql.js';

const CHUNK = 1_000;

/**
 * Empties a tenant in bounded transactions, so that no other tenant waits long. May be killed at any point and run
 * again: what belongs to a resource goes with it, and the resources before the tenant.
 */
export async function deleteTenantData(database: Database, { tenantPk }: TenantScope): Promise<void> {
  await untilEmpty(database, (tx) => deleteResources(tx, tenantPk));
  await untilEmpty(database, (tx) => deleteRows(tx, 'log_event', tenantPk));
}

async function untilEmpty(database: Database, step: (tx: Transaction) => Promise<number>): Promise<void> {
  while ((await database.withTransaction(step)) === CHUNK);
}

async function deleteResources(tx: Transaction, tenantPk: number): Promise<number> {
  const pks = await keysOf(tx, 'resource', tenantPk);
  if (pks.length === 0) return 0;
  const list = placeholders(pks.length);
  await tx.execute(`DELETE FROM membership WHERE group_pk IN (${list})`, pks);
  await tx.execute(`DELETE FROM membership WHERE member_pk IN (${list})`, pks);
  await tx.execute(`DELETE FROM attribute_index WHERE resource_pk IN (${list})`, pks);
  await tx.execute(`DELETE FROM resource WHERE pk IN (${list})`, pks);
  return pks.length;
}

async function deleteRows(tx: Transaction, table: 'log_event', tenantPk: number): Promise<number> {
  const pks = await keysOf(tx, table, tenantPk);
  if (pks.length > 0) await tx.execute(`DELETE FROM ${table} WHERE pk IN (${placeholders(pks.length)})`, pks);
  return pks.length;
}

async function keysOf(tx: Transaction, table: 'resource' | 'log_event', tenantPk: number): Promise<number[]> {
  const rows = await tx.query<{ pk: number }>(`SELECT pk FROM ${table} WHERE tenant_id = ? LIMIT ?`, [tenantPk, CHUNK]);
  return rows.map(({ pk }) => pk);
}
