import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { AttributePath } from '../protocol/schema/resource-schema.js';
import { attributeColumn, type KeyColumn } from './attribute-columns.js';
import { beginsNarrow, elementToSql, subNumbers } from './element-to-sql.js';
import { idCondition } from './id-condition.js';
import { type Compare, type Family, familyOf } from './fold-conditions.js';
import { anyKeyCondition, keyCondition } from './key-condition.js';
import { membershipToSql, unsearchable } from './membership-to-sql.js';
import { TYPE_CODE } from './resource-columns.js';
import { versionCondition } from './version-condition.js';
import { type Dialect, joinParts, placeholders, type SqlPart } from './sql.js';

/**
 * What the stored keys cannot say about a condition, found out from the documents: `pks` are the resources of which a
 * key was cut, `matching` those of them that fulfil the condition.
 */
export interface Correction {
  readonly pks: readonly number[];
  readonly matching: readonly number[];
}

export interface FilterTarget {
  readonly tenantPk: number;
  readonly type: ResourceTypeName;
  readonly dialect: Dialect;
  /** By the very node of the filter. */
  readonly corrections: ReadonlyMap<ResolvedFilter, Correction>;
}

/**
 * A predicate over the alias `r` of `resource` that is true exactly where `evaluateFilter` is, and never NULL, so it
 * can be negated as it stands. Values are parameters; identifiers come from `attribute-columns.ts`. To be put in
 * parentheses behind the tenant's predicate.
 * @throws ScimError invalidFilter for an attribute that cannot be searched
 */
export function filterToSql(filter: ResolvedFilter, target: FilterTarget): SqlPart {
  return predicate(filter, 'r', target);
}

function predicate(filter: ResolvedFilter, r: string, target: FilterTarget): SqlPart {
  switch (filter.kind) {
    case 'constant':
      return { sql: filter.value ? '1 = 1' : '1 = 0', params: [] };
    case 'and':
      return conjunction(filter.terms, r, target);
    case 'or': {
      const family = familyOf(filter, target.type);
      if (family !== undefined) return corrected(filter, anyOfFamily(family, r, target), r, target);
      return disjunction(filter.terms, r, target);
    }
    case 'not': {
      const inner = predicate(filter.term, r, target);
      return { sql: `NOT (${inner.sql})`, params: inner.params };
    }
    case 'compare':
      return corrected(filter, compare(filter, r, target), r, target);
    case 'element':
      return corrected(filter, element(filter.path, filter.filter, r, target), r, target);
    case 'present':
      return present(filter.path, r, target);
    default:
      return filter satisfies never;
  }
}

/**
 * SQLite would walk through two lists of keys as one loop within the other, nine million steps for two conditions that
 * hold for 3,000 resources. A `+` keeps a list from being walked through: only one is, the shortest to be expected, and
 * the others are asked.
 */
function conjunction(terms: readonly ResolvedFilter[], r: string, target: FilterTarget): SqlPart {
  const found = terms.map((term) => ({ part: predicate(term, r, target), isNarrow: isNarrow(term, target.type) }));
  const lists = found.filter(({ part }) => isList(part, r, target));
  const walked = lists.find((list) => list.isNarrow) ?? lists[0];
  const parts = found.map((one) => (one === walked || !lists.includes(one) ? one.part : asked(one.part)));
  return joinParts(parts, ' AND ');
}

/** True for a list of keys that SQLite might walk through. */
function isList({ sql }: SqlPart, r: string, { dialect }: FilterTarget): boolean {
  return dialect === 'sqlite' && sql.startsWith(`${r}.pk IN (`);
}

/** The list as a condition that is asked of a resource found otherwise. */
function asked({ sql, params }: SqlPart): SqlPart {
  return { sql: `+${sql}`, params };
}

/** True for what an index finds few of. */
function isNarrow(term: ResolvedFilter, type: ResourceTypeName): boolean {
  switch (term.kind) {
    case 'compare':
      return term.operator === 'eq' && beginsNarrow(term);
    case 'element':
      return beginsNarrow(term.filter);
    case 'or':
      return familyOf(term, type) !== undefined && term.terms.every((one) => isNarrow(one, type));
    default:
      return false;
  }
}

function corrected(filter: ResolvedFilter, found: SqlPart, r: string, target: FilterTarget): SqlPart {
  const correction = target.corrections.get(filter);
  if (correction === undefined || correction.pks.length === 0) return found;
  const { pks, matching } = correction;
  const sure = `(${isList(found, r, target) ? asked(found).sql : found.sql}) AND ${r}.pk NOT IN (${placeholders(pks.length)})`;
  if (matching.length === 0) return { sql: sure, params: [...found.params, ...pks] };
  return {
    sql: `(${sure}) OR ${r}.pk IN (${placeholders(matching.length)})`,
    params: [...found.params, ...pks, ...matching],
  };
}

/**
 * Terms that each find few rows by an index become the arms of a UNION: neither MySQL nor MariaDB uses two indexes for
 * an OR across tables. A term that holds for most resources (`not`, `pr`) would fill the union with the directory; with
 * one of those the rows are asked one by one, which ends as soon as the page is full.
 */
