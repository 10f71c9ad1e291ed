import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { ENTERPRISE_USER_SCHEMA } from '../protocol/urns.js';
import { columnOf } from './attribute-columns.js';
import { elementDriver } from './element-to-sql.js';
import type { Compare } from './fold-conditions.js';

/** Finds few resources, whatever the directory holds: a name, an address, a number of one person. */
export const NARROW = 0;
/** The beginning of a name: a few, in earnest. */
const BEGINNING = 1;
/** One value of what many share: a department, a country, a title. */
const SHARED = 2;
/** May find all of them. */
const WIDE = 3;

/** Fewer characters are the beginning of what many have. */
const SAYS_LITTLE = 3;

/**
 * Comparisons within one `and`: with more of them the others are not asked of each resource that the first one finds. That
 * one may be wrong about being narrow, and SQLite, which cannot be stopped, would look two hundred times at everybody.
 */
export const MOST_ASKED = 10;

const SHARED_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['title', 'userType', 'preferredLanguage', 'locale', 'timezone', 'name.honorificPrefix', 'name.honorificSuffix'],
  ...['addresses.locality', 'addresses.region', 'addresses.country', 'addresses.postalCode'],
  ...['entitlements.value', 'roles.value', 'entitlements.display', 'roles.display'],
  ...[
    'costCenter',
    'organization',
    'division',
    'department',
    'manager.value',
    'manager.$ref',
    'manager.displayName',
  ].map((name) => `${ENTERPRISE_USER_SCHEMA}:${name}`),
]);

/** How many resources are to be expected, from the text alone: no statistics are asked. */
export function narrowness(term: ResolvedFilter, type: ResourceTypeName): number {
  switch (term.kind) {
    case 'compare': {
      const column = columnOf(type, term.path)?.kind;
      if (column === 'member') return narrownessOfMembership(term, type);
      if (column === 'id') return term.operator === 'eq' ? NARROW : WIDE;
      if (column !== 'key' && column !== 'indexed') return WIDE;
      return narrownessOfKeys(term);
    }
    case 'element': {
      const driver = elementDriver(term.filter);
      return driver === undefined ? WIDE : narrowness(driver, type);
    }
    case 'and':
      return Math.min(...term.terms.map((one) => narrowness(one, type)));
    case 'or':
      return Math.max(...term.terms.map((one) => narrowness(one, type)));
    default:
      return WIDE;
  }
}

/** A user is in some groups; a group may have everybody. */
function narrownessOfMembership({ operator, path }: Compare, type: ResourceTypeName): number {
  if (operator !== 'eq' || path.subAttribute?.name !== 'value') return WIDE;
  return type === 'Group' ? BEGINNING : SHARED;
}

function narrownessOfKeys({ path, operator, key }: Compare): number {
  const { subAttribute } = path;
  if (subAttribute?.name === 'type' || (subAttribute ?? path.attribute).type === 'boolean') return WIDE;
  const isShared = SHARED_ATTRIBUTES.has(path.key) || path.attribute.field !== undefined;
  if (operator === 'eq') return isShared ? SHARED : NARROW;
  if (operator !== 'sw' || key === '' || isShared) return WIDE;
  return key.length < SAYS_LITTLE ? SHARED : BEGINNING;
}

/** Whether a filter may find a good part of the directory, whatever it does to find it: it is counted to its end. */
export const maySpread = (filter: ResolvedFilter, type: ResourceTypeName): boolean =>
  narrowness(filter, type) >= SHARED;

/** The condition of an `and` that the others are asked behind: the narrowest, undefined where all may be wide. */
export function driverOf(terms: readonly ResolvedFilter[], type: ResourceTypeName): ResolvedFilter | undefined {
  const [first] = terms.toSorted((one, other) => narrowness(one, type) - narrowness(other, type));
  return first !== undefined && narrowness(first, type) < WIDE ? first : undefined;
}
