import type { MemberRow } from '../directory/resource-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { TYPE_CODE } from './resource-columns.js';
import { chunksOf, placeholders } from './sql.js';

interface Row extends MemberRow {
  readonly owner: number;
}

// CROSS JOIN is how SQLite is told to begin with the membership and not with all users of the tenant; MySQL reads it as JOIN.

const OWNERS_PER_STATEMENT = 1_000;

/** Live members by group; the tenant is asked of the members, and no membership crosses tenants. */
export function membersOfGroups(
  database: Database,
  scope: TenantScope,
  groupPks: readonly number[],
): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
  return read(database, scope, groupPks, { owner: 'group_pk', other: 'member_pk', type: TYPE_CODE.User });
}

export function groupsOfUsers(
  database: Database,
  scope: TenantScope,
  userPks: readonly number[],
): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
  return read(database, scope, userPks, { owner: 'member_pk', other: 'group_pk', type: TYPE_CODE.Group });
}

/** Reads at most `limit` + 1 rows, however big the group is. */
export async function hasMoreMembers(
  database: Database,
  scope: TenantScope,
  groupPk: number,
  limit: number,
): Promise<boolean> {
  const [row] = await database.read<{ seen: number }>(
    'SELECT COUNT(*) AS seen FROM (SELECT m.member_pk FROM membership m CROSS JOIN resource r ON r.pk = m.member_pk ' +
      'WHERE m.group_pk = ? AND r.tenant_id = ? AND r.type = ? AND r.live = 1 LIMIT ?) seen_rows',
    [groupPk, scope.tenantPk, TYPE_CODE.User, limit + 1],
  );
  return Number(row?.seen ?? 0) > limit;
}

async function read(
  database: Database,
  scope: TenantScope,
  pks: readonly number[],
  { owner, other, type }: { readonly owner: string; readonly other: string; readonly type: number },
): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
  const found = new Map<number, MemberRow[]>();
  for (const chunk of chunksOf(pks, OWNERS_PER_STATEMENT)) {
    const rows = await database.read<Row>(
      `SELECT m.${owner} AS owner, r.id, r.display FROM membership m CROSS JOIN resource r ON r.pk = m.${other} ` +
        `WHERE m.${owner} IN (${placeholders(chunk.length)}) AND r.tenant_id = ? AND r.type = ? AND r.live = 1 ` +
        `ORDER BY m.${owner}, m.${other}`,
      [...chunk, scope.tenantPk, type],
    );
    for (const { owner: pk, id, display } of rows) {
      const list = found.get(pk);
      if (list === undefined) found.set(pk, [{ id, display }]);
      else list.push({ id, display });
    }
  }
  return found;
}
