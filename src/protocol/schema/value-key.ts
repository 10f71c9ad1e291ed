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

/**
 * Invisible in every list an admin looks at, so that two names look like one: controls, what ends a line, half a character, what
 * fonts show as nothing (among it every mark of direction), noncharacters, the Braille blank, and interlinear annotation, which
 * no property names.
 */
const HIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufff9-\ufffb]/u;

/** True when a name must be refused: control, direction-changing or invisible characters. */
export function hasForbiddenNameCharacters(text: string): boolean {
  return HIDDEN.test(text);
}
