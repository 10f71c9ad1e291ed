import type { ResourcePage, ResourcePageQuery, StoredResource } from '../directory/resource-store.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { filterToSql } from './filter-to-sql.js';
import { findCorrections } from './find-corrections.js';
import { foldConditions } from './fold-conditions.js';
import { searchKeysOf } from './index-rows.js';
import { NEVER_CUT, pageSql } from './page-sql.js';
import { isResourceId, RESOURCE_COLUMNS, type ResourceRow, resourceFromRow, TYPE_CODE } from './resource-columns.js';
import { assertFewScans, costOf } from './scans-of.js';
import { sortToSql } from './sort-to-sql.js';
import type { SqlPart } from './sql.js';

/** What a list looks for. */
export interface Search {
  readonly where: SqlPart;
  readonly isScan: boolean;
}

export async function findResource(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  id: string,
): Promise<StoredResource | undefined> {
  if (!isResourceId(id)) return undefined;
  const [row] = await database.read<ResourceRow>(
    `SELECT ${RESOURCE_COLUMNS} FROM resource r WHERE r.tenant_id = ? AND r.id = ? AND r.type = ? AND r.live = 1`,
    [scope.tenantPk, id, TYPE_CODE[type]],
  );
  return row && resourceFromRow(row);
}

/** By the key that the unique index and the filter compare, so a name of any length in any letter case finds its own. */
export async function findNamed(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  name: string,
  { manual, limit }: { readonly manual: boolean; readonly limit: number },
): Promise<readonly StoredResource[]> {
  const { columns } = searchKeysOf(type, type === 'User' ? { userName: name } : { displayName: name });
  const column = type === 'User' ? 'user_name_key' : 'display_name_key';
  const rows = await database.read<ResourceRow>(
    `SELECT ${RESOURCE_COLUMNS} FROM resource r WHERE r.tenant_id = ? AND r.type = ? AND r.${column} = ? AND r.live = 1` +
      `${manual ? ' AND r.connector_id IS NULL' : ''} ORDER BY r.pk LIMIT ?`,
    [scope.tenantPk, TYPE_CODE[type], columns[column], limit],
  );
  return rows.map(resourceFromRow);
}

/**
 * Picks the keys of one page within a narrow index, then joins their documents: the wide rows skipped are never read.
 * A page of more than 100 that is full by bytes ends early, as RFC 7644 §3.4.2.4 lets it.
 */
export async function listResources(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  { filter, sort, offset, limit, viewer }: Omit<ResourcePageQuery, 'cursor'>,
): Promise<ResourcePage> {
  const search = await matching(database, scope, type, filter, viewer);
  const order = sort === undefined ? undefined : sortToSql(sort, type, database.dialect, viewer);
  if (limit === 0) return { totalResults: await countMatches(database, search), resources: [] };
  const page = pageSql(search.where, order, { offset, limit });
  const isScan = search.isScan || order !== undefined;
  const rows = await database.search<ResourceRow>(page.sql, page.params, { isScan });
  // A page that is neither full nor beyond the end is the last one and says how many there are. One that was cut says nothing.
  const isLast = rows.length < limit && rows.length < NEVER_CUT && (rows.length > 0 || offset === 0);
  const totalResults = isLast ? offset + rows.length : await countMatches(database, search);
  return { totalResults, resources: rows.map(resourceFromRow) };
}

export async function matching(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  filter: ResolvedFilter | undefined,
  viewer?: number,
): Promise<Search> {
  const tenant = 'r.tenant_id = ? AND r.type = ? AND r.live = 1';
  const params = [scope.tenantPk, TYPE_CODE[type]];
  if (filter === undefined) return { where: { sql: tenant, params }, isScan: false };
  const folded = foldConditions(filter, type);
  const cost = costOf(folded, type);
  assertFewScans(cost);
  const corrections = await findCorrections(database, scope, type, folded);
  const { dialect } = database;
  const compiled = filterToSql(folded, {
    ...{ tenantPk: scope.tenantPk, type, dialect, corrections },
    ...(viewer === undefined ? {} : { viewer }),
  });
  return {
    where: { sql: `${tenant} AND (${compiled.sql})`, params: [...params, ...compiled.params] },
    isScan: cost > 0,
  };
}

export async function countMatches(database: Database, { where, isScan }: Search): Promise<number> {
  const [row] = await database.search<{ total: number }>(
    `SELECT COUNT(*) AS total FROM resource r WHERE ${where.sql}`,
    where.params,
    { isScan },
  );
  return Number(row?.total ?? 0);
}
