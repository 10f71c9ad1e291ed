import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { allOf, anyOf, negated } from '../protocol/filter/fold-filter.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { anyMembership, looksThroughMemberships } from './any-membership.js';
import { columnOf } from './attribute-columns.js';
import { strictest, widest } from './implied-conditions.js';

export type Compare = ResolvedFilter & { readonly kind: 'compare' };

/** Conditions on one attribute of which any may hold, answered by one look at its keys. */
export interface Family {
  readonly kind: 'or';
  readonly terms: readonly [Compare, ...Compare[]];
}

/**
 * The same filter with fewer questions: what is said twice is asked once, alternatives on one attribute become one
 * `Family`, those on memberships stand together, and `x[a or b]` becomes `x[a] or x[b]`, for one element fulfils an
 * alternative where it fulfils one of them. Two hundred conditions would else be two hundred walks through the directory.
 */
export function foldConditions(filter: ResolvedFilter, type: ResourceTypeName): ResolvedFilter {
  switch (filter.kind) {
    case 'constant':
    case 'present':
      return filter;
    case 'compare':
      return foldEmpty(filter);
    case 'not':
      return negated(foldConditions(filter.term, type));
    case 'and':
      return foldAnd(filter.terms, type);
    case 'or':
      return foldOr(
        filter.terms.map((term) => foldConditions(term, type)),
        type,
      );
    case 'element':
      return foldElement(filter, type);
    default:
      return filter satisfies never;
  }
}

/** @returns the filter itself where it is such a family */
export function familyOf(filter: ResolvedFilter, type: ResourceTypeName): Family | undefined {
  if (filter.kind !== 'or') return undefined;
  const compares = filter.terms.flatMap((term) => (term.kind === 'compare' ? [term] : []));
  const [first, ...others] = compares;
  if (first === undefined || compares.length < filter.terms.length || !isKeyed(first, type)) return undefined;
  if (others.some(({ path }) => path.key !== first.path.key)) return undefined;
  // Ranges beside values are better left to the index, each on its own.
  const isOne = compares.some(isWide) || compares.every(({ operator }) => operator === 'eq');
  return isOne ? { kind: 'or', terms: [first, ...others] } : undefined;
}

/** Everything begins with, contains and ends with nothing. */
function foldEmpty(filter: Compare): Compare {
  const isEmpty = filter.key === '' && (filter.operator === 'co' || filter.operator === 'ew');
  return isEmpty ? { ...filter, operator: 'sw' } : filter;
}

/** None of several alternatives on one attribute is one look as well, and so is none on memberships. */
function foldAnd(terms: readonly ResolvedFilter[], type: ResourceTypeName): ResolvedFilter {
  const joined = allOf(terms.map((term) => foldConditions(term, type)));
  if (joined.kind !== 'and') return joined;
  const refused = joined.terms.flatMap((term) => (term.kind === 'not' ? [term.term] : []));
  const isFoldable = (term: ResolvedFilter): boolean =>
    (term.kind === 'compare' && isKeyed(term, type)) || looksThroughMemberships(term, type) || isOneLook(term, type);
  const foldable = refused.filter(isFoldable);
  if (foldable.length < 2) return allOf(strictest(unique(joined.terms)));
  const rest = joined.terms.filter((term) => term.kind !== 'not' || !isFoldable(term.term));
  const families = foldOr(foldable, type);
  const alternatives = families.kind === 'or' && !isOneLook(families, type) ? families.terms : [families];
  return allOf(strictest(unique([...rest, ...alternatives.map(negated)])));
}

/** True for alternatives that are answered together. */
function isOneLook(filter: ResolvedFilter, type: ResourceTypeName): boolean {
  return familyOf(filter, type) !== undefined || anyMembership(filter, type) !== undefined;
}

function foldOr(terms: readonly ResolvedFilter[], type: ResourceTypeName): ResolvedFilter {
  const joined = anyOf(terms);
  if (joined.kind !== 'or') return joined;
  const groups = new Map<string, ResolvedFilter[]>();
  const result: ResolvedFilter[] = [];
  const memberships: ResolvedFilter[] = [];
  for (const term of widest(unique(joined.terms))) {
    if (looksThroughMemberships(term, type)) memberships.push(term);
    else if (term.kind !== 'compare' || !isKeyed(term, type)) result.push(term);
    else groups.set(term.path.key, [...(groups.get(term.path.key) ?? []), term]);
  }
  for (const group of groups.values()) result.push(...familiesOf(group, type));
  result.push(...(memberships.length < 2 ? memberships : [{ kind: 'or', terms: memberships } as const]));
  const [only] = result;
  return only !== undefined && result.length === 1 ? only : { kind: 'or', terms: result };
}

/** Conditions on one attribute: as one family; or the values as one and every range on its own. */
function familiesOf(group: readonly ResolvedFilter[], type: ResourceTypeName): readonly ResolvedFilter[] {
  if (group.length < 2) return group;
  const all: ResolvedFilter = { kind: 'or', terms: group };
  if (familyOf(all, type) !== undefined) return [all];
  const isValue = (term: ResolvedFilter): boolean => term.kind === 'compare' && term.operator === 'eq';
  const values = group.filter(isValue);
  const ranges = group.filter((term) => !isValue(term));
  return values.length < 2 ? group : [{ kind: 'or', terms: values }, ...ranges];
}

function foldElement(element: ResolvedFilter & { readonly kind: 'element' }, type: ResourceTypeName): ResolvedFilter {
  const inner = foldConditions(element.filter, type);
  switch (inner.kind) {
    // One condition on an element is the same condition on the attribute.
    case 'compare':
    case 'present':
      return inner;
    case 'or':
      if (familyOf(inner, type) !== undefined) return inner;
      return foldOr(
        inner.terms.map((term) => foldElement({ ...element, filter: term }, type)),
        type,
      );
    default:
      return { ...element, filter: inner };
  }
}

function isKeyed({ path }: Compare, type: ResourceTypeName): boolean {
  const column = columnOf(type, path);
  return column?.kind === 'key' || column?.kind === 'indexed';
}

/** Reads much of an attribute's keys, or all, so that more conditions on each of them cost little. */
function isWide({ operator, key }: Compare): boolean {
  return key === '' ? operator !== 'eq' : operator !== 'eq' && operator !== 'sw';
}

function unique(terms: readonly ResolvedFilter[]): readonly ResolvedFilter[] {
  return [...new Map(terms.map((term) => [textOf(term), term])).values()];
}

function textOf(filter: ResolvedFilter): string {
  return JSON.stringify(filter, (name, value: unknown) => (name === 'path' ? (value as Compare['path']).key : value));
}
