import type { StoredResource } from '../directory/resource-store.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { filterToSql } from './filter-to-sql.js';
import { findCorrections } from './find-corrections.js';
import { foldConditions } from './fold-conditions.js';
import { searchKeysOf } from './index-rows.js';
import { liveCount } from './live-count.js';
import { isResourceId, RESOURCE_COLUMNS, type ResourceRow, resourceFromRow, TYPE_CODE } from './resource-columns.js';
import { maySpread } from './narrowness.js';
import { assertFewScans, costOf } from './scans-of.js';
import type { SqlPart } from './sql.js';

/** What a list looks for. */
export interface Search {
  readonly where: SqlPart;
  /** The tenant, where so much of its directory may have to be read that others would be kept waiting. */
  readonly scanOf?: number;
  /** See `SearchOptions`. */
  readonly until: number;
  /** How many there are, as a scalar, where that is known without counting. */
  readonly counted?: SqlPart;
}

export async function findResource(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  id: string,
): Promise<StoredResource | undefined> {
  if (!isResourceId(id)) return undefined;
  const [row] = await database.lookUp<ResourceRow>(
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

export async function matching(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  filter: ResolvedFilter | undefined,
  viewer?: number,
): Promise<Search> {
  const tenant = 'r.tenant_id = ? AND r.type = ? AND r.live = 1';
  const params = [scope.tenantPk, TYPE_CODE[type]];
  const until = database.searchEnd();
  if (filter === undefined) return { where: { sql: tenant, params }, until, counted: liveCount(scope, type) };
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
    until,
    ...(cost > 0 || maySpread(folded, type) ? { scanOf: scope.tenantPk } : {}),
  };
}

export async function countMatches(database: Database, { where, scanOf, until, counted }: Search): Promise<number> {
  const { sql, params } =
    counted === undefined
      ? { sql: `SELECT COUNT(*) AS total FROM resource r WHERE ${where.sql}`, params: where.params }
      : { sql: `SELECT ${counted.sql} AS total`, params: counted.params };
  const [row] = await database.search<{ total: number }>(sql, params, { scanOf, until });
  return Number(row?.total ?? 0);
}
