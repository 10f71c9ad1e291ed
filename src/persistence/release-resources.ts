import type { TenantScope } from '../tenancy/tenant.js';
import type { Transaction } from './transaction.js';
import { placeholders } from './sql.js';

/** Few, for on SQLite everybody waits for them. */
const CHUNK = 250;

/** Makes at most 250 resources of a connector `manual`. @returns whether there may be more */
export async function releaseResources(tx: Transaction, scope: TenantScope, connectorPk: number): Promise<boolean> {
  const rows = await tx.query<{ pk: number }>(
    'SELECT pk FROM resource WHERE tenant_id = ? AND connector_id = ? LIMIT ?',
    [scope.tenantPk, connectorPk, CHUNK],
  );
  if (rows.length > 0)
    await tx.execute(
      `UPDATE resource SET connector_id = NULL WHERE pk IN (${placeholders(rows.length)}) AND tenant_id = ?`,
      [...rows.map(({ pk }) => pk), scope.tenantPk],
    );
  return rows.length === CHUNK;
}
