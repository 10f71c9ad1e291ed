import type { CompareOperator } from '../protocol/filter/filter-ast.js';
import { keyCondition } from './key-condition.js';
import { isResourceId } from './resource-columns.js';
import type { Dialect, SqlPart } from './sql.js';

/** A comparison with the SCIM id. As bytes, for as text MySQL would cut trailing spaces; except `eq`, for its index. */
export function idCondition(
  resource: string,
  operator: Exclude<CompareOperator, 'ne'>,
  key: string,
  dialect: Dialect,
): SqlPart {
  if (operator === 'eq')
    return isResourceId(key) ? { sql: `${resource}.id = ?`, params: [key] } : { sql: '1 = 0', params: [] };
  return keyCondition(`CAST(${resource}.id AS ${dialect === 'mysql' ? 'BINARY' : 'BLOB'})`, operator, key);
}
