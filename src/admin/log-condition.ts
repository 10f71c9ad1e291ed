import { parseEventFilter, type EventFilter } from '../audit/event-filter.js';
import { hasKeywords, KEYWORD_LIMITS, probesOf, readKeywords } from '../audit/event-keywords.js';
import type { LogCondition } from '../audit/log-store.js';
import type { FieldError } from '../http/problem.js';
import { allOf } from '../protocol/filter/fold-filter.js';
import { ScimError } from '../protocol/scim-error.js';

interface Asked {
  readonly filter: string | undefined;
  readonly q: string | undefined;
  /** What the address asks for; never wrong. */
  readonly own: string | undefined;
}

/** What `filter` and `q` ask of an event, both of which have to hold; undefined when they ask nothing. */
export function parseCondition({ filter, q, own }: Asked, errors: FieldError[]): LogCondition | undefined {
  const filters = [own, filter].flatMap((text) => (text === undefined ? [] : (parse(text, errors) ?? [])));
  const keywords = q === undefined ? [] : keywordsOf(q, errors);
  if (filters.length === 0 && keywords.length === 0) return undefined;
  return {
    matches: (event) => filters.every((one) => one.matches(event)) && hasKeywords(event, keywords),
    ...(filters.length === 0 ? {} : { filter: allOf(filters.map(({ resolved }) => resolved)) }),
    probes: probesOf(keywords),
  };
}

function parse(text: string, errors: FieldError[]): EventFilter | undefined {
  try {
    return parseEventFilter(text);
  } catch (error) {
    if (!(error instanceof ScimError) || error.detail === undefined) throw error;
    errors.push({ path: 'filter', detail: error.detail });
    return undefined;
  }
}

function keywordsOf(q: string, errors: FieldError[]): readonly string[] {
  const refuse = (detail: string): readonly string[] => {
    errors.push({ path: 'q', detail });
    return [];
  };
  // Before anything is made of it: a query may be 8 KiB.
  if (q.length > KEYWORD_LIMITS.keywords * (KEYWORD_LIMITS.characters + 1) * 2) return refuse('is too long');
  const keywords = readKeywords(q);
  if (keywords.length === 0) return refuse('must have a word to look for');
  if (keywords.length > KEYWORD_LIMITS.keywords) return refuse(`may have at most ${KEYWORD_LIMITS.keywords} words`);
  if (keywords.some((word) => word.length > KEYWORD_LIMITS.characters))
    return refuse(`must have words of at most ${KEYWORD_LIMITS.characters} characters`);
  return keywords;
}
