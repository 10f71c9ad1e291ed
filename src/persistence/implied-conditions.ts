import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { matchKey } from '../protocol/filter/match-key.js';
import { compareKeys } from '../protocol/schema/value-key.js';

type Compare = ResolvedFilter & { readonly kind: 'compare' };

/** Of an `and`: without what another term says more strictly (`x sw "a"` beside `x sw "ab"`). */
export function strictest(terms: readonly ResolvedFilter[]): readonly ResolvedFilter[] {
  return terms.filter((term) => !terms.some((other) => implies(other, term)));
}

/** Of an `or`: without what another term says more widely. */
export function widest(terms: readonly ResolvedFilter[]): readonly ResolvedFilter[] {
  return terms.filter((term) => !terms.some((other) => implies(term, other)));
}

/** Whether a value that fulfils the one fulfils the other, which is not the same: so this holds of lists of values too. */
function implies(one: ResolvedFilter, other: ResolvedFilter): boolean {
  if (one === other || one.kind !== 'compare' || other.kind !== 'compare') return false;
  return one.path.key === other.path.key && isStricter(one, other);
}

function isStricter(one: Compare, other: Compare): boolean {
  if (one.operator === 'eq') return other.operator !== 'eq' && matchKey(other.operator, one.key, other.key);
  switch (other.operator) {
    case 'sw':
      return one.operator === 'sw' && one.key.startsWith(other.key);
    case 'gt':
    case 'ge':
      if (one.operator !== 'gt' && one.operator !== 'ge') return false;
      return isBeyond(one, other, compareKeys(one.key, other.key));
    case 'lt':
    case 'le':
      if (one.operator !== 'lt' && one.operator !== 'le') return false;
      return isBeyond(one, other, compareKeys(other.key, one.key));
    default:
      return false;
  }
}

/** At the same place `gt` is stricter than `ge`, and `lt` than `le`. */
function isBeyond(one: Compare, other: Compare, distance: number): boolean {
  const isOpen = ({ operator }: Compare): boolean => operator === 'gt' || operator === 'lt';
  return distance > 0 || (distance === 0 && isOpen(one) && !isOpen(other));
}
