import type { ResourcePage, ResourcePageQuery } from '../directory/resource-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database, SearchOptions } from './abstract-database.js';
import type { PagePosition, PositionKey } from './page-position.js';
import { NEVER_CUT, pageSql, WHOLE_LIST } from './page-sql.js';
import { countMatches, matching } from './read-resources.js';
import { type ResourceRow, resourceFromRow } from './resource-columns.js';
import { type SqlOrder, sortToSql } from './sort-to-sql.js';
import type { SqlPart } from './sql.js';

export type SortedRow = ResourceRow & { readonly sort_key?: PositionKey };

export interface PageAfter {
  readonly page: Omit<ResourcePage, 'nextCursor'>;
  /** Where the next page begins; undefined on the last one. */
  readonly next: PagePosition | undefined;
}

/** The page behind a position, found by its key and not by counting rows: as dear at the end of the list as at its beginning. */
export async function listAfter(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  { filter, sort, limit, viewer }: Omit<ResourcePageQuery, 'offset' | 'cursor'>,
  position: PagePosition | undefined,
): Promise<PageAfter> {
  const search = await matching(database, scope, type, filter, viewer);
  const order = sort === undefined ? undefined : sortToSql(sort, type, database.dialect, viewer);
  if (limit === 0)
    return { page: { totalResults: await countMatches(database, search), resources: [] }, next: undefined };
  const options = { scanOf: order === undefined ? search.scanOf : scope.tenantPk, until: search.until };
  const index = filter === undefined ? WHOLE_LIST[database.dialect] : undefined;
  const page = pageSql(behind(search.where, order, position), order, { offset: 0, limit }, index);
  const rows = await database.search<SortedRow>(page.sql, page.params, options);
  const end = endOf(rows, limit);
  const isMore = end !== undefined && (await anyMatch(database, behind(search.where, order, end), order, options));
  const isWhole = position === undefined && !isMore;
  const totalResults = isWhole ? rows.length : await countMatches(database, search);
  return { page: { totalResults, resources: rows.map(resourceFromRow) }, next: isMore ? end : undefined };
}

/** Undefined for a page that was not filled and therefore is the last one. One of more than 100 may have been cut. */
export function endOf(rows: readonly SortedRow[], limit: number): PagePosition | undefined {
  const last = rows.at(-1);
  if (last === undefined || (rows.length < limit && rows.length < NEVER_CUT)) return undefined;
  return { pk: last.pk, key: last.sort_key ?? null };
}

/** What matches, from the position on. */
export function behind(where: SqlPart, order: SqlOrder | undefined, position: PagePosition | undefined): SqlPart {
  if (position === undefined) return where;
  const after = order === undefined ? { sql: 'r.pk > ?', params: [position.pk] } : order.after(position);
  return { sql: `${where.sql} AND (${after.sql})`, params: [...where.params, ...after.params] };
}

/** Asked only behind a full page: a cursor that leads to an empty page would be right, and a needless request. */
export async function anyMatch(
  database: Database,
  where: SqlPart,
  order: SqlOrder | undefined,
  options: SearchOptions,
): Promise<boolean> {
  const join = order?.join ?? { sql: '', params: [] };
  const sql = `SELECT 1 AS more FROM resource r${join.sql} WHERE ${where.sql} LIMIT 1`;
  const rows = await database.search<{ more: number }>(sql, [...join.params, ...where.params], options);
  return rows.length > 0;
}
