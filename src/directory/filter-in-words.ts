import type { Filter, ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { foldText } from '../protocol/schema/fold-text.js';
import { shownText } from '../protocol/shown-text.js';

/** What an admin recognises a user or group by, and what may therefore stand in the log. */
const NAMES: ReadonlySet<string> = new Set(['userName', 'displayName', 'externalId', 'id']);

/** A sentence of the log is no longer anyway. */
const LONGEST = 255;

/**
 * A filter for the log: a look-up by name with its value, anything else by the attributes it asks for. Not the client's
 * text, which could hold anything.
 * @param asked the same filter as it was written
 */
export function filterInWords(filter: ResolvedFilter, asked: Filter | undefined): string {
  if (filter.kind === 'compare' && filter.operator === 'eq' && NAMES.has(filter.path.key)) {
    return `${filter.path.key} is ${shownText(asWritten(filter.key, asked), LONGEST)}`;
  }
  return `${[...attributesOf(filter)].join(', ') || 'nothing'} matches a filter`;
}

/** The text that was compared, in its own letters: the one that means the key, and no other part of the filter. */
function asWritten(key: string, asked: Filter | undefined): string {
  const texts = asked === undefined ? [] : textsOf(asked);
  return texts.find((text) => text === key || foldText(text) === key) ?? key;
}

function textsOf(filter: Filter): readonly string[] {
  switch (filter.kind) {
    case 'compare':
      return typeof filter.value === 'string' ? [filter.value] : [];
    case 'and':
    case 'or':
      return filter.terms.flatMap(textsOf);
    case 'not':
      return textsOf(filter.term);
    case 'valuePath':
      return textsOf(filter.filter);
    case 'present':
      return [];
    default:
      return filter satisfies never;
  }
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
