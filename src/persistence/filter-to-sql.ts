import { countTerms } from '../protocol/filter/count-terms.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { AttributePath } from '../protocol/schema/resource-schema.js';
import { anyMembership } from './any-membership.js';
import { attributeColumn, columnOf, type KeyColumn } from './attribute-columns.js';
import type { Correction } from './correction.js';
import { assignedNumbers } from './assigned-numbers.js';
import { elementToSql, goneThrough, numberOf } from './element-to-sql.js';
import { idCondition } from './id-condition.js';
import { type Compare, type Family, familyOf } from './fold-conditions.js';
import { anyKeyCondition, keyCondition } from './key-condition.js';
import { membershipToSql, unsearchable } from './membership-to-sql.js';
import { TYPE_CODE } from './resource-columns.js';
import { activeCondition } from './seen-active.js';
import { EXTERNAL_ID, ofSeenExternalId } from './seen-external-id.js';
import { versionCondition } from './version-condition.js';
import { driverOf, MOST_ASKED, NARROW, narrowness } from './narrowness.js';
import { type Dialect, joinParts, placeholders, type SqlPart } from './sql.js';

export interface FilterTarget {
  readonly tenantPk: number;
  readonly type: ResourceTypeName;
  readonly dialect: Dialect;
  /** The rows of a resource that was found otherwise are looked up, and no list of keys is made. */
  readonly isAsked?: boolean;
  /** The connector that reads: what it unlinked is inactive to it. */
  readonly viewer?: number;
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
      if (family !== undefined)
        return seen(family.terms[0].path, corrected(filter, anyOfFamily(family, r, target), r, target), r, target);
      const numbers = assignedNumbers(filter, target.type);
      if (numbers !== undefined) return anyAssigned(numbers, r, target);
      const memberships = anyMembership(filter, target.type);
      if (memberships !== undefined) return membershipToSql(memberships, r, target);
      return disjunction(filter.terms, r, target);
    }
    case 'not': {
      const inner = predicate(filter.term, r, askedWhereWide(filter.term, target));
      return { sql: `NOT (${inner.sql})`, params: inner.params };
    }
    case 'compare':
      return seen(filter.path, corrected(filter, compare(filter, r, target), r, target), r, target);
    case 'element':
      return corrected(filter, element(filter.path, filter.filter, r, target), r, target);
    case 'present':
      return seen(filter.path, present(filter.path, r, target), r, target);
    default:
      return filter satisfies never;
  }
}

/**
 * SQLite would walk through two lists of keys as one loop within the other, nine million steps for two conditions that
 * hold for 3,000 resources. A `+` keeps a list from being walked through: only one is, the shortest to be expected.
 * Where that one is short, the other conditions are asked of what it finds; else their lists are looked into.
 */
function conjunction(given: readonly ResolvedFilter[], r: string, target: FilterTarget): SqlPart {
  const ranges = rangesOf(given, target);
  const terms = given.filter((term) => !ranges.some((range) => range.some((one) => one === term)));
  const driver = driverOf(terms, target.type);
  const isAsked =
    target.isAsked === true || (driver !== undefined && countTerms({ kind: 'and', terms: given }) <= MOST_ASKED);
  const found = terms.map((term) => {
    // MariaDB knows which of several short lists is the shortest.
    const isOwnList = term === driver || (target.dialect === 'mysql' && narrowness(term, target.type) === NARROW);
    return predicate(term, r, isOwnList ? target : { ...target, isAsked: isAsked || goesAgain(term, terms) });
  });
  for (const range of ranges) found.push(rangeInIndex(range, r, isAsked ? { ...target, isAsked } : target));
  const lists = found.filter((part) => isList(part, r, target));
  const walked = driver === undefined ? lists[0] : found[terms.indexOf(driver)];
  const parts = found.map((part) => (part === walked || !lists.includes(part) ? part : asked(part)));
  return joinParts(parts, ' AND ');
}

/** A second list of the very same elements would cost what the first does; asked of what that one finds it costs less. */
function goesAgain(term: ResolvedFilter, terms: readonly ResolvedFilter[]): boolean {
  const path = goneThrough(term);
  return path !== undefined && terms.find((one) => goneThrough(one) === path) !== term;
}

type Range = readonly [Compare, ...Compare[]];

/** The two ends of a range, or more: conditions on one single-valued attribute, of which one row answers all. */
function rangesOf(terms: readonly ResolvedFilter[], { type, corrections }: FilterTarget): readonly Range[] {
  const byPath = new Map<string, Compare[]>();
  for (const term of terms) {
    if (term.kind !== 'compare' || term.path.attribute.multiValued || corrections.has(term)) continue;
    if (columnOf(type, term.path)?.kind !== 'indexed') continue;
    byPath.set(term.path.key, [...(byPath.get(term.path.key) ?? []), term]);
  }
  return [...byPath.values()].flatMap(([first, ...others]) =>
    first === undefined || others.length === 0 ? [] : [[first, ...others] as const],
  );
}

