import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { columnOf } from './attribute-columns.js';
import { subNumbers } from './element-to-sql.js';

/**
 * Numbers of `attribute_index` of which any row says that the filter holds: for `pr`, and for several of them joined by
 * `or`, as the URN of an extension means. Undefined for every other filter.
 */
export function assignedNumbers(filter: ResolvedFilter, type: ResourceTypeName): readonly number[] | undefined {
  if (filter.kind === 'or') {
    const numbers = filter.terms.map((term) => assignedNumbers(term, type));
    return numbers.some((one) => one === undefined) ? undefined : [...new Set(numbers.flatMap((one) => one ?? []))];
  }
  if (filter.kind !== 'present') return undefined;
  const { path } = filter;
  if (path.subAttribute === undefined && path.attribute.type === 'complex') {
    const numbers = subNumbers(type, path);
    return numbers.length === 0 ? undefined : numbers;
  }
  const column = columnOf(type, path);
  return column?.kind === 'indexed' ? [column.number] : undefined;
}
