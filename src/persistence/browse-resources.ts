import type { BrowsedResource, BrowseQuery } from '../directory/admin-resource-store.js';
import type { StoredResource } from '../directory/resource-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { NEVER_CUT } from './page-sql.js';
import { matching, type Search } from './read-resources.js';
import {
  fromInstantKey,
  RESOURCE_COLUMNS,
  type ResourceRow,
  resourceFromRow,
  toInstantKey,
  TYPE_CODE,
} from './resource-columns.js';
import { inOrderOf, type SqlPart, type SqlValue, thenJoin } from './sql.js';

type BrowsedRow = ResourceRow & { readonly deleted_at: string | null };

/** Picks the keys of a page, then joins their documents: the wide rows that were passed over are never read. */
export async function browseResources(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  query: BrowseQuery,
): Promise<readonly BrowsedResource[]> {
  const found = await candidates(database, scope, type, query);
  const conditions = [...conditionsOf(query)];
  const { sql, params } = [...conditions, ...behind(query)].reduce(both, found.where);
  // What no index orders is asked of one row after the other, until enough of them fit.
  const isScan = conditions.length > 0 || query.deletedSince !== undefined || query.limit > NEVER_CUT;
  const rows = await database.search<BrowsedRow>(
    `SELECT ${RESOURCE_COLUMNS}, r.deleted_at FROM (SELECT r.pk FROM resource r WHERE ${sql} ORDER BY r.pk LIMIT ?) p ` +
      'JOIN resource r ON r.pk = p.pk ORDER BY r.pk',
    [...params, query.limit],
    { scanOf: isScan ? scope.tenantPk : found.scanOf, until: found.until },
  );
  return rows.map(browsedFromRow);
}

/** Live members alone: those of a tombstone keep their rows for a restore. */
export async function membersAfter(
  database: Database,
  scope: TenantScope,
  groupPk: number,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<readonly StoredResource[]> {
  const rows = await database.read<ResourceRow>(
    `SELECT ${RESOURCE_COLUMNS} FROM membership m${inOrderOf(database.dialect, 'PRIMARY')} ${thenJoin(database.dialect)} resource r ON r.pk = m.member_pk ` +
      'WHERE m.group_pk = ? AND m.member_pk > ? AND r.tenant_id = ? AND r.type = ? AND r.live = 1 ' +
      'ORDER BY m.member_pk LIMIT ?',
    [groupPk, after, scope.tenantPk, TYPE_CODE.User, limit],
  );
  return rows.map(resourceFromRow);
}

async function candidates(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  { filter, deletedSince }: BrowseQuery,
): Promise<Search> {
  if (deletedSince === undefined) return matching(database, scope, type, filter);
  const sql = 'r.tenant_id = ? AND r.type = ? AND r.live IS NULL AND r.deleted_at >= ?';
  return {
    where: { sql, params: [scope.tenantPk, TYPE_CODE[type], toInstantKey(deletedSince)] },
    until: database.searchEnd(),
  };
}

function* conditionsOf({ source, connectorPk, active, authorized }: BrowseQuery): Generator<SqlPart> {
  if (source !== undefined) yield only(`r.connector_id IS ${source === 'manual' ? 'NULL' : 'NOT NULL'}`);
  if (connectorPk !== undefined) yield only('r.connector_id = ?', connectorPk);
  if (active !== undefined) yield only('r.active = ?', Number(active));
  if (authorized !== undefined) yield only('r.authorized = ?', Number(authorized));
}

const behind = ({ after }: BrowseQuery): readonly SqlPart[] => (after === undefined ? [] : [only('r.pk > ?', after)]);

const only = (sql: string, ...params: readonly SqlValue[]): SqlPart => ({ sql, params });

function both(one: SqlPart, other: SqlPart): SqlPart {
  return { sql: `${one.sql} AND ${other.sql}`, params: [...one.params, ...other.params] };
}

function browsedFromRow(row: BrowsedRow): BrowsedResource {
  const { deleted_at: deletedAt } = row;
  return { ...resourceFromRow(row), ...(deletedAt === null ? {} : { deletedAt: fromInstantKey(deletedAt) }) };
}
