import type { ResourceEffect } from '../audit/log-event.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { deleteMemberships, type MembershipKeys } from './delete-memberships.js';
import { deletePasswords } from './password-rows.js';
import { toInstantKey, TYPE_CODE } from './resource-columns.js';
import { chunksOf, placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

/** That one transaction removes. Few, for on SQLite everybody waits for them. */
const TOMBSTONES = 50;
const KEYS = 1_000;

export interface Purged {
  /** Ids of what is gone for good now. */
  readonly ids: readonly string[];
  /** Of a step that removed memberships alone, for there were many: the groups that lost them. */
  readonly effects: readonly ResourceEffect[];
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
  if (pks.length === 0) return { ids: [], effects: [], mayBeMore: false };
  const { removed, mayBeMore } = await deleteMemberships(tx, pks);
  if (mayBeMore) return { ids: [], effects: await namedRemovals(tx, scope, removed), mayBeMore };
  const list = placeholders(pks.length);
  await tx.execute(`DELETE FROM attribute_index WHERE resource_pk IN (${list})`, pks);
  await deletePasswords(tx, scope, pks);
  await tx.execute(`DELETE FROM resource WHERE pk IN (${list}) AND tenant_id = ?`, [...pks, scope.tenantPk]);
  const ids = found.map(({ id }) => id);
  return { ids, effects: ids.map((id) => ({ id, purged: true })), mayBeMore: pks.length === TOMBSTONES };
}

/** By the ids of groups and members, of which some are tombstones. */
async function namedRemovals(
  tx: Transaction,
  { tenantPk }: TenantScope,
  removed: readonly MembershipKeys[],
): Promise<readonly ResourceEffect[]> {
  const ids = new Map<number, string>();
  for (const chunk of chunksOf([...new Set(removed.flatMap(({ group, member }) => [group, member]))], KEYS)) {
    const rows = await tx.query<{ pk: number; id: string }>(
      `SELECT r.pk, r.id FROM resource r WHERE r.pk IN (${placeholders(chunk.length)}) AND r.tenant_id = ?`,
      [...chunk, tenantPk],
    );
    for (const { pk, id } of rows) ids.set(pk, id);
  }
  const byGroup = new Map<string, string[]>();
  for (const { group, member } of removed) {
    const [groupId, memberId] = [ids.get(group), ids.get(member)];
    if (groupId === undefined || memberId === undefined) continue;
    const members = byGroup.get(groupId) ?? [];
    members.push(memberId);
    byGroup.set(groupId, members);
  }
  return [...byGroup].map(([id, removedMembers]) => ({ id, removedMembers }));
}
