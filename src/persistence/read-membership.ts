import type { MemberRow, StoredResource } from '../directory/resource-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { queryPacked } from './query-packed.js';
import { TYPE_CODE } from './resource-columns.js';
import { chunksOf, type Dialect, inOrderOf, placeholders, type SqlValue, thenJoin } from './sql.js';
import type { Transaction } from './transaction.js';

interface Row extends MemberRow {
  readonly owner: number;
  readonly pk: number;
}

/** From which side memberships are read. */
interface Side {
  readonly owner: string;
  readonly other: string;
  readonly type: number;
}

const MEMBERS_OF_GROUPS: Side = { owner: 'group_pk', other: 'member_pk', type: TYPE_CODE.User };
const GROUPS_OF_USERS: Side = { owner: 'member_pk', other: 'group_pk', type: TYPE_CODE.Group };

const OWNERS_PER_STATEMENT = 1_000;

/**
 * Live members by group; the tenant is asked of the members, and no membership crosses tenants.
 * @returns undefined for more than `limit` of them
 */
export async function membersOfGroups(
  database: Database,
  scope: TenantScope,
  groupPks: readonly number[],
  limit: number,
): Promise<ReadonlyMap<number, readonly MemberRow[]> | undefined> {
  const found = new Map<number, MemberRow[]>();
  let left = limit;
  for (const chunk of chunksOf(groupPks, OWNERS_PER_STATEMENT)) {
    left -= await read(database, scope, chunk, MEMBERS_OF_GROUPS, found, left + 1);
    if (left < 0) return undefined;
  }
  return found;
}

/** Found by the key: as dear at the end of a big group as at its beginning. */
export async function membersBehind(
  database: Database,
  scope: TenantScope,
  groupPk: number,
  after: number,
  limit: number,
): Promise<{ readonly members: readonly MemberRow[]; readonly last: number | undefined }> {
  const rows = await queryPacked<MemberRow & { readonly pk: number }>(
    { dialect: database.dialect, query: (sql, params) => database.read(sql, params) },
    ['pk', 'id', 'display'],
    `SELECT m.member_pk AS pk, r.id, r.display FROM membership m${inOrderOf(database.dialect, 'PRIMARY')} ` +
      `${thenJoin(database.dialect)} resource r ON r.pk = m.member_pk ` +
      'WHERE m.group_pk = ? AND m.member_pk > ? AND r.tenant_id = ? AND r.type = ? AND r.live = 1 ' +
      'ORDER BY m.member_pk LIMIT ?',
    [groupPk, after, scope.tenantPk, TYPE_CODE.User, limit],
  );
  const last = rows.length < limit ? undefined : rows.at(-1)?.pk;
  return { members: rows.map(({ id, display }) => ({ id, display })), last };
}

export async function groupsOfUsers(
  database: Database,
  scope: TenantScope,
  userPks: readonly number[],
): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
  const found = new Map<number, MemberRow[]>();
  for (const chunk of chunksOf(userPks, OWNERS_PER_STATEMENT))
    await read(database, scope, chunk, GROUPS_OF_USERS, found);
  return found;
}

/**
 * The groups of a user or the members of a group as they are when the unit commits; to be asked behind everything that the
 * unit changes. @returns `reading`, which is fulfilled by the COMMIT: with nothing where there are more than `limit`
 */
export async function rowsAtCommit(
  tx: Transaction,
  scope: TenantScope,
  { pk, type }: Pick<StoredResource, 'pk' | 'type'>,
  limit: number | undefined,
): Promise<{ readonly reading?: Promise<readonly MemberRow[] | undefined> }> {
  if (limit === undefined) return {};
  const side = type === 'User' ? GROUPS_OF_USERS : MEMBERS_OF_GROUPS;
  const read = async (): Promise<readonly MemberRow[] | undefined> => {
    const bound = limit === Infinity ? undefined : limit + 1;
    const rows = await tx.queryLast<Row>(...selectRows(tx.dialect, scope, [pk], side, bound));
    return rows.length > limit ? undefined : inOrder(rows);
  };
  const reading = read();
  // There it is read already, and its failure is the unit's.
  if (tx.dialect === 'sqlite') await reading;
  return { reading };
}

/** Adds to `found`. @returns how many rows there were, at most `limit` */
async function read(
  database: Database,
  scope: TenantScope,
  pks: readonly number[],
  side: Side,
  found: Map<number, MemberRow[]>,
  limit?: number,
): Promise<number> {
  const rows = await database.read<Row>(...selectRows(database.dialect, scope, pks, side, limit));
  const lists = new Map<number, Row[]>();
  for (const row of rows) {
    const list = lists.get(row.owner);
    if (list === undefined) lists.set(row.owner, [row]);
    else list.push(row);
  }
  for (const [owner, list] of lists) found.set(owner, inOrder(list));
  return rows.length;
}

/** Of their creation. Asked for it, MariaDB would sort for a third of the time of the statement. */
function inOrder(rows: readonly Row[]): MemberRow[] {
  return rows.toSorted((one, other) => one.pk - other.pk).map(({ id, display }) => ({ id, display }));
}

function selectRows(
  dialect: Dialect,
  scope: TenantScope,
  pks: readonly number[],
  { owner, other, type }: Side,
  limit?: number,
): [sql: string, params: readonly SqlValue[]] {
  return [
    `SELECT m.${owner} AS owner, r.pk, r.id, r.display FROM membership m ${thenJoin(dialect)} resource r ON r.pk = m.${other} ` +
      `WHERE m.${owner} IN (${placeholders(pks.length)}) AND r.tenant_id = ? AND r.type = ? AND r.live = 1` +
      (limit === undefined ? '' : ' LIMIT ?'),
    [...pks, scope.tenantPk, type, ...(limit === undefined ? [] : [limit])],
  ];
}
