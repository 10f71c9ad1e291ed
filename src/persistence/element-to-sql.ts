import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { AttributePath } from '../protocol/schema/resource-schema.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { attributeColumn, columnOf } from './attribute-columns.js';
import { familyOf } from './fold-conditions.js';
import { anyKeyCondition, keyCondition } from './key-condition.js';
import { unsearchable } from './membership-to-sql.js';
import { joinParts, placeholders, type SqlPart } from './sql.js';

/** A condition that one kind of row answers. */
type Driver = ResolvedFilter & { readonly kind: 'compare' | 'present' };

interface Target {
  readonly tenantPk: number;
  readonly type: ResourceTypeName;
  /** The elements of a resource that was found otherwise are looked at, and no list is made. */
  readonly isAsked?: boolean;
}

/**
 * `emails[…]`: resources with one element that fulfils the whole filter. Rows of `attribute_index` with the same
 * resource and `element` belong to one element. Begins with the rows of a condition, the most selective there is, and
 * looks the other conditions up at the same element; without one it begins with every element.
 * @param resource alias of the resource that is asked about
 */
export function elementToSql(path: AttributePath, filter: ResolvedFilter, resource: string, target: Target): SqlPart {
  const start = elementDriver(filter);
  const rest = termsOf(filter).filter((term) => term !== start);
  const first = start === undefined ? everyElement(path, target) : rowsOf(start, target);
  const others = rest.map((term) => onElement(term, target));
  const where = joinParts([first, ...others], ' AND ');
  // Without the tenant on purpose, so that only the index by resource fits.
  if (target.isAsked === true)
    return {
      sql: `EXISTS (SELECT 1 FROM attribute_index e WHERE e.resource_pk = ${resource}.pk AND ${where.sql})`,
      params: where.params,
    };
  return {
    sql: `${resource}.pk IN (SELECT e.resource_pk FROM attribute_index e WHERE e.tenant_id = ? AND ${where.sql})`,
    params: [target.tenantPk, ...where.params],
  };
}

/** True where the first condition finds few elements, so that the others are looked up at few. */
export function beginsNarrow(filter: ResolvedFilter): boolean {
  const driver = elementDriver(filter);
  return driver !== undefined && rank(driver) === 0;
}

/** The condition whose rows the search begins with. */
export function elementDriver(filter: ResolvedFilter): Driver | undefined {
  const drivers = termsOf(filter).filter((term) => term.kind === 'compare' || term.kind === 'present');
  return drivers.toSorted((one, other) => rank(one) - rank(other))[0];
}

/** The path that a value path without a comparison goes through, whatever is there; undefined for every other filter. */
export function goneThrough(filter: ResolvedFilter): string | undefined {
  if (filter.kind !== 'element') return undefined;
  const start = elementDriver(filter.filter);
  return start?.kind === 'compare' ? undefined : (start ?? filter).path.key;
}

function termsOf(filter: ResolvedFilter): readonly ResolvedFilter[] {
  return filter.kind === 'and' ? filter.terms : [filter];
}

/** The lower, the fewer rows are to be expected: a `type` or `primary` is shared by the whole directory. */
function rank(driver: Driver): number {
  if (driver.kind === 'present') return 3;
  const { path, operator } = driver;
  if (path.subAttribute?.name === 'type' || path.subAttribute?.type === 'boolean') return 2;
  return operator === 'eq' ? 0 : 1;
}

function rowsOf(driver: Driver, { type }: Target): SqlPart {
  const number = numberOf(type, driver.path);
  if (driver.kind === 'present') return { sql: 'e.attribute_id = ?', params: [number] };
  const condition = keyCondition('e.value_key', driver.operator, driver.key);
  return { sql: `e.attribute_id = ? AND ${condition.sql}`, params: [number, ...condition.params] };
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
    case 'or': {
      const family = familyOf(filter, target.type);
      if (family !== undefined)
        return valueOnElement(
          numberOf(target.type, family.terms[0].path),
          anyKeyCondition('b.value_key', family.terms),
        );
      return joinParts(
        filter.terms.map((term) => onElement(term, target)),
        filter.kind === 'and' ? ' AND ' : ' OR ',
      );
    }
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
  const column = columnOf(type, path);
  if (column?.kind !== 'indexed') throw unsearchable(path.key);
  return column.number;
}
