import type { MembershipChange } from '../directory/resource-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { addNewMembers } from './add-new-members.js';
import type { Transaction } from './transaction.js';
import { queryPacked } from './query-packed.js';
import { refusedMembers } from './refused-members.js';
import { isResourceId, TYPE_CODE } from './resource-columns.js';
import { resourcesNamed } from './resources-named.js';
import { chunksOf, inOrderOf, placeholders, rowPlaceholders, thenJoin } from './sql.js';

const CHUNK = 1_000;
/** Of rows that are three short columns. */
const CURRENT_CHUNK = 10_000;

/** Ids that were really added or removed, not merely asked for. */
export interface MembershipEffect {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export const NO_EFFECT: MembershipEffect = { added: [], removed: [] };

interface Candidate {
  readonly id: string;
  readonly pk: number;
  readonly type: number;
  /** Null when not a member yet. */
  readonly member_pk: number | null;
  /** Null for a tombstone. */
  readonly live: number | null;
}

type CurrentMember = Pick<Candidate, 'id' | 'pk' | 'live'>;

/**
 * Applies a change of members as rows, under the lock of the group's row. Costs as much as the change is big; only
 * `replace` also reads what there is.
 * @throws ScimError invalidValue when an id to add is no live user of the tenant
 */
export async function changeMembership(
  tx: Transaction,
  scope: TenantScope,
  groupPk: number,
  change: MembershipChange,
): Promise<MembershipEffect> {
  if (change.kind === 'replace') return replace(tx, scope, groupPk, change.members);
  const added = await addMembers(tx, scope, groupPk, new Set(change.add));
  return { added, removed: await removeMembers(tx, scope, groupPk, new Set(change.remove)) };
}

/** Mostly nobody of them is a member yet: then one statement looks them up and writes. */
async function addMembers(
  tx: Transaction,
  scope: TenantScope,
  groupPk: number,
  ids: ReadonlySet<string>,
): Promise<readonly string[]> {
  const all = [...ids];
  if (await addNewMembers(tx, scope, groupPk, all)) return all;
  const toAdd = resolveAll(ids, await findNamed(tx, scope, groupPk, all)).filter(({ member_pk }) => member_pk === null);
  await addRows(tx, groupPk, toAdd.map(pkOf));
  return toAdd.map(idOf);
}

async function removeMembers(
  tx: Transaction,
  scope: TenantScope,
  groupPk: number,
  ids: ReadonlySet<string>,
): Promise<readonly string[]> {
  const found = await findNamed(tx, scope, groupPk, [...ids]);
  const toRemove = [...ids].flatMap((id) => found.get(id) ?? []).filter(({ member_pk }) => member_pk !== null);
  await removeRows(tx, groupPk, toRemove.map(pkOf));
  return toRemove.map(idOf);
}

/**
 * What is a member already is only read, by its key, and never looked up by its id: of a hundred thousand members that are sent
 * again these are all but a few. Also members that are tombstones go: a restored user gets back the memberships that nobody took
 * from it meanwhile.
 */
async function replace(
  tx: Transaction,
  scope: TenantScope,
  groupPk: number,
  members: readonly string[],
): Promise<MembershipEffect> {
  const left = new Set(members);
  const gone: CurrentMember[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const rows: readonly CurrentMember[] = await queryPacked<CurrentMember>(
      { dialect: tx.dialect, query: (sql, params) => tx.query(sql, params) },
      ['id', 'pk', 'live'],
      `SELECT r.id, m.member_pk AS pk, r.live FROM membership m${inOrderOf(tx.dialect, 'PRIMARY')} ${thenJoin(tx.dialect)} resource r ON r.pk = m.member_pk ` +
        'WHERE m.group_pk = ? AND m.member_pk > ? ORDER BY m.member_pk LIMIT ?',
      [groupPk, after, CURRENT_CHUNK],
    );
    // A tombstone is wanted by mistake: it stays among those that are looked up, and is refused there.
    for (const row of rows) if (!(row.live === 1 ? left.delete(row.id) : left.has(row.id))) gone.push(row);
    after = rows.length < CURRENT_CHUNK ? undefined : rows.at(-1)?.pk;
  }
  const added = await addMembers(tx, scope, groupPk, left);
  await removeRows(tx, groupPk, gone.map(pkOf));
  return { added, removed: gone.map(idOf) };
}

/** Users and groups of the tenant by id, tombstones among them, each with whether it is a member; one statement per thousand. */
async function findNamed(
  tx: Transaction,
  scope: TenantScope,
  groupPk: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Candidate>> {
  const found = new Map<string, Candidate>();
  for (const chunk of chunksOf(ids.filter(isResourceId), CHUNK)) {
    const rows = await queryPacked<Candidate>(
      { dialect: tx.dialect, query: (sql, params) => tx.query(sql, params) },
      ['id', 'pk', 'type', 'live', 'member_pk'],
      `SELECT r.id, r.pk, r.type, r.live, m.member_pk FROM ${resourcesNamed(tx.dialect)} ` +
        'LEFT JOIN membership m ON m.group_pk = ? AND m.member_pk = r.pk WHERE r.tenant_id = ?',
      [JSON.stringify(chunk), groupPk, scope.tenantPk],
    );
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

function resolveAll(ids: ReadonlySet<string>, found: ReadonlyMap<string, Candidate>): readonly Candidate[] {
  const liveTypeOf = (id: string): number | undefined => {
    const named = found.get(id);
    return named?.live === 1 ? named.type : undefined;
  };
  const refused = [...ids].filter((id) => liveTypeOf(id) !== TYPE_CODE.User);
  if (refused.length > 0) {
    const groups = refused.filter((id) => liveTypeOf(id) === TYPE_CODE.Group);
    const unknown = refused.filter((id) => liveTypeOf(id) !== TYPE_CODE.Group);
    throw refusedMembers(groups, unknown);
  }
  return [...ids].flatMap((id) => found.get(id) ?? []);
}

async function addRows(tx: Transaction, groupPk: number, memberPks: readonly number[]): Promise<void> {
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  for (const chunk of chunksOf(memberPks, CHUNK))
    await tx.defer(
      `${verb} INTO membership (group_pk, member_pk) VALUES ${rowPlaceholders(chunk.length, 2)}`,
      chunk.flatMap((memberPk) => [groupPk, memberPk]),
    );
}

async function removeRows(tx: Transaction, groupPk: number, memberPks: readonly number[]): Promise<void> {
  for (const chunk of chunksOf(memberPks, CHUNK))
    await tx.defer(`DELETE FROM membership WHERE group_pk = ? AND member_pk IN (${placeholders(chunk.length)})`, [
      groupPk,
      ...chunk,
    ]);
}

const pkOf = ({ pk }: { readonly pk: number }): number => pk;
const idOf = ({ id }: { readonly id: string }): string => id;
