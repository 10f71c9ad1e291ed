import type { TenantScope } from '../tenancy/tenant.js';
import { deletePasswords } from './password-rows.js';
import { toInstantKey, TYPE_CODE } from './resource-columns.js';
import { placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

/** Tombstones, and memberships of them, that one transaction removes. */
const TOMBSTONES = 100;
const MEMBERSHIPS = 1_000;

export interface Purged {
  /** Ids of what is gone for good now. */
  readonly ids: readonly string[];
  readonly mayBeMore: boolean;
}

interface Side {
  readonly own: 'group_pk' | 'member_pk';
  readonly other: 'group_pk' | 'member_pk';
}

const SIDES: readonly Side[] = [
  { own: 'group_pk', other: 'member_pk' },
  { own: 'member_pk', other: 'group_pk' },
];

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
  for (const side of SIDES) if (await deleteMemberships(tx, side, pks)) return { ids: [], mayBeMore: true };
  const list = placeholders(pks.length);
  await tx.execute(`DELETE FROM attribute_index WHERE resource_pk IN (${list})`, pks);
  await deletePasswords(tx, scope, pks);
  await tx.execute(`DELETE FROM resource WHERE pk IN (${list}) AND tenant_id = ?`, [...pks, scope.tenantPk]);
  return { ids: found.map(({ id }) => id), mayBeMore: pks.length === TOMBSTONES };
}

/** @returns whether there may be more of them */
async function deleteMemberships(tx: Transaction, { own, other }: Side, pks: readonly number[]): Promise<boolean> {
  const rows = await tx.query<{ own: number; other: number }>(
    `SELECT m.${own} AS own, m.${other} AS other FROM membership m WHERE m.${own} IN (${placeholders(pks.length)}) LIMIT ?`,
    [...pks, MEMBERSHIPS],
  );
  for (const pk of new Set(rows.map((row) => row.own))) {
    const others = rows.filter((row) => row.own === pk).map((row) => row.other);
    await tx.execute(`DELETE FROM membership WHERE ${own} = ? AND ${other} IN (${placeholders(others.length)})`, [
      pk,
      ...others,
    ]);
  }
  return rows.length === MEMBERSHIPS;
}
