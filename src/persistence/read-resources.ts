import type { ResourcePage, StoredResource } from '../directory/resource-store.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { filterToSql } from './filter-to-sql.js';
import { findCorrections } from './find-corrections.js';
import { isResourceId, RESOURCE_COLUMNS, type ResourceRow, resourceFromRow, TYPE_CODE } from './resource-columns.js';
import type { SqlPart } from './sql.js';

export interface PageQuery {
  readonly filter?: ResolvedFilter;
  readonly offset: number;
  readonly limit: number;
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

/** Picks the keys of one page within a narrow index, then joins their documents: the wide rows skipped are never read. */
export async function listResources(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  { filter, offset, limit }: PageQuery,
): Promise<ResourcePage> {
  const where = await matching(database, scope, type, filter);
  if (limit === 0) return { totalResults: await count(database, where), resources: [] };
  const rows = await database.read<ResourceRow>(
    `SELECT ${RESOURCE_COLUMNS} FROM (SELECT r.pk FROM resource r WHERE ${where.sql} ORDER BY r.pk LIMIT ? OFFSET ?) p ` +
      'JOIN resource r ON r.pk = p.pk ORDER BY r.pk',
    [...where.params, limit, offset],
  );
  // A page that is neither full nor beyond the end is the last one and says how many there are.
  const isLast = rows.length < limit && (rows.length > 0 || offset === 0);
  const totalResults = isLast ? offset + rows.length : await count(database, where);
  return { totalResults, resources: rows.map(resourceFromRow) };
}

async function matching(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  filter: ResolvedFilter | undefined,
): Promise<SqlPart> {
  const tenant = 'r.tenant_id = ? AND r.type = ? AND r.live = 1';
  const params = [scope.tenantPk, TYPE_CODE[type]];
  if (filter === undefined) return { sql: tenant, params };
  const corrections = await findCorrections(database, scope, type, filter);
  const compiled = filterToSql(filter, {
    tenantPk: scope.tenantPk,
    type,
    dialect: database.dialect,
    corrections,
  });
  return { sql: `${tenant} AND (${compiled.sql})`, params: [...params, ...compiled.params] };
}

async function count(database: Database, where: SqlPart): Promise<number> {
  const [row] = await database.read<{ total: number }>(
    `SELECT COUNT(*) AS total FROM resource r WHERE ${where.sql}`,
    where.params,
  );
  return Number(row?.total ?? 0);
}