function rangeInIndex(range: Range, r: string, target: FilterTarget): SqlPart {
  const conditions = range.map(({ operator, key }) => keyCondition('a.value_key', operator, key));
  return inIndex(numberOf(target.type, range[0].path), r, target, joinParts(conditions, ' AND '));
}

/** True for a list of keys that SQLite might walk through. */
function isList({ sql }: SqlPart, r: string, { dialect }: FilterTarget): boolean {
  return dialect === 'sqlite' && sql.startsWith(`${r}.pk IN (`);
}

/** The list as a condition that is asked of a resource found otherwise. */
function asked({ sql, params }: SqlPart): SqlPart {
  return { sql: `+${sql}`, params };
}

/** What the viewer may know of the attribute. */
function seen(path: AttributePath, condition: SqlPart, r: string, target: FilterTarget): SqlPart {
  const column = columnOf(target.type, path);
  const isExternalId = column?.kind === 'key' && column.column === EXTERNAL_ID;
  return isExternalId ? ofSeenExternalId(condition, r, target.viewer) : condition;
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
 * an OR across tables. A term that holds for most resources (`not`) would fill the union with the directory; with one of
 * those the rows are asked one by one, which ends as soon as the page is full.
 */
function disjunction(terms: readonly ResolvedFilter[], r: string, target: FilterTarget): SqlPart {
  if (target.isAsked === true || !terms.every(isSelective))
    return joinParts(
      terms.map((term) => predicate(term, r, askedWhereWide(term, target))),
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

/** What most resources have assigned is asked of each: a list of all of them would be made for the few without. */
function askedWhereWide(term: ResolvedFilter, target: FilterTarget): FilterTarget {
  return assignedNumbers(term, target.type) === undefined ? target : { ...target, isAsked: true };
}

function isSelective(filter: ResolvedFilter): boolean {
  switch (filter.kind) {
    case 'compare':
      return filter.path.attribute.type !== 'boolean';
    case 'element':
    case 'present':
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
  const column = columnOf(target.type, path);
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
      return activeCondition(r, Number(key), target.viewer);
    case 'indexed':
      return inIndex(column.number, r, target, keyCondition('a.value_key', operator, key));
    case 'member':
      return membershipToSql(filter, r, target);
    case undefined:
      throw unsearchable(path.key);
  }
}

function anyOfFamily({ terms }: Family, r: string, target: FilterTarget): SqlPart {
  const column = columnOf(target.type, terms[0].path);
  if (column?.kind === 'key') return onColumn(column.column, r, anyKeyCondition(`${r}.${column.column}`, terms));
  if (column?.kind === 'indexed') return inIndex(column.number, r, target, anyKeyCondition('a.value_key', terms));
  throw unsearchable(terms[0].path.key);
}

/** Without the first half it would be NULL where the attribute is unassigned, and so would its negation. */
function onColumn(column: KeyColumn, r: string, condition: SqlPart): SqlPart {
  return { sql: `${r}.${column} IS NOT NULL AND ${condition.sql}`, params: condition.params };
}

function inIndex(number: number, r: string, { tenantPk, isAsked }: FilterTarget, condition: SqlPart): SqlPart {
  if (isAsked === true)
    return {
      sql: `EXISTS (SELECT 1 FROM attribute_index a WHERE a.resource_pk = ${r}.pk AND a.attribute_id = ? AND ${condition.sql})`,
      params: [number, ...condition.params],
    };
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
  const numbers = assignedNumbers({ kind: 'present', path }, target.type);
  if (numbers !== undefined) return anyAssigned(numbers, r, target);
  const column = columnOf(target.type, path);
  switch (column?.kind) {
    case 'key':
      // Every key is longer than none: SQLite takes a range from its index, and IS NOT NULL it does not.
      return onColumn(column.column, r, { sql: `${r}.${column.column} > ?`, params: [Buffer.alloc(0)] });
    case 'flag':
      return { sql: `${r}.${column.column} IS NOT NULL`, params: [] };
    case 'id':
    case 'instant':
    case 'version':
      return { sql: '1 = 1', params: [] };
    case 'member':
      return membershipToSql({ kind: 'present', path }, r, target);
    default:
      if (attributeColumn(target.type, `${path.key}.value`)?.kind !== 'member') throw unsearchable(path.key);
      return membershipToSql({ kind: 'present', path }, r, target);
  }
}

/** That a resource has a row under any of these numbers. */
function anyAssigned(numbers: readonly number[], r: string, { tenantPk, isAsked }: FilterTarget): SqlPart {
  const values = placeholders(numbers.length);
  if (isAsked !== true)
    return {
      sql: `${r}.pk IN (SELECT p.resource_pk FROM attribute_index p WHERE p.tenant_id = ? AND p.attribute_id IN (${values}))`,
      params: [tenantPk, ...numbers],
    };
  // Without the tenant on purpose, so that only the index by resource fits.
  return {
    sql: `EXISTS (SELECT 1 FROM attribute_index p WHERE p.resource_pk = ${r}.pk AND p.attribute_id IN (${values}))`,
    params: numbers,
  };
}
