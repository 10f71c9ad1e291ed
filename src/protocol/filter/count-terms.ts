import type { ResolvedFilter } from './filter-ast.js';

/** How many comparisons and `pr` a filter may ask of one element or resource. */
export function countTerms(filter: ResolvedFilter): number {
  switch (filter.kind) {
    case 'compare':
    case 'present':
      return 1;
    case 'and':
    case 'or':
      return filter.terms.reduce((count, term) => count + countTerms(term), 0);
    case 'not':
      return countTerms(filter.term);
    case 'element':
      return countTerms(filter.filter);
    case 'constant':
      return 0;
    default:
      return filter satisfies never;
  }
}
