import { shownText } from '../shown-text.js';

/** RFC 7643 §2.1 with the `$` of `$ref` (RFC 7644 erratum 8924): ATTRNAME = (ALPHA / "$") *("$" / "-" / "_" / DIGIT / ALPHA) */
export function isAttributeName(text: string): boolean {
  if (text === '' || !isLetter(text.charAt(0))) return false;
  for (const character of text) {
    if (!isLetter(character) && !isDigit(character) && character !== '-' && character !== '_') return false;
  }
  return true;
}

/** ASCII letters, and `$`. */
function isLetter(character: string): boolean {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character === '$';
}

export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

const LONGEST_SHOWN = 64;

/** An attribute name for an error text: never more than 64 characters of what the client sent. */
export function shortName(name: string): string {
  return shownText(name, LONGEST_SHOWN);
}
