import type { MemberRow, UserKey, UserWithGroups } from '../directory/resource-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { DamagedDocument } from '../directory/stored-text.js';
import type { Database } from './abstract-database.js';
import { groupsOfUsers } from './read-membership.js';
import { isResourceId, RESOURCE_COLUMNS, type ResourceRow, resourceFromRow, TYPE_CODE } from './resource-columns.js';
import { storedKey } from './stored-key.js';

/** The user, and one of its groups: null where it has none, and where the one does not count. */
interface Row extends ResourceRow {
  /** 0 where the document is no JSON: one user is answered without it being read. */
  readonly doc_valid: number;
  readonly group_pk: number | null;
  readonly group_id: string;
  readonly group_display: string;
}

/**
 * As many groups come with the user, each with the user's document, which may have 256 KiB; those of a user in more of them are
 * read behind it.
 */
const GROUPS_ALONG = 8;

/**
 * One statement, so one way to the server and back. Whether a group counts is asked of its row: each condition in the join, and
 * a UNION all the more, takes MariaDB longer to plan than the whole look-up takes to run.
 */
const byKey = (column: string): string =>
  `SELECT ${RESOURCE_COLUMNS}, JSON_VALID(r.doc) AS doc_valid, ` +
  `CASE WHEN g.live = 1 AND g.type = ${TYPE_CODE.Group} AND g.tenant_id = r.tenant_id THEN g.pk END AS group_pk, ` +
  'g.id AS group_id, g.display AS group_display FROM resource r ' +
  'LEFT JOIN membership m ON m.member_pk = r.pk LEFT JOIN resource g ON g.pk = m.group_pk ' +
  `WHERE r.tenant_id = ? AND r.type = ? AND r.${column} = ? AND r.live = 1 LIMIT ${GROUPS_ALONG + 1}`;

const BY_ID = byKey('id');
const BY_USER_NAME = byKey('user_name_key');

/**
 * The user that one of the unique keys names, with its groups in the order of their creation.
 * @throws DamagedDocument
 */
export async function findUser(
  database: Database,
  scope: TenantScope,
  key: UserKey,
): Promise<UserWithGroups | undefined> {
  if (key.id !== undefined && !isResourceId(key.id)) return undefined;
  const [sql, value] = key.id === undefined ? [BY_USER_NAME, storedKey(key.userNameKey)] : [BY_ID, key.id];
  const rows = await database.lookUp<Row>(sql, [scope.tenantPk, TYPE_CODE.User, value]);
  const [first] = rows;
  if (first === undefined) return undefined;
  const user = resourceFromRow(first);
  if (first.doc_valid !== 1) throw new DamagedDocument(user);
  if (rows.length <= GROUPS_ALONG) return { user, groups: groupsIn(rows) };
  const groups = await groupsOfUsers(database, scope, [user.pk]);
  return { user, groups: groups.get(user.pk) ?? [] };
}

function groupsIn(rows: readonly Row[]): readonly MemberRow[] {
  return rows
    .filter((row): row is Row & { readonly group_pk: number } => row.group_pk !== null)
    .sort((one, other) => one.group_pk - other.group_pk)
    .map((row) => ({ id: row.group_id, display: row.group_display }));
}
