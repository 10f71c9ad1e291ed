import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { ScimError } from '../protocol/scim-error.js';
import { assignedNumbers } from './assigned-numbers.js';
import { attributeColumn, columnOf } from './attribute-columns.js';
import { beginsNarrow } from './element-to-sql.js';
import { familyOf } from './fold-conditions.js';
import { namesOne } from './membership-to-sql.js';

/** SQLite runs a statement to its end and the process waits, so the text alone must bound what it costs. */
const SCAN_LIMIT = 20;

/** @throws ScimError tooMany for a filter, folded, that would walk through the directory too often */
export function assertFewScans(scans: number): void {
  if (scans <= SCAN_LIMIT) return;
  throw ScimError.tooMany(
    `The filter has ${scans} conditions that each look through the whole directory (co, ew, gt, ge, lt, le, pr, members, groups, brackets without eq, or the same again); at most ${SCAN_LIMIT} are answered. Narrow it: use eq or sw, or fewer conditions.`,
  );
}

/**
 * How many conditions of a folded filter no index range answers, and how often one that an index answers is asked
 * again: what everybody has (`userType`, the beginning of a name) makes a range as long as the directory.
 */
export function costOf(filter: ResolvedFilter, type: ResourceTypeName): number {
  const asked = indexedOf(filter, type);
  return scansOf(filter, type) + asked.length - new Set(asked).size;
}

function indexedOf(filter: ResolvedFilter, type: ResourceTypeName): readonly string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.flatMap((term) => indexedOf(term, type));
    case 'not':
      return indexedOf(filter.term, type);
    case 'compare': {
      const isIndexed = columnOf(type, filter.path)?.kind === 'indexed';
      return isIndexed ? [`${filter.path.key} ${filter.operator} ${filter.key}`] : [];
    }
    default:
      return [];
  }
}

function scansOf(filter: ResolvedFilter, type: ResourceTypeName): number {
  switch (filter.kind) {
    case 'constant':
      return 0;
    case 'not':
      return scansOf(filter.term, type);
    case 'or': {
      const family = familyOf(filter, type);
      if (family !== undefined) return family.terms.every(({ operator }) => operator === 'eq') ? 0 : 1;
      if (assignedNumbers(filter, type) !== undefined) return 1;
      return sumOf(filter.terms, type);
    }
    case 'and':
      return sumOf(filter.terms, type);
    case 'present': {
      const column = columnOf(type, filter.path)?.kind;
      // A complex attribute, or one whose rows or memberships have to be looked up.
      return column === undefined || column === 'indexed' || column === 'member' ? 1 : 0;
    }
    case 'compare':
      return scansOfCompare(filter, type);
    case 'element': {
      const isMembership = attributeColumn(type, `${filter.path.key}.value`)?.kind === 'member';
      const isNarrow = isMembership ? namesOne(filter.filter) : beginsNarrow(filter.filter);
      return isNarrow ? 0 : leavesOf(filter.filter);
    }
    default:
      return filter satisfies never;
  }
}

function sumOf(terms: readonly ResolvedFilter[], type: ResourceTypeName): number {
  return terms.reduce((sum, term) => sum + scansOf(term, type), 0);
}

function scansOfCompare(filter: ResolvedFilter & { readonly kind: 'compare' }, type: ResourceTypeName): number {
  const { operator, key, path } = filter;
  switch (columnOf(type, path)?.kind) {
    case 'key':
    case 'indexed':
      // Greater or smaller than something may be everything; what begins with something seldom is.
      return operator === 'eq' || (operator === 'sw' && key !== '') ? 0 : 1;
    case 'id':
      return operator === 'eq' ? 0 : 1;
    case 'version':
      return 1;
    case 'member':
      return namesOne(filter) ? 0 : 1;
    default:
      return 0;
  }
}

/** Each is looked up at every element that the first condition finds. */
function leavesOf(filter: ResolvedFilter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.reduce((sum, term) => sum + leavesOf(term), 0);
    case 'not':
      return leavesOf(filter.term);
    default:
      return 1;
  }
}
