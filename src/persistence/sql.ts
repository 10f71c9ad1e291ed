/** What a `?` may stand for. Objects and arrays would become SQL structure in the MySQL driver. */
export type SqlValue = string | number | boolean | null | Buffer;

export type Dialect = 'sqlite' | 'mysql';

/** A piece of SQL with the values of its placeholders, in order. */
export interface SqlPart {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/**
 * Refuses what is no plain value. TypeScript says so too, but `JSON.parse` and casts do not, and an array or object
 * parameter is expanded into SQL by the MySQL driver (CVE-2025-60542, CVE-2022-33171).
 */
export function assertParameters(params: readonly unknown[]): asserts params is readonly SqlValue[] {
  for (const value of params) {
    const allowed =
      value === null ||
      Buffer.isBuffer(value) ||
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value));
    if (!allowed) throw new TypeError(`not a value that can be bound to a statement: ${typeof value}`);
  }
}

/** `?, ?, ?` for `count` values. */
export function placeholders(count: number): string {
  return new Array<string>(count).fill('?').join(', ');
}

/** `(?, ?), (?, ?)` for a statement with several rows. */
export function rowPlaceholders(rows: number, columns: number): string {
  return new Array<string>(rows).fill(`(${placeholders(columns)})`).join(', ');
}

/** Splits into pieces of at most `size`, so that a statement stays below the limits of both databases. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** `(a) AND (b)`; each part in its own parentheses. */
export function joinParts(parts: readonly SqlPart[], separator: ' AND ' | ' OR '): SqlPart {
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(separator),
    params: parts.flatMap(({ params }) => params),
  };
}

/**
 * Behind the name of a table of which rows of one owner are read from some place on, in the order of this index. From its
 * statistics MariaDB may look up the owner alone and pass over all that stands before the place, or read the rows of all owners.
 */
export function inOrderOf(dialect: Dialect, index: string): string {
  return dialect === 'sqlite' ? '' : ` FORCE INDEX (${index})`;
}

/**
 * JOIN that begins with the table on its left. Of a membership and a resource both databases would rather begin with all users
 * or groups of the tenant, and read every membership of them, where these seem to be few.
 */
export function thenJoin(dialect: Dialect): 'CROSS JOIN' | 'STRAIGHT_JOIN' {
  return dialect === 'sqlite' ? 'CROSS JOIN' : 'STRAIGHT_JOIN';
}
