import type { Filter } from './filter-ast.js';

/** One n-ary node for a chain: terms of the same kind are lifted into it, a single term stays what it is. */
export function combineFilters(kind: 'and' | 'or', terms: readonly Filter[]): Filter {
  const flat = terms.flatMap((term) => (term.kind === kind ? term.terms : [term]));
  const [only] = flat;
  return only !== undefined && flat.length === 1 ? only : { kind, terms: flat };
}
