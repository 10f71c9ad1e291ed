import { compareKeys } from '../schema/value-key.js';
import type { CompareOperator } from './filter-ast.js';

/** Whether a value's comparison key stands in this relation to a literal's (RFC 7644 Table 3). */
export function matchKey(operator: Exclude<CompareOperator, 'ne'>, key: string, literal: string): boolean {
  switch (operator) {
    case 'eq':
      return key === literal;
    case 'co':
      return key.includes(literal);
    case 'sw':
      return key.startsWith(literal);
    case 'ew':
      return key.endsWith(literal);
    case 'gt':
      return compareKeys(key, literal) > 0;
    case 'ge':
      return compareKeys(key, literal) >= 0;
    case 'lt':
      return compareKeys(key, literal) < 0;
    case 'le':
      return compareKeys(key, literal) <= 0;
    default:
      return operator satisfies never;
  }
}
