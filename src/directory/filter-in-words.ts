import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';

/** What an admin recognises a user or group by, and what may therefore stand in the log. */
const NAMES: ReadonlySet<string> = new Set(['userName', 'displayName', 'externalId', 'id']);

/**
 * A filter for the log: a look-up by name with its value, anything else by the attributes it asks for. Not the client's
 * text, which could hold anything.
 */
export function filterInWords(filter: ResolvedFilter): string {
  if (filter.kind === 'compare' && filter.operator === 'eq' && NAMES.has(filter.path.key)) {
    return `${filter.path.key} is ${filter.key}`;
  }
  return `${[...attributesOf(filter)].join(', ') || 'nothing'} matches a filter`;
}

function attributesOf(filter: ResolvedFilter): ReadonlySet<string> {
  switch (filter.kind) {
    case 'compare':
    case 'present':
    case 'element':
      return new Set([filter.path.key]);
    case 'and':
    case 'or':
      return new Set(filter.terms.flatMap((term) => [...attributesOf(term)]));
    case 'not':
      return attributesOf(filter.term);
    case 'constant':
      return new Set();
    default:
      return filter satisfies never;
  }
}
