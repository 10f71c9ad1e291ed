// Comparison keys: what "equal", "starts with" and "greater" mean for a value, decided here and nowhere else.
// Filters, sort orders, unique keys and both databases compare these keys as bytes; no collation is ever asked.
import type { AttributeDefinition } from './attribute-definition.js';
import { foldText } from './fold-text.js';
import { instantKey } from './instant-key.js';
import { numberKey } from './number-key.js';

/**
 * The comparison key of one value of an attribute: two values are equal when their keys are, and the order of keys by
 * code point (`compareKeys`, and UTF-8 bytes alike) is the order of values (RFC 7644 §3.4.2.2).
 * Undefined when the value is not of the attribute's type, is no Unicode text (a lone surrogate), or the attribute is
 * complex: such a value equals nothing.
 */
export function valueKey(definition: AttributeDefinition, value: string | number | boolean): string | undefined {
  switch (definition.type) {
    case 'boolean':
      return typeof value === 'boolean' ? (value ? '1' : '0') : undefined;
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) ? numberKey(value) : undefined;
    case 'decimal':
      return typeof value === 'number' ? numberKey(value) : undefined;
    case 'dateTime':
      return typeof value === 'string' ? instantKey(value) : undefined;
    case 'complex':
      return undefined;
    case 'string':
    case 'reference':
    case 'binary':
      return typeof value === 'string' && isUnicodeText(value) ? textKey(definition, value) : undefined;
    default:
      return definition.type satisfies never;
  }
}

function textKey(definition: AttributeDefinition, value: string): string {
  // RFC 7643 §2.3.6, §2.3.7: references and binary are case exact whatever the definition says; ids are opaque.
  if (definition.type !== 'string' || definition.name === 'id') return value;
  return definition.caseExact ? value.normalize('NFC') : foldText(value);
}

/**
 * Negative, zero or positive as `left` sorts before, with or after `right` by code point, which is the order of their
 * UTF-8 bytes. JavaScript's `<` puts U+FF5E after U+1F600, because it compares UTF-16 units.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = codePointRank(left.charCodeAt(index)) - codePointRank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Moves the surrogates behind U+FFFF, where the characters they stand for belong. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}

/** False when a surrogate stands alone: UTF-8 cannot hold it, so two such texts would become one. */
export function isUnicodeText(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

// Invisible in every list an admin looks at, so that two names look like one. Rows: first, last.
const FORBIDDEN_IN_NAMES: readonly (readonly [number, number])[] = [
  [0x0000, 0x001f], // control
  [0x007f, 0x009f], // control
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer inherent vowels
  [0x180b, 0x180f], // Mongolian variation selectors and vowel separator
  [0x200b, 0x200f], // zero-width space, joiners, direction marks
  [0x2028, 0x202e], // line and paragraph separator, bidi embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, bidi isolates
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xdfff], // a lone surrogate
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // halfwidth Hangul filler
  [0xfff9, 0xfffb], // interlinear annotation
  [0xe0000, 0xe0fff], // tags, variation selectors
];

/** True when `userName` must be refused (400 invalidValue): control, bidirectional-format or zero-width characters. */
export function hasForbiddenNameCharacters(text: string): boolean {
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (FORBIDDEN_IN_NAMES.some(([first, last]) => codePoint >= first && codePoint <= last)) return true;
  }
  return false;
}
