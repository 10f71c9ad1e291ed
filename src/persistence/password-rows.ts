import type { TenantScope } from '../tenancy/tenant.js';
import { type Dialect, placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

// All that writes hashes is here and all that reads one is in sql-password-store.ts: test/contract/password-store.spec.ts
// finds the name of the table in no other statement.

const INSERT = 'INSERT INTO password_hash (tenant_id, resource_pk, hash, changed_at) VALUES (?, ?, ?, ?) ';

const ON_DUPLICATE: Readonly<Record<Dialect, string>> = {
  sqlite: 'ON CONFLICT (tenant_id, resource_pk) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at',
  mysql: 'ON DUPLICATE KEY UPDATE hash = VALUES(hash), changed_at = VALUES(changed_at)',
};

/**
 * Writes what an update of a user, whose row is locked, makes of its password.
 * @param hash undefined leaves it alone, null removes it
 * @param now RFC 3339 UTC with milliseconds
 * @returns undefined when nothing was changed: there was none to remove
 */
export async function changePassword(
  tx: Transaction,
  { tenantPk }: TenantScope,
  resourcePk: number,
  hash: string | null | undefined,
  now: string,
): Promise<'set' | 'removed' | undefined> {
  if (hash === undefined) return undefined;
  if (hash === null) return (await deletePasswords(tx, { tenantPk }, [resourcePk])) === 0 ? undefined : 'removed';
  await tx.defer(INSERT + ON_DUPLICATE[tx.dialect], [tenantPk, resourcePk, hash, now]);
  return 'set';
}

/** Of users that go for good; a tombstone keeps its own, for a restore. @returns how many there were */
export async function deletePasswords(
  tx: Transaction,
  { tenantPk }: TenantScope,
  resourcePks: readonly number[],
): Promise<number> {
  const { affected } = await tx.execute(
    `DELETE FROM password_hash WHERE tenant_id = ? AND resource_pk IN (${placeholders(resourcePks.length)})`,
    [tenantPk, ...resourcePks],
  );
  return affected;
}
