import type { JsonObject } from '../json.js';
import { checkSize } from './check-size.js';
import { groupSchema, userSchema } from './resource-types.js';

const LIMIT = 256 * 1024;
/** A document of this many bytes as JSON, made of one ASCII text. */
const ofBytes = (bytes: number): JsonObject => ({ t: 'x'.repeat(bytes - '{"t":""}'.length) });
const refusal = (detail: RegExp) =>
  expect.objectContaining({ scimType: 'invalidValue', detail: expect.stringMatching(detail) as string }) as Error;
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

it.each<[string, JsonObject]>([
  ['nothing', {}],
  ['256 KiB', ofBytes(LIMIT)],
  ['numbers, booleans, null and empty lists', { a: 1.5, b: true, c: null, d: [], e: {}, f: [1, [2]] }],
])('accepts %s', (_, document) => {
  expect(() => checkSize(document, userSchema)).not.toThrow();
});

it.each<[string, JsonObject]>([
  ['one byte more', ofBytes(LIMIT + 1)],
  ['characters of three bytes', { t: '€'.repeat(LIMIT / 3) }],
  ['control characters, which six bytes stand for', { t: '\u0001'.repeat(LIMIT / 6) }],
  ['quotes', { t: '"'.repeat(LIMIT / 2) }],
  ['many small elements', { t: times(LIMIT / 6, { a: 1 }) }],
  ['many names', Object.fromEntries(times(LIMIT / 8, 0).map((_, index) => [`k${index}`, 1]))],
  ['booleans', { t: times(LIMIT / 5, true) }],
])('refuses %s', (_, document) => {
  expect(() => checkSize(document, userSchema)).toThrow(refusal(/^The user is larger than 256 KiB/));
  expect(() => checkSize(document, groupSchema)).toThrow(refusal(/^The group is larger than 256 KiB/));
});

it('agrees with JSON.stringify to the byte', () => {
  const tricky: JsonObject = { 'ü"': ['\u2028', '€𝔘', '\\', { a: null, b: [-0.5, 1e21, false], c: {} }, []], x: '' };
  const length = Buffer.byteLength(JSON.stringify({ ...tricky, x: '' }));
  const filled = (bytes: number): JsonObject => ({ ...tricky, x: 'x'.repeat(bytes - length) });
  expect(() => checkSize(filled(LIMIT), userSchema)).not.toThrow();
  expect(() => checkSize(filled(LIMIT + 1), userSchema)).toThrow(refusal(/256 KiB/));
});

it('never builds the text of what a PATCH made huge', () => {
  const shared = '\u0001'.repeat(8_192);
  const emails = times(1_000, { value: shared, display: shared, type: shared });
  const document = Object.fromEntries(times(100, 0).map((_, index) => [`k${index}`, emails]));
  expect(() => checkSize(document, userSchema)).toThrow(refusal(/256 KiB/));
});
