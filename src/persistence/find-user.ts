import type { MemberRow, UserKey, UserWithGroups } from '../directory/resource-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { isResourceId, RESOURCE_COLUMNS, type ResourceRow, resourceFromRow, TYPE_CODE } from './resource-columns.js';
import type { SqlValue } from './sql.js';
import { storedKey } from './stored-key.js';

/**
 * What stands in the place of `RESOURCE_COLUMNS` for a group. Each has the type of the column above it, also where nobody
 * reads it: a UNION of BIGINT UNSIGNED and a plain 0 is a DECIMAL, which the driver hands over as text.
 */
const GROUP_COLUMNS =
  'm.group_pk, g.type, g.id, g.connector_id, g.authorized, g.version, g.created_at, g.last_modified_at, g.display';

/**
 * One statement, so one way to the server and back and one moment. The rows of the user come first; nothing sorts them,
 * because its document would be sorted along.
 */
const byKey = (column: string): string => {
  const isUser = `r.tenant_id = ? AND r.type = ? AND r.${column} = ? AND r.live = 1`;
  // CROSS JOIN: see read-membership.ts.
  return (
    `SELECT ${RESOURCE_COLUMNS} FROM resource r WHERE ${isUser} ` +
    `UNION ALL SELECT ${GROUP_COLUMNS} FROM resource r CROSS JOIN membership m ON m.member_pk = r.pk ` +
    `CROSS JOIN resource g ON g.pk = m.group_pk WHERE ${isUser} AND g.tenant_id = ? AND g.type = ? AND g.live = 1`
  );
};

const BY_ID = byKey('id');
const BY_USER_NAME = byKey('user_name_key');

/** The user that one of the unique keys names, with its groups in the order of their creation. */
export async function findUser(
  database: Database,
  { tenantPk }: TenantScope,
  key: UserKey,
): Promise<UserWithGroups | undefined> {
  if (key.id !== undefined && !isResourceId(key.id)) return undefined;
  const [sql, value] = key.id === undefined ? [BY_USER_NAME, storedKey(key.userNameKey)] : [BY_ID, key.id];
  const isUser: readonly SqlValue[] = [tenantPk, TYPE_CODE.User, value];
  const rows = await database.lookUp<ResourceRow>(sql, [...isUser, ...isUser, tenantPk, TYPE_CODE.Group]);
  const user = rows.find(({ type }) => type === TYPE_CODE.User);
  return user && { user: resourceFromRow(user), groups: rows.length === 1 ? [] : groupsOf(rows) };
}

function groupsOf(rows: readonly ResourceRow[]): readonly MemberRow[] {
  return rows
    .filter(({ type }) => type === TYPE_CODE.Group)
    .sort((one, other) => one.pk - other.pk)
    .map(({ id, doc }) => ({ id, display: doc }));
}
