import { RESOURCE_COLUMNS } from './resource-columns.js';
import type { SqlOrder } from './sort-to-sql.js';
import type { Dialect, SqlPart } from './sql.js';

/** Text of documents in one page: many pages are in memory at once, as rows, as objects and as the answer. */
const PAGE_BYTES = 8 * 1024 * 1024;
/**
 * So many are always shown, whatever they weigh. Okta asks for 1, 101, 201 … and takes what it did not see for deleted:
 * a page of 100 must not end early. A document has at most 256 KiB, so this is bounded, too.
 */
export const NEVER_CUT = 100;

/**
 * How the whole list is read, behind the name of the table. Left to itself MariaDB sorts a million keys of another index for a
 * page far down the list, and walks through the wide rows of every tenant for one behind a bookmark.
 */
export const WHOLE_LIST: Readonly<Record<Dialect, string>> = { mysql: ' FORCE INDEX (ix_resource_list)', sqlite: '' };

interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Picks the keys of one page, then joins their documents: the wide rows skipped are never read. What a page is sorted by
 * comes along as `sort_key`.
 * @param where a predicate over `r`; @param order of the page, absent for the order of creation
 * @param index of `WHOLE_LIST`; absent where there is a filter
 */
export function pageSql(
  where: SqlPart,
  order: SqlOrder | undefined,
  { offset, limit }: Slice,
  index?: string,
): SqlPart {
  if (order === undefined && index !== undefined && offset === 0 && limit <= NEVER_CUT)
    return nextInList(where, index, limit);
  const picked = order === undefined ? pickedByCreation(where, index ?? '') : pickedInOrder(where, order);
  return documentsOf({ sql: picked.sql, params: [...picked.params, limit, offset] }, order?.by, limit);
}

/** Nothing is skipped, and the index finds what is shown and no more: keys and documents in one step, a fifth of the time less. */
function nextInList({ sql, params }: SqlPart, index: string, limit: number): SqlPart {
  return {
    sql: `SELECT ${RESOURCE_COLUMNS} FROM resource r${index} WHERE ${sql} ORDER BY r.pk LIMIT ?`,
    params: [...params, limit],
  };
}

/**
 * Joins the documents of a page to its keys.
 * @param picked the keys as `pk`, and as `sort_key` where they have an order; @param by that order, see `pageSql`
 */
export function documentsOf({ sql, params }: SqlPart, by: SqlOrder['by'] | undefined, limit: number): SqlPart {
  if (limit <= NEVER_CUT) return { sql: shortPage(sql, by), params };
  return { sql: longPage(sql, by), params: [...params, NEVER_CUT, PAGE_BYTES] };
}

function pickedByCreation({ sql, params }: SqlPart, index: string): SqlPart {
  return { sql: `SELECT r.pk FROM resource r${index} WHERE ${sql} ORDER BY r.pk LIMIT ? OFFSET ?`, params };
}

/** Ends with LIMIT and OFFSET, whose values come behind its own. */
export function pickedInOrder(where: SqlPart, { join, key, by }: SqlOrder): SqlPart {
  return {
    sql:
      `SELECT r.pk, ${key} AS sort_key FROM resource r${join.sql} WHERE ${where.sql} ` +
      `ORDER BY ${by(key, 'r.pk')} LIMIT ? OFFSET ?`,
    params: [...join.params, ...where.params],
  };
}

function shortPage(picked: string, orderBy: SqlOrder['by'] | undefined): string {
  const by = orderBy === undefined ? 'r.pk' : orderBy('p.sort_key', 'p.pk');
  const columns = orderBy === undefined ? RESOURCE_COLUMNS : `${RESOURCE_COLUMNS}, p.sort_key`;
  return `SELECT ${columns} FROM (${picked}) p JOIN resource r ON r.pk = p.pk ORDER BY ${by}`;
}

/** Ends early when it is full by bytes, as RFC 7644 §3.4.2.4 lets it. */
function longPage(picked: string, orderBy: SqlOrder['by'] | undefined): string {
  const [key, kept, shown] = orderBy === undefined ? ['', '', ''] : ['p.sort_key, ', 's.sort_key, ', ', b.sort_key'];
  const by = orderBy === undefined ? 's.pk' : orderBy('s.sort_key', 's.pk');
  return (
    `SELECT ${RESOURCE_COLUMNS}${shown} FROM (SELECT s.pk, ${kept}s.size, SUM(s.size) OVER (ORDER BY ${by}) AS bytes, ` +
    `ROW_NUMBER() OVER (ORDER BY ${by}) AS place FROM (SELECT w.pk, ${key}OCTET_LENGTH(w.doc) AS size FROM (${picked}) p ` +
    'JOIN resource w ON w.pk = p.pk) s) b JOIN resource r ON r.pk = b.pk ' +
    `WHERE b.place <= ? OR b.bytes - b.size < ? ORDER BY ${orderBy === undefined ? 'b.pk' : 'b.place'}`
  );
}