function disjunction(terms: readonly ResolvedFilter[], r: string, target: FilterTarget): SqlPart {
  if (!terms.every(isSelective))
    return joinParts(
      terms.map((term) => predicate(term, r, target)),
      ' OR ',
    );
  // The alias tells the levels of nested unions apart.
  const inner = `${r}u`;
  const arms = terms.map((term) => arm(term, inner, target));
  return {
    sql: `${r}.pk IN (SELECT d.pk FROM (${arms.map(({ sql }) => sql).join(' UNION ')}) d)`,
    params: arms.flatMap(({ params }) => params),
  };
}

function arm(term: ResolvedFilter, r: string, target: FilterTarget): SqlPart {
  const { sql, params } = predicate(term, r, target);
  return {
    sql: `SELECT ${r}.pk AS pk FROM resource ${r} WHERE ${r}.tenant_id = ? AND ${r}.type = ? AND ${r}.live = 1 AND (${sql})`,
    params: [target.tenantPk, TYPE_CODE[target.type], ...params],
  };
}

function isSelective(filter: ResolvedFilter): boolean {
  switch (filter.kind) {
    case 'compare':
      return filter.path.attribute.type !== 'boolean';
    case 'element':
      return true;
    case 'and':
      return filter.terms.some(isSelective);
    case 'or':
      return filter.terms.every(isSelective);
    default:
      return false;
  }
}

function compare(filter: Compare, r: string, target: FilterTarget): SqlPart {
  const { operator, key, path } = filter;
  const column = attributeColumn(target.type, path.key);
  switch (column?.kind) {
    case 'key':
      return onColumn(column.column, r, keyCondition(`${r}.${column.column}`, operator, key));
    case 'id':
      return idCondition(r, operator, key, target.dialect);
    case 'version':
      return versionCondition(r, operator, key, target.dialect);
    case 'instant':
      return instantCondition(`${r}.${column.column}`, filter);
    case 'flag':
      if (operator !== 'eq') throw unsearchable(path.key);
      return { sql: `${r}.${column.column} IS NOT NULL AND ${r}.${column.column} = ?`, params: [Number(key)] };
    case 'indexed':
      return inIndex(column.number, r, target, keyCondition('a.value_key', operator, key));
    case 'member':
      return membershipToSql(filter, r, target);
    case undefined:
      throw unsearchable(path.key);
  }
}

function anyOfFamily({ terms }: Family, r: string, target: FilterTarget): SqlPart {
  const column = attributeColumn(target.type, terms[0].path.key);
  if (column?.kind === 'key') return onColumn(column.column, r, anyKeyCondition(`${r}.${column.column}`, terms));
  if (column?.kind === 'indexed') return inIndex(column.number, r, target, anyKeyCondition('a.value_key', terms));
  throw unsearchable(terms[0].path.key);
}

/** Without the first half it would be NULL where the attribute is unassigned, and so would its negation. */
function onColumn(column: KeyColumn, r: string, condition: SqlPart): SqlPart {
  return { sql: `${r}.${column} IS NOT NULL AND ${condition.sql}`, params: condition.params };
}

function inIndex(number: number, r: string, { tenantPk }: FilterTarget, condition: SqlPart): SqlPart {
  return {
    sql: `${r}.pk IN (SELECT a.resource_pk FROM attribute_index a WHERE a.tenant_id = ? AND a.attribute_id = ? AND ${condition.sql})`,
    params: [tenantPk, number, ...condition.params],
  };
}

const ORDER = { eq: '=', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

function instantCondition(expression: string, { operator, key, path }: Compare): SqlPart {
  if (operator === 'co' || operator === 'sw' || operator === 'ew') throw unsearchable(path.key);
  return { sql: `${expression} ${ORDER[operator]} ?`, params: [key] };
}

function element(path: AttributePath, filter: ResolvedFilter, r: string, target: FilterTarget): SqlPart {
  const isMembership = attributeColumn(target.type, `${path.key}.value`)?.kind === 'member';
  return isMembership ? membershipToSql(filter, r, target) : elementToSql(path, filter, r, target);
}

function present(path: AttributePath, r: string, target: FilterTarget): SqlPart {
  const column = attributeColumn(target.type, path.key);
  const isComplex = path.subAttribute === undefined && path.attribute.type === 'complex';
  if (isComplex && attributeColumn(target.type, `${path.key}.value`)?.kind === 'member')
    return membershipToSql({ kind: 'present', path }, r, target);
  const numbers = isComplex ? subNumbers(target.type, path) : column?.kind === 'indexed' ? [column.number] : [];
  if (numbers.length > 0) return hasRow(numbers, r);
  switch (column?.kind) {
    case 'key':
    case 'flag':
      return { sql: `${r}.${column.column} IS NOT NULL`, params: [] };
    case 'id':
    case 'instant':
    case 'version':
      return { sql: '1 = 1', params: [] };
    case 'member':
      return membershipToSql({ kind: 'present', path }, r, target);
    default:
      throw unsearchable(path.key);
  }
}

/** Without the tenant on purpose, so that only the index by resource fits: `pr` holds for most resources. */
function hasRow(numbers: readonly number[], r: string): SqlPart {
  return {
    sql: `EXISTS (SELECT 1 FROM attribute_index p WHERE p.resource_pk = ${r}.pk AND p.attribute_id IN (${placeholders(numbers.length)}))`,
    params: numbers,
  };
}
