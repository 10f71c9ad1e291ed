import { isAttributeName, isDigit } from './attribute-name.js';
import type { CompareOperator } from './filter-ast.js';

/** What a bare word of a filter means, or words that say why it means nothing. */
export type Word =
  | { readonly kind: 'and' | 'or' | 'not' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: CompareOperator | 'pr' }
  | { readonly kind: 'literal'; readonly value: number | boolean | null }
  | { readonly kind: 'wrong'; readonly words: string };

// Reserved, in any case (RFC 7644 §3.4.2.2). An extension attribute of such a name is still reached by its URN.
const KEYWORDS: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['and', { kind: 'and' }],
  ['or', { kind: 'or' }],
  ['not', { kind: 'not' }],
  ['true', { kind: 'literal', value: true }],
  ['false', { kind: 'literal', value: false }],
  ['null', { kind: 'literal', value: null }],
  ...(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'] as const).map((operator): [string, Word] => [
    operator,
    { kind: 'operator', operator },
  ]),
]);

/** RFC 7644 §3.4.2.2: an attribute and at most one sub-attribute. */
export const SCIM_NAME_PARTS = 2;

/**
 * Keyword, number or attribute path. `word` holds only letters, digits and `$ _ - . : +`.
 * @param nameParts how many names a path may join by dots: what is no SCIM resource may nest deeper
 */
export function readWord(word: string, nameParts: number = SCIM_NAME_PARTS): Word {
  const first = word.charAt(0);
  if (first === '-' || isDigit(first)) return readNumber(word);
  return KEYWORDS.get(word.toLowerCase()) ?? readName(word, nameParts);
}

/** A JSON number (RFC 8259 §6); `-0` is `0`. */
function readNumber(word: string): Word {
  let value: unknown;
  try {
    value = JSON.parse(word);
  } catch {
    return { kind: 'wrong', words: 'expected a number as JSON writes it (text needs double quotes)' };
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return { kind: 'wrong', words: 'the number is too large' };
  return { kind: 'literal', value: value === 0 ? 0 : value };
}

/**
 * RFC 7644 §3.4.2.2: attrPath = [URI ":"] ATTRNAME *1subAttr
 * A URN holds dots itself (`…:2.0:User`), so only its parts are checked; which part names the schema, the schema knows.
 */
function readName(word: string, nameParts: number): Word {
  if (word.toLowerCase().startsWith('urn:')) {
    const isUrn = !word.includes('+') && word.split(':').every((part) => !part.split('.').includes(''));
    return isUrn ? { kind: 'name', name: word } : { kind: 'wrong', words: 'the URN has an empty part or a "+"' };
  }
  if (word.includes(':')) return { kind: 'wrong', words: 'a name with a colon must begin with "urn:"' };
  const parts = word.split('.');
  if (!parts.every(isAttributeName)) return { kind: 'wrong', words: 'expected an attribute name' };
  return parts.length > nameParts
    ? { kind: 'wrong', words: 'an attribute has at most one sub-attribute' }
    : { kind: 'name', name: word };
}
