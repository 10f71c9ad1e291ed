import type { LogEvent } from './log-event.js';

/** Okta's limits of `q` (okta.md §5.3). */
export const KEYWORD_LIMITS = { keywords: 10, characters: 40 } as const;

/** What ends a word within a value; a hyphen does so too, but the whole value is found as well. */
const BREAKS = /[\s,;:"'()[\]{}<>|]+/;
/** What any case folding leaves as it is, and JSON writes as it is: not `i` and `k`, which other letters become. */
const PLAIN = /[a-hjl-z0-9@._/-]+/g;
const SHORTEST_PROBE = 3;

const fold = (value: string): string => value.normalize('NFC').toLowerCase();

/** Words in any case, of which an event must have every one. */
export function readKeywords(text: string): readonly string[] {
  return [...new Set(fold(text).split(/\s+/))].filter((word) => word !== '');
}

/**
 * Whether every keyword is a whole value of the event, a word of one, or a part of such a word between hyphens.
 * Never a part of a word: `provision` does not find `provisioning`.
 */
export function hasKeywords(event: LogEvent, keywords: readonly string[]): boolean {
  const missing = new Set(keywords);
  // What the effects say of a change stands in words elsewhere.
  visit({ ...event, effects: [] }, (value) => {
    for (const word of fold(value).split(BREAKS)) {
      missing.delete(word);
      // The full stop that ends a sentence is no part of its last word.
      missing.delete(word.replace(/[.!?]+$/, ''));
      if (word.includes('-')) for (const part of word.split('-')) missing.delete(part);
    }
    missing.delete(fold(value));
    return missing.size > 0;
  });
  return missing.size === 0;
}

/** Texts that the JSON of an event with these keywords has in it, in lower case: a database sorts most events out by them. */
export function probesOf(keywords: readonly string[]): readonly string[] {
  return keywords.flatMap((keyword) => {
    const [longest] = (keyword.match(PLAIN) ?? []).toSorted((one, other) => other.length - one.length);
    return longest !== undefined && longest.length >= SHORTEST_PROBE ? [longest] : [];
  });
}

/** Every text and number, depth first, until `seen` has enough. Names of fields are no values. */
function visit(value: unknown, seen: (text: string) => boolean): boolean {
  if (typeof value === 'string') return seen(value);
  if (typeof value === 'number') return seen(String(value));
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every((inner) => visit(inner, seen));
}
