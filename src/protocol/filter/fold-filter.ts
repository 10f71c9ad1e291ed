import type { ResolvedFilter } from './filter-ast.js';

/** `and` without what is always true or always false, as far as that can be known. No terms: true. */
export function allOf(terms: readonly ResolvedFilter[]): ResolvedFilter {
  return fold('and', terms);
}

/** `or` without what is always true or always false, as far as that can be known. No terms: false. */
export function anyOf(terms: readonly ResolvedFilter[]): ResolvedFilter {
  return fold('or', terms);
}

export function negated(term: ResolvedFilter): ResolvedFilter {
  if (term.kind === 'constant') return constant(!term.value);
  return term.kind === 'not' ? term.term : { kind: 'not', term };
}

export function constant(value: boolean): ResolvedFilter {
  return { kind: 'constant', value };
}

function fold(kind: 'and' | 'or', terms: readonly ResolvedFilter[]): ResolvedFilter {
  const neutral = kind === 'and';
  const flat = terms.flatMap((term) => (term.kind === kind ? term.terms : [term]));
  if (flat.some((term) => term.kind === 'constant' && term.value !== neutral)) return constant(!neutral);
  const open = flat.filter((term) => term.kind !== 'constant');
  const [only] = open;
  if (only === undefined) return constant(neutral);
  return open.length === 1 ? only : { kind, terms: open };
}
