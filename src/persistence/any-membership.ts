import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { attributeColumn, columnOf } from './attribute-columns.js';
import { namesOne } from './membership-to-sql.js';

/** True for a condition that is asked of one membership after the other, as no index finds them by it. */
export function looksThroughMemberships(filter: ResolvedFilter, type: ResourceTypeName): boolean {
  switch (filter.kind) {
    case 'compare':
      return columnOf(type, filter.path)?.kind === 'member' && !namesOne(filter);
    case 'element':
      return attributeColumn(type, `${filter.path.key}.value`)?.kind === 'member' && !namesOne(filter.filter);
    default:
      return false;
  }
}

/**
 * Alternatives of which each looks through the memberships, as one condition on a membership: some membership fulfils an
 * alternative where an alternative is fulfilled by some membership. Undefined for every other filter.
 */
export function anyMembership(filter: ResolvedFilter, type: ResourceTypeName): ResolvedFilter | undefined {
  if (filter.kind !== 'or' || !filter.terms.every((term) => looksThroughMemberships(term, type))) return undefined;
  return { kind: 'or', terms: filter.terms.map((term) => (term.kind === 'element' ? term.filter : term)) };
}
