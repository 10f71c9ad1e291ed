import type { ResourcePage, StoredResource } from '../directory/resource-store.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { filterToSql } from './filter-to-sql.js';
import { findCorrections } from './find-corrections.js';
import { foldConditions } from './fold-conditions.js';
import { isResourceId, RESOURCE_COLUMNS, type ResourceRow, resourceFromRow, TYPE_CODE } from './resource-columns.js';
import { assertFewScans, costOf } from './scans-of.js';
import type { SqlPart } from './sql.js';

export interface PageQuery {
  readonly filter?: ResolvedFilter;
  readonly offset: number;
  readonly limit: number;
}

/** Text of documents in one page: many pages are in memory at once, as rows, as objects and as the answer. */
const PAGE_BYTES = 8 * 1024 * 1024;
/**
 * So many are always shown, whatever they weigh. Okta asks for 1, 101, 201 … and takes what it did not see for deleted:
 * a page of 100 must not end early. A document has at most 256 KiB, so this is bounded, too.
 */
const NEVER_CUT = 100;

interface Search {
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

/**
 * Picks the keys of one page within a narrow index, then joins their documents: the wide rows skipped are never read.
 * A page of more than 100 that is full by bytes ends early, as RFC 7644 §3.4.2.4 lets it.
 */
export async function listResources(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  { filter, offset, limit }: PageQuery,
): Promise<ResourcePage> {
  const search = await matching(database, scope, type, filter);
  const { where, isScan } = search;
  if (limit === 0) return { totalResults: await count(database, search), resources: [] };
  const page = pageSql(where.sql, limit);
  const rows = await database.search<ResourceRow>(page.sql, [...where.params, limit, offset, ...page.bounds], {
    isScan,
  });
  // A page that is neither full nor beyond the end is the last one and says how many there are. One that was cut says nothing.
  const isLast = rows.length < limit && rows.length < NEVER_CUT && (rows.length > 0 || offset === 0);
  const totalResults = isLast ? offset + rows.length : await count(database, search);
  return { totalResults, resources: rows.map(resourceFromRow) };
}

/** @param where a predicate over `r`, whose parameters come first, then limit and offset, then `bounds` */
function pageSql(where: string, limit: number): { readonly sql: string; readonly bounds: readonly number[] } {
  const picked = `SELECT r.pk FROM resource r WHERE ${where} ORDER BY r.pk LIMIT ? OFFSET ?`;
  if (limit <= NEVER_CUT) {
    const sql = `SELECT ${RESOURCE_COLUMNS} FROM (${picked}) p JOIN resource r ON r.pk = p.pk ORDER BY r.pk`;
    return { sql, bounds: [] };
  }
  const sql =
    `SELECT ${RESOURCE_COLUMNS} FROM (SELECT s.pk, s.size, SUM(s.size) OVER (ORDER BY s.pk) AS bytes, ` +
    `ROW_NUMBER() OVER (ORDER BY s.pk) AS place FROM (SELECT w.pk, OCTET_LENGTH(w.doc) AS size FROM (${picked}) p ` +
    'JOIN resource w ON w.pk = p.pk) s) b JOIN resource r ON r.pk = b.pk ' +
    'WHERE b.place <= ? OR b.bytes - b.size < ? ORDER BY b.pk';
  return { sql, bounds: [NEVER_CUT, PAGE_BYTES] };
}

async function matching(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  filter: ResolvedFilter | undefined,
): Promise<Search> {
  const tenant = 'r.tenant_id = ? AND r.type = ? AND r.live = 1';
  const params = [scope.tenantPk, TYPE_CODE[type]];
  if (filter === undefined) return { where: { sql: tenant, params }, isScan: false };
  const folded = foldConditions(filter, type);
  const cost = costOf(folded, type);
  assertFewScans(cost);
  const corrections = await findCorrections(database, scope, type, folded);
  const { dialect } = database;
  const compiled = filterToSql(folded, { tenantPk: scope.tenantPk, type, dialect, corrections });
  return {
    where: { sql: `${tenant} AND (${compiled.sql})`, params: [...params, ...compiled.params] },
    isScan: cost > 0,
  };
}

async function count(database: Database, { where, isScan }: Search): Promise<number> {
  const [row] = await database.search<{ total: number }>(
    `SELECT COUNT(*) AS total FROM resource r WHERE ${where.sql}`,
    where.params,
    { isScan },
  );
  return Number(row?.total ?? 0);
}
