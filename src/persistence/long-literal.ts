import type { SqlValue } from './sql.js';

/** Of a text that the driver escapes, in characters: below it nothing is won. */
const SHORT = 200;

/** A value that goes into a statement as the text it gives; the driver asks for it. */
export interface Literal {
  toSqlString(): string;
}

/**
 * The values, with long texts as literals. The driver also escapes double quotes, of which JSON is full, one after the other: ten
 * microseconds for an event, and a text a fifth longer. Between single quotes two characters mean something to MySQL,
 * unless `NO_BACKSLASH_ESCAPES` is set, which each of our sessions unsets (mysql-database.ts).
 */
export function withLongLiterals(params: readonly SqlValue[]): readonly (SqlValue | Literal)[] {
  return params.some(isLong) ? params.map((value) => (isLong(value) ? literalOf(value) : value)) : params;
}

const isLong = (value: SqlValue): value is string => typeof value === 'string' && value.length > SHORT;

function literalOf(text: string): Literal {
  const literal = `'${/[\\']/.test(text) ? text.replace(/[\\']/g, '\\$&') : text}'`;
  return { toSqlString: () => literal };
}
