import { type Sort, unsortable } from '../protocol/query/sort.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { AttributePath } from '../protocol/schema/resource-schema.js';
import { type AttributeColumn, attributeColumn, columnOf } from './attribute-columns.js';
import type { PagePosition } from './page-position.js';
import { seenActive } from './seen-active.js';
import { EXTERNAL_ID, seenExternalId } from './seen-external-id.js';
import type { Dialect, SqlPart } from './sql.js';

/** How the keys of a page are put in an order. */
export interface SqlOrder {
  /** Behind `FROM resource r`; empty where the key is a column of `resource`. */
  readonly join: SqlPart;
  /** What is sorted by, over `r` and what is joined; NULL where the attribute is unassigned. */
  readonly key: string;
  /** The list behind ORDER BY. @param key an expression that gives the key; @param pk one that gives the tie-break */
  readonly by: (key: string, pk: string) => string;
  /** What comes behind a position, as a condition. */
  readonly after: (position: PagePosition) => SqlPart;
}

export const NO_JOIN: SqlPart = { sql: '', params: [] };
/** Comparison key of `true`, as `attribute_index` holds it. */
const TRUE_KEY = Buffer.from('1');

/**
 * The order of `sort.ts` by stored keys: of texts too long for a key column, those with the same first 222 bytes come in
 * an order of their own, the same one on every database.
 * @param viewer the connector that reads; `active` and `externalId` are what it sees of them
 * @throws ScimError invalidPath for an attribute that is not indexed
 */
export function sortToSql({ path, order }: Sort, type: ResourceTypeName, dialect: Dialect, viewer?: number): SqlOrder {
  const column = columnOf(type, path);
  if (column === undefined || column.kind === 'member' || column.kind === 'version') throw unsortable(path);
  const direction = order === 'ascending' ? '' : ' DESC';
  const by = isNeverNull(path, column, type)
    ? (key: string, pk: string) => `${key}${direction}, ${pk}${direction}`
    : byNullable(order, dialect);
  const isExternalId = column.kind === 'key' && column.column === EXTERNAL_ID;
  const isViewed = (column.kind === 'flag' || isExternalId) && viewer !== undefined;
  const seen = isExternalId ? seenExternalId : seenActive;
  const key = isViewed ? seen('r', 'v.pk') : keyOf(column);
  const after = (position: PagePosition): SqlPart => behind(key, order, position);
  if (isViewed) return { join: { sql: ' CROSS JOIN (SELECT ? AS pk) v', params: [viewer] }, key, by, after };
  return { join: column.kind === 'indexed' ? joinOf(path, column.number, type) : NO_JOIN, key, by, after };
}

function keyOf(column: Exclude<AttributeColumn, { readonly kind: 'member' | 'version' }>): string {
  switch (column.kind) {
    case 'key':
    case 'instant':
    case 'flag':
      return `r.${column.column}`;
    case 'id':
      return 'r.id';
    case 'indexed':
      return 's.value_key';
    default:
      return column satisfies never;
  }
}

/** The first comparison lets an index begin there; NULL comes last, descending first, as `nullsLast` has it. */
function behind(expression: string, order: Sort['order'], { pk, key }: PagePosition): SqlPart {
  if (order === 'ascending') {
    if (key === null) return { sql: `${expression} IS NULL AND r.pk > ?`, params: [pk] };
    const sql = `(${expression} >= ? AND (${expression} > ? OR r.pk > ?)) OR ${expression} IS NULL`;
    return { sql, params: [key, key, pk] };
  }
  if (key === null) return { sql: `${expression} IS NOT NULL OR r.pk < ?`, params: [pk] };
  return { sql: `${expression} <= ? AND (${expression} < ? OR r.pk < ?)`, params: [key, key, pk] };
}

/** Only a plain column lets MySQL read the page from the end of an index. */
function isNeverNull({ attribute }: AttributePath, { kind }: AttributeColumn, type: ResourceTypeName): boolean {
  return (
    kind === 'id' || kind === 'instant' || attribute.name === 'userName' || (type === 'Group' && attribute.required)
  );
}

/** The order by a key that may be NULL, and by creation where it is the same. */
export function byNullable(order: Sort['order'], dialect: Dialect): SqlOrder['by'] {
  const direction = order === 'ascending' ? '' : ' DESC';
  return (key, pk) => `${nullsLast(key, order, dialect)}, ${pk}${direction}`;
}

/** Descending, what has no value comes first. SQLite reads NULLS LAST from an index; MySQL does not know the words. */
function nullsLast(key: string, order: Sort['order'], dialect: Dialect): string {
  if (dialect === 'sqlite') return order === 'ascending' ? `${key} NULLS LAST` : `${key} DESC NULLS FIRST`;
  return order === 'ascending' ? `${key} IS NULL, ${key}` : `${key} IS NULL DESC, ${key} DESC`;
}

/** At most one row per resource. Without the tenant on purpose, so that only the index by resource and element fits. */
function joinOf(path: AttributePath, number: number, type: ResourceTypeName): SqlPart {
  const row = 'LEFT JOIN attribute_index s ON s.resource_pk = r.pk AND s.attribute_id = ? AND s.element =';
  if (!path.attribute.multiValued) return { sql: ` ${row} 0`, params: [number] };
  const first = '(SELECT MIN(f.element) FROM attribute_index f WHERE f.resource_pk = r.pk AND f.attribute_id = ?)';
  const primary = attributeColumn(type, `${path.attribute.name}.primary`);
  if (primary?.kind !== 'indexed') return { sql: ` ${row} ${first}`, params: [number, number] };
  return {
    sql:
      ` ${row} COALESCE((SELECT MIN(q.element) FROM attribute_index q WHERE q.resource_pk = r.pk ` +
      `AND q.attribute_id = ? AND q.value_key = ?), ${first})`,
    params: [number, primary.number, TRUE_KEY, number],
  };
}
