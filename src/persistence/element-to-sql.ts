import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { AttributePath } from '../protocol/schema/resource-schema.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { attributeColumn } from './attribute-columns.js';
import { keyCondition } from './key-condition.js';
import { unsearchable } from './membership-to-sql.js';
import { joinParts, placeholders, type SqlPart } from './sql.js';

interface Target {
  readonly tenantPk: number;
  readonly type: ResourceTypeName;
}

type Compare = ResolvedFilter & { readonly kind: 'compare' };

/**
 * `emails[…]`: resources with one element that fulfils the whole filter. Rows of `attribute_index` with the same
 * resource and `element` belong to one element. Begins with the rows of a comparison, the most selective there is, and
 * looks the other conditions up at the same element; without one it begins with every element.
 * @param resource alias of the resource that is asked about
 */
export function elementToSql(path: AttributePath, filter: ResolvedFilter, resource: string, target: Target): SqlPart {
  const { start, rest } = splitAtDriver(filter);
  const first = start === undefined ? everyElement(path, target) : rowsOf(start, target);
  const others = rest.map((term) => onElement(term, target));
  const where = joinParts([first, ...others], ' AND ');
  return {
    sql: `${resource}.pk IN (SELECT e.resource_pk FROM attribute_index e WHERE e.tenant_id = ? AND ${where.sql})`,
    params: [target.tenantPk, ...where.params],
  };
}

function splitAtDriver(filter: ResolvedFilter): {
  readonly start: Compare | undefined;
  readonly rest: readonly ResolvedFilter[];
} {
  const terms = filter.kind === 'and' ? filter.terms : [filter];
  const comparisons = terms.filter((term) => term.kind === 'compare');
  const start = comparisons.toSorted((one, other) => rank(one) - rank(other))[0];
  return { start, rest: terms.filter((term) => term !== start) };
}

/** The lower, the fewer rows are to be expected: a `type` or `primary` is shared by the whole directory. */
function rank({ path, operator }: Compare): number {
  if (path.subAttribute?.name === 'type' || path.subAttribute?.type === 'boolean') return 2;
  return operator === 'eq' ? 0 : 1;
}

function rowsOf(compare: Compare, { type }: Target): SqlPart {
  const condition = keyCondition('e.value_key', compare.operator, compare.key);
  return {
    sql: `e.attribute_id = ? AND ${condition.sql}`,
    params: [numberOf(type, compare.path), ...condition.params],
  };
}

/** Every element has a row: that of a value in it, or the one for elements in which nothing is assigned. */
function everyElement(path: AttributePath, { type }: Target): SqlPart {
  const numbers = [numberOf(type, path), ...subNumbers(type, path)];
  return { sql: `e.attribute_id IN (${placeholders(numbers.length)})`, params: numbers };
}

function onElement(filter: ResolvedFilter, target: Target): SqlPart {
  switch (filter.kind) {
    case 'constant':
      return { sql: filter.value ? '1 = 1' : '1 = 0', params: [] };
    case 'and':
    case 'or':
      return joinParts(
        filter.terms.map((term) => onElement(term, target)),
        filter.kind === 'and' ? ' AND ' : ' OR ',
      );
    case 'not': {
      const inner = onElement(filter.term, target);
      return { sql: `NOT (${inner.sql})`, params: inner.params };
    }
    case 'present':
      return valueOnElement(numberOf(target.type, filter.path), { sql: '1 = 1', params: [] });
    case 'compare':
      return valueOnElement(
        numberOf(target.type, filter.path),
        keyCondition('b.value_key', filter.operator, filter.key),
      );
    case 'element':
      throw unsearchable(filter.path.key);
    default:
      return filter satisfies never;
  }
}

/** Without the tenant on purpose, so that only the index by resource and element fits; `e` is within the tenant. */
function valueOnElement(number: number, condition: SqlPart): SqlPart {
  return {
    sql:
      'EXISTS (SELECT 1 FROM attribute_index b WHERE b.resource_pk = e.resource_pk AND b.attribute_id = ? ' +
      `AND b.element = e.element AND ${condition.sql})`,
    params: [number, ...condition.params],
  };
}

/** Numbers of the searchable sub-attributes of a complex attribute. */
export function subNumbers(type: ResourceTypeName, path: AttributePath): readonly number[] {
  return (path.attribute.subAttributes ?? []).flatMap(({ name }) => {
    const column = attributeColumn(type, `${path.key}.${name}`);
    return column?.kind === 'indexed' ? [column.number] : [];
  });
}

/** @throws ScimError invalidFilter for an attribute that no row of `attribute_index` holds */
export function numberOf(type: ResourceTypeName, path: AttributePath): number {
  const column = attributeColumn(type, path.key);
  if (column?.kind !== 'indexed') throw unsearchable(path.key);
  return column.number;
}
