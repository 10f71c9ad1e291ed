import type { TenantScope } from '../tenancy/tenant.js';
import { deleteMemberships } from './delete-memberships.js';
import { deletePasswords } from './password-rows.js';
import { toInstantKey, TYPE_CODE } from './resource-columns.js';
import { placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

/** That one transaction removes. Few, for on SQLite everybody waits for them. */
const TOMBSTONES = 50;

export interface Purged {
  /** Ids of what is gone for good now. */
  readonly ids: readonly string[];
  readonly mayBeMore: boolean;
}

/**
 * One bounded step. What hangs on a tombstone goes before it, so a run that is killed leaves nothing behind. Nobody else
 * writes to these rows: they are too old to be restored. Two instances that purge at once take turns.
 */
export async function purgeTombstones(tx: Transaction, scope: TenantScope, deletedBefore: string): Promise<Purged> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const found = await tx.query<{ pk: number; id: string }>(
    'SELECT r.pk, r.id FROM resource r WHERE r.tenant_id = ? AND r.type IN (?, ?) AND r.live IS NULL ' +
      `AND r.deleted_at < ? LIMIT ?${lock}`,
    [scope.tenantPk, TYPE_CODE.User, TYPE_CODE.Group, toInstantKey(deletedBefore), TOMBSTONES],
  );
  const pks = found.map(({ pk }) => pk);
  if (pks.length === 0) return { ids: [], mayBeMore: false };
  if (await deleteMemberships(tx, pks)) return { ids: [], mayBeMore: true };
  const list = placeholders(pks.length);
  await tx.execute(`DELETE FROM attribute_index WHERE resource_pk IN (${list})`, pks);
  await deletePasswords(tx, scope, pks);
  await tx.execute(`DELETE FROM resource WHERE pk IN (${list}) AND tenant_id = ?`, [...pks, scope.tenantPk]);
  return { ids: found.map(({ id }) => id), mayBeMore: pks.length === TOMBSTONES };
}
