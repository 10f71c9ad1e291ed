import { ScimError } from '../scim-error.js';
import { shownText } from '../shown-text.js';
import { isLongerThan } from '../text-length.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import type { AttributeDefinition } from './attribute-definition.js';
import { instantKey } from './instant-key.js';
import { refusalOfName } from './refusal-of-name.js';
import { wantedFormat } from './text-format.js';
import { isUnicodeText, valueKey } from './value-key.js';

/** In code points. */
const MAX_STRING = 8_192;
const MAX_UNIQUE_STRING = 255;
/** Of the options that an error names, in UTF-16 units. */
const SHOWN_OPTIONS = 500;
const STORED_EXACTLY = `between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`;
/** RFC 4648 §4 or §5, padded or not (RFC 7643 §2.3.6); the length is checked apart. */
const BASE64 = /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/;
/** What only §5 has. */
const URL_SAFE = /[_-]/;
/** What neither a URI nor an IRI may hold: space, controls, and the delimiters of RFC 3986 appendix C. */
const NOT_IN_URI = /[\s\p{Cc}<>"{}|\\^`]/u;

/**
 * Checks one value of a simple attribute against its definition (RFC 7643 §2.3). Keeps strings exactly as sent.
 * @param path how the client knows the place: `emails[1].value`
 * @returns undefined for the empty string where it cannot be a value (a date, a reference, a binary) and is tolerated
 * @throws ScimError invalidValue
 */
export function checkSimpleValue(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): string | number | boolean | undefined {
  switch (definition.type) {
    case 'string':
      return definition.isClosed === true
        ? checkOption(definition, value, path, tolerances)
        : checkText(definition, value, path, tolerances);
    case 'boolean':
      return checkBoolean(value, path, tolerances);
    case 'integer':
      if (typeof value !== 'number') throw wrong(path, 'a whole number', value);
      return checkInteger(value, path);
    case 'decimal':
      if (typeof value !== 'number') throw wrong(path, 'a number', value);
      return checkDecimal(value, path);
    case 'dateTime':
      return checkFormat(
        definition,
        value,
        path,
        (text) => instantKey(text) !== undefined,
        'a date and time such as 2026-01-31T12:00:00Z',
        tolerances,
      );
    case 'reference':
      return checkFormat(definition, value, path, (text) => !NOT_IN_URI.test(text), 'a URI', tolerances);
    case 'binary':
      return checkBinary(definition, value, path, tolerances);
    case 'complex':
      throw wrong(path, 'an object', value);
    default:
      return definition.type satisfies never;
  }
}

/** RFC 7643 §4.1 describes the form of few texts, and directories hold what they hold. Empty text says nothing. */
function checkText(definition: AttributeDefinition, value: unknown, path: string, tolerances: Tolerances): string {
  const text = checkString(definition, value, path);
  const wanted = definition.format === undefined || text === '' ? undefined : wantedFormat(definition.format, text);
  if (wanted !== undefined)
    tolerances.accept('looseFormats', () => ScimError.invalidValue(`${path} must be ${wanted}.`));
  return text;
}

function checkString(definition: AttributeDefinition, value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrong(path, 'a string', value);
  // Unique strings are names that people sign in with; their comparison key must fit a column of fixed width.
  const isUnique = definition.uniqueness !== 'none';
  const limit = isUnique ? MAX_UNIQUE_STRING : MAX_STRING;
  if (isLongerThan(value, limit)) throw ScimError.invalidValue(`${path} is longer than ${limit} characters.`);
  if (value.includes('\0') || !isUnicodeText(value))
    throw ScimError.invalidValue(`${path} holds a character that is not allowed in text.`);
  // A client sends back what it read, and must not be kept from deactivating a user by it.
  const refusal = isUnique && value !== definition.kept ? refusalOfName(value) : undefined;
  if (refusal !== undefined) throw ScimError.invalidValue(`${path} ${refusal}`);
  return value;
}

/** RFC 7643 §2.3.4: no fraction. Beyond what a double holds exactly, another number would be stored than was sent. */
function checkInteger(value: number, path: string): number {
  if (Number.isSafeInteger(value)) return value;
  if (Number.isFinite(value) && !Number.isInteger(value))
    throw ScimError.invalidValue(`${path} must be a whole number, without a fraction.`);
  throw ScimError.invalidValue(`${path} must be a whole number ${STORED_EXACTLY}.`);
}

/** A double has no fraction beyond that either, so what stands there was sent as a whole number, or might as well have been. */
function checkDecimal(value: number, path: string): number {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw ScimError.invalidValue(`${path} must be a number ${STORED_EXACTLY}.`);
}

/** In any letter case, as strings are compared; kept as the option is spelled, so that filters and lists show one spelling. */
function checkOption(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): string | undefined {
  const options = definition.canonicalValues ?? [];
  const optionOf = (text: string): string | undefined =>
    options.find((option) => valueKey(definition, option) === valueKey(definition, text));
  const wanted = `one of ${shownText(options.join(', '), SHOWN_OPTIONS)}`;
  const text = checkFormat(definition, value, path, (one) => optionOf(one) !== undefined, wanted, tolerances);
  return text === undefined ? undefined : optionOf(text);
}

/** Entra sends "True" and "False"; no other text is taken for one. */
function checkBoolean(value: unknown, path: string, tolerances: Tolerances): boolean {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (text !== 'true' && text !== 'false') throw wrong(path, 'true or false', value);
  tolerances.accept('stringBooleans', () => wrong(path, `${text} without quotes`, value));
  return text === 'true';
}

function checkBinary(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  tolerances: Tolerances,
): string | undefined {
  const text = checkFormat(definition, value, path, isBase64, 'base64', tolerances);
  if (text !== undefined && URL_SAFE.test(text))
    tolerances.accept('urlSafeBinary', () => wrong(path, 'base64 with "+" and "/"', value));
  return text;
}

function checkFormat(
  definition: AttributeDefinition,
  value: unknown,
  path: string,
  isValid: (text: string) => boolean,
  wanted: string,
  tolerances: Tolerances,
): string | undefined {
  const text = checkString(definition, value, path);
  if (text === '') {
    tolerances.accept('emptyStringUnassigns', () => mustNotBeEmpty(path));
    return undefined;
  }
  if (!isValid(text)) throw ScimError.invalidValue(`${path} must be ${wanted}.`);
  return text;
}

const isBase64 = (text: string): boolean =>
  BASE64.test(text) && (text.includes('=') ? text.length % 4 === 0 : text.length % 4 !== 1);

/** For the empty text where it cannot be a value. */
export function mustNotBeEmpty(path: string): ScimError {
  return ScimError.invalidValue(`${path} must not be empty. Send null to clear it.`);
}

function wrong(path: string, wanted: string, value: unknown): ScimError {
  return ScimError.invalidValue(`${path} must be ${wanted}, not ${nameOf(value)}.`);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'this text' : `a ${typeof value}`;
}
