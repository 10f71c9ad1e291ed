import type { CompareOperator } from '../protocol/filter/filter-ast.js';
import { joinParts, placeholders, type SqlPart } from './sql.js';
import { EXACT_LITERAL_BYTES, INCOMPARABLE, storedKey } from './stored-key.js';

export type KeyOperator = Exclude<CompareOperator, 'ne'>;

/**
 * How a stored key stands to a literal's key, compared as bytes. `instr` and `substr` take the place of LIKE: they know
 * no metacharacters, and SQLite's LIKE sees no BLOB and folds ASCII.
 * For a cut key the answer may be wrong where `isDoubtful` says so.
 * @param expression a binary column, not NULL
 */
export function keyCondition(expression: string, operator: KeyOperator, key: string): SqlPart {
  const bytes = Buffer.from(key, 'utf8');
  if (bytes.length === 0 && (operator === 'co' || operator === 'sw' || operator === 'ew'))
    return { sql: `${expression} < ?`, params: [INCOMPARABLE] };
  switch (operator) {
    case 'eq':
      return { sql: `${expression} = ?`, params: [storedKey(key)] };
    case 'sw':
      return { sql: `(${expression} >= ? AND ${expression} < ?)`, params: [bytes, successor(bytes)] };
    case 'co':
      return { sql: `instr(${expression}, ?) > 0`, params: [bytes] };
    case 'ew':
      return { sql: `substr(${expression}, ?) = ?`, params: [-bytes.length, bytes] };
    case 'gt':
      return { sql: `(${expression} > ? AND ${expression} < ?)`, params: [bytes, INCOMPARABLE] };
    case 'ge':
      return { sql: `(${expression} >= ? AND ${expression} < ?)`, params: [bytes, INCOMPARABLE] };
    case 'lt':
      return { sql: `${expression} < ?`, params: [bytes] };
    case 'le':
      return { sql: `${expression} <= ?`, params: [bytes] };
    default:
      return operator satisfies never;
  }
}

/** That any of the comparisons holds for one key; in parentheses. */
export function anyKeyCondition(
  expression: string,
  compares: readonly { readonly operator: KeyOperator; readonly key: string }[],
): SqlPart {
  if (compares.every(({ operator }) => operator === 'eq'))
    return {
      sql: `${expression} IN (${placeholders(compares.length)})`,
      params: compares.map(({ key }) => storedKey(key)),
    };
  const { sql, params } = joinParts(
    compares.map(({ operator, key }) => keyCondition(expression, operator, key)),
    ' OR ',
  );
  return { sql: `(${sql})`, params };
}

/** True where a cut key does not hold what the answer depends on. */
export function isDoubtful(operator: KeyOperator, key: string): boolean {
  if (operator === 'eq' || key === '') return false;
  return operator === 'co' || operator === 'ew' || Buffer.byteLength(key, 'utf8') > EXACT_LITERAL_BYTES;
}

/** The first bytes that sort after everything beginning with these. UTF-8 ends with no 0xFF, so there is no carry. */
function successor(bytes: Buffer): Buffer {
  const next = Buffer.from(bytes);
  next.writeUInt8(next.readUInt8(next.length - 1) + 1, next.length - 1);
  return next;
}
