import type { ResourcePage, ResourcePageQuery } from '../directory/resource-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import type { Bookmarks } from './bookmarks.js';
import { behind, endOf, type SortedRow } from './list-by-cursor.js';
import { NEVER_CUT, pageSql, WHOLE_LIST } from './page-sql.js';
import { countMatches, matching, type Search } from './read-resources.js';
import { resourceFromRow } from './resource-columns.js';
import { sortToSql } from './sort-to-sql.js';
import type { SqlPart } from './sql.js';

type CountedRow = SortedRow & { readonly total_results?: number };

/**
 * Picks the keys of one page within a narrow index, then joins their documents: the wide rows skipped are never read. Who
 * walks through the list goes on behind the page before (`Bookmarks`): as dear at the end of the list as at its beginning,
 * and no resource is skipped because another one before it was deleted. A page of more than 100 that is full by bytes ends
 * early, as RFC 7644 §3.4.2.4 lets it.
 */
export async function listResources(
  database: Database,
  scope: TenantScope,
  type: ResourceTypeName,
  { filter, sort, offset, limit, viewer, walk }: Omit<ResourcePageQuery, 'cursor'>,
  bookmarks: Bookmarks,
): Promise<ResourcePage> {
  const search = await matching(database, scope, type, filter, viewer);
  const order = sort === undefined ? undefined : sortToSql(sort, type, database.dialect, viewer);
  if (limit === 0) return { totalResults: await countMatches(database, search), resources: [] };
  const list = walk === undefined ? undefined : `${scope.tenantPk} ${type} ${walk}`;
  const position = list === undefined || offset === 0 ? undefined : await bookmarks.find(list, offset);
  const slice = { offset: position === undefined ? offset : 0, limit, isCounted: position === undefined };
  const index = filter === undefined ? WHOLE_LIST[database.dialect] : undefined;
  const statement = withTotal(pageSql(behind(search.where, order, position), order, slice, index), search);
  const scanOf = order === undefined ? search.scanOf : scope.tenantPk;
  const rows = await database.search<CountedRow>(statement.sql, statement.params, {
    scanOf,
    until: search.until,
  });
  const totalResults = await totalOf(database, search, rows, slice);
  const end = endOf(rows, limit);
  // The end of a walk is where nothing is left: when what was seen is deleted meanwhile, that is beyond the total.
  const isAll = offset === 0 && rows.length === totalResults;
  const page = { totalResults, resources: rows.map(resourceFromRow) };
  if (list === undefined || end === undefined || isAll) return page;
  const put = (): void => bookmarks.put(list, offset + rows.length, end);
  if (offset > 0) {
    put();
    return page;
  }
  const settled = bookmarks.begin(list).then(put);
  // Whoever waits for it does so later, and it may fail before.
  settled.catch(() => undefined);
  return { ...page, settled };
}

/** What is known without counting comes along with the page. */
function withTotal({ sql, params }: SqlPart, { counted }: Search): SqlPart {
  if (counted === undefined) return { sql, params };
  return {
    sql: sql.replace(/^SELECT /, `SELECT ${counted.sql} AS total_results, `),
    params: [...counted.params, ...params],
  };
}

async function totalOf(
  database: Database,
  search: Search,
  rows: readonly CountedRow[],
  { offset, limit, isCounted }: { readonly offset: number; readonly limit: number; readonly isCounted: boolean },
): Promise<number> {
  const told = rows[0]?.total_results;
  if (told !== undefined) return Number(told);
  // A page that is neither full nor beyond the end is the last one and says how many there are, if it was counted to. One that was
  // cut says nothing.
  const isLast = isCounted && rows.length < limit && rows.length < NEVER_CUT && (rows.length > 0 || offset === 0);
  return isLast ? offset + rows.length : countMatches(database, search);
}
