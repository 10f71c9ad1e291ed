import type { RootPageQuery } from '../directory/resource-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database, SearchOptions } from './abstract-database.js';
import { anyMatch, behind, endOf, type PageAfter, type SortedRow } from './list-by-cursor.js';
import type { PagePosition } from './page-position.js';
import { documentsOf, pickedInOrder } from './page-sql.js';
import { countMatches, matching, type Search } from './read-resources.js';
import { resourceFromRow, TYPE_CODE } from './resource-columns.js';
import { rootOrder, type RootOrder } from './root-order.js';
import type { SqlOrder } from './sort-to-sql.js';
import type { SqlPart } from './sql.js';

/** What is looked for in one type, and in which order its list is read. */
interface Arm {
  readonly search: Search;
  readonly order: SqlOrder;
}

/**
 * A page of users and groups in one list. Each type is searched and read in its order as in a list of its own, by the same
 * indexes, no further than the page reaches; the keys are merged, and the documents joined to those of the page alone.
 * @param position where the page before ended, when paged by cursor
 */
export async function listRoot(
  database: Database,
  scope: TenantScope,
  query: RootPageQuery,
  position: PagePosition | undefined,
): Promise<PageAfter> {
  const { sort, offset, limit, viewer, cursor } = query;
  const order = rootOrder(sort, database.dialect, viewer);
  const arms = await armsOf(database, scope, query, order);
  if (arms.length === 0 || limit === 0)
    return { page: { totalResults: await countAll(database, arms), resources: [] }, next: undefined };
  const isScan = sort !== undefined || arms.some(({ search }) => search.scanOf !== undefined);
  const options = {
    scanOf: isScan ? scope.tenantPk : undefined,
    until: Math.min(...arms.map(({ search }) => search.until)),
  };
  const page = documentsOf(merged(arms, order, position, { offset, limit }), order.merged, limit);
  const rows = await database.search<SortedRow>(page.sql, page.params, options);
  const end = endOf(rows, limit);
  const isMore = cursor !== undefined && end !== undefined && (await anyBehind(database, arms, end, options));
  // A page that is neither full nor beyond the end is the last one and says how many there are.
  const isLast = position === undefined && end === undefined && (rows.length > 0 || offset === 0);
  const totalResults = isLast ? offset + rows.length : await countAll(database, arms);
  return { page: { totalResults, resources: rows.map(resourceFromRow) }, next: isMore ? end : undefined };
}

async function armsOf(
  database: Database,
  scope: TenantScope,
  { types, viewer }: RootPageQuery,
  order: RootOrder,
): Promise<readonly Arm[]> {
  const arms: Arm[] = [];
  for (const type of Object.keys(TYPE_CODE) as ResourceTypeName[]) {
    const asked = types[type];
    if (asked === undefined) continue;
    arms.push({ search: await matching(database, scope, type, asked.filter, viewer), order: order.of[type] });
  }
  return arms;
}

/** The keys of the page. Whichever type they are of, none lies deeper in the list of its type than in that of all. */
function merged(
  arms: readonly Arm[],
  order: RootOrder,
  position: PagePosition | undefined,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): SqlPart {
  const depth = Math.min(Number.MAX_SAFE_INTEGER, offset + limit);
  const lists = arms.map(({ search, order: own }, n): SqlPart => {
    const { sql, params } = pickedInOrder(behind(search.where, own, position), own);
    return { sql: `SELECT t${n}.pk, t${n}.sort_key FROM (${sql}) t${n}`, params: [...params, depth, 0] };
  });
  return {
    sql:
      `SELECT m.pk, m.sort_key FROM (${lists.map(({ sql }) => sql).join(' UNION ALL ')}) m ` +
      `ORDER BY ${order.merged('m.sort_key', 'm.pk')} LIMIT ? OFFSET ?`,
    params: [...lists.flatMap(({ params }) => params), limit, offset],
  };
}

async function anyBehind(
  database: Database,
  arms: readonly Arm[],
  end: PagePosition,
  options: SearchOptions,
): Promise<boolean> {
  for (const { search, order } of arms)
    if (await anyMatch(database, behind(search.where, order, end), order, options)) return true;
  return false;
}

async function countAll(database: Database, arms: readonly Arm[]): Promise<number> {
  let total = 0;
  for (const { search } of arms) total += await countMatches(database, search);
  return total;
}
