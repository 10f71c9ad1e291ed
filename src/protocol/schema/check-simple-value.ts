import { ScimError } from '../scim-error.js';
import type { AttributeDefinition } from './attribute-definition.js';
import { instantKey } from './instant-key.js';
import { hasForbiddenNameCharacters, isUnicodeText } from './value-key.js';

/** In UTF-16 units. */
const MAX_STRING = 8_192;
const MAX_UNIQUE_STRING = 255;
/** What shows as nothing at either end of a name. The Braille blank is no white space to Unicode. */
const BLANK_AT_ENDS = /^[\s\u2800]|[\s\u2800]$/u;
/** RFC 4648 §4 or §5, padded or not; the length is checked apart. */
const BASE64 = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/;
/** What neither a URI nor an IRI may hold: space, controls, and the delimiters of RFC 3986 appendix C. */
const NOT_IN_URI = /[\s\p{Cc}<>"{}|\\^`]/u;

/**
 * Checks one value of a simple attribute against its definition (RFC 7643 §2.3). Keeps strings exactly as sent.
 * @param path how the client knows the place: `emails[1].value`
 * @returns undefined for the empty string where it cannot be a value: a date, a reference, a binary
 * @throws ScimError invalidValue
 */
export function checkSimpleValue(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
): string | number | boolean | undefined {
  switch (definition.type) {
    case 'string':
      return checkString(definition, value, path);
    case 'boolean':
      return checkBoolean(value, path);
    case 'integer':
      if (!Number.isSafeInteger(value)) throw wrong(path, 'a whole number', value);
      return value as number;
    case 'decimal':
      if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(path, 'a number', value);
      return value;
    case 'dateTime':
      return checkFormat(
        definition,
        value,
        path,
        (text) => instantKey(text) !== undefined,
        'a date and time such as 2026-01-31T12:00:00Z',
      );
    case 'reference':
      return checkFormat(definition, value, path, (text) => !NOT_IN_URI.test(text), 'a URI');
    case 'binary':
      return checkFormat(definition, value, path, isBase64, 'base64');
    case 'complex':
      throw wrong(path, 'an object', value);
    default:
      return definition.type satisfies never;
  }
}

function checkString(definition: AttributeDefinition, value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrong(path, 'a string', value);
  // Unique strings are names that people sign in with; their comparison key must fit a column of fixed width.
  const isUnique = definition.uniqueness !== 'none';
  const limit = isUnique ? MAX_UNIQUE_STRING : MAX_STRING;
  if (value.length > limit) throw ScimError.invalidValue(`${path} is longer than ${limit} characters.`);
  if (value.includes('\0') || !isUnicodeText(value))
    throw ScimError.invalidValue(`${path} holds a character that is not allowed in text.`);
  if (isUnique && hasForbiddenNameCharacters(value))
    throw ScimError.invalidValue(`${path} holds a control, invisible or direction-changing character. Remove it.`);
  // Without a limit " bob" would be a second Bob that no list tells from the first. Nothing but blanks is `required`'s case.
  if (isUnique && value.trim() !== '' && BLANK_AT_ENDS.test(value))
    throw ScimError.invalidValue(`${path} starts or ends with white space. Remove it.`);
  return value;
}

/** Entra sends "True" and "False" ; no other text is taken for one. */
function checkBoolean(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw wrong(path, 'true or false', value);
}

function checkFormat(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  isValid: (text: string) => boolean,
  wanted: string,
): string | undefined {
  const text = checkString(definition, value, path);
  if (text === '') return undefined;
  if (!isValid(text)) throw ScimError.invalidValue(`${path} must be ${wanted}.`);
  return text;
}

const isBase64 = (text: string): boolean =>
  BASE64.test(text) && (text.includes('=') ? text.length % 4 === 0 : text.length % 4 !== 1);

function wrong(path: string, wanted: string, value: unknown): ScimError {
  return ScimError.invalidValue(`${path} must be ${wanted}, not ${nameOf(value)}.`);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'this text' : `a ${typeof value}`;
}
