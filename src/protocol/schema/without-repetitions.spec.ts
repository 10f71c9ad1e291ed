import type { Json } from '../json.js';
import { defineAttribute, definePlural } from './define-attribute.js';
import { withoutRepetitions } from './without-repetitions.js';

const EMAILS = definePlural('emails', '', defineAttribute('value', ''));
const PHOTOS = definePlural('photos', '', defineAttribute('value', '', { type: 'reference' }));
const ADDRESSES = defineAttribute('addresses', '', {
  multiValued: true,
  subAttributes: [defineAttribute('locality', ''), defineAttribute('type', '')],
});
const TAGS = defineAttribute('tags', '', { multiValued: true });
const CODES = defineAttribute('codes', '', { multiValued: true, caseExact: true });
const NUMBERS = defineAttribute('numbers', '', { multiValued: true, type: 'integer' });
const INSTANTS = defineAttribute('instants', '', { multiValued: true, type: 'dateTime' });
const FLAGS = defineAttribute('flags', '', { multiValued: true, type: 'boolean' });

describe('17: no two values share type and value (RFC 7643 §2.4)', () => {
  it.each<[string, typeof EMAILS, readonly Json[], readonly Json[]]>([
    [
      'equal',
      EMAILS,
      [
        { value: 'a', type: 'work' },
        { value: 'a', type: 'work' },
      ],
      [{ value: 'a', type: 'work' }],
    ],
    [
      'in another case',
      EMAILS,
      [
        { value: 'A', type: 'work' },
        { value: 'a', type: 'Work' },
      ],
      [{ value: 'A', type: 'work' }],
    ],
    ['without type', EMAILS, [{ value: 'a' }, { value: 'b' }, { value: 'a' }], [{ value: 'a' }, { value: 'b' }]],
    [
      'what else they say is kept, in its place',
      EMAILS,
      [
        { value: 'a', display: 'A', type: 'work' },
        { value: 'a', display: 'B', type: 'work', primary: true },
      ],
      [{ value: 'a', display: 'B', type: 'work', primary: true }],
    ],
    ['plain texts', TAGS, ['a', 'b', 'a', 'A'], ['a', 'b']],
    ['plain texts whose case counts', CODES, ['a', 'A', 'a'], ['a', 'A']],
    ['composed and decomposed', TAGS, ['\u00e9', 'e\u0301'], ['\u00e9']],
    ['numbers', NUMBERS, [1, 1, 2], [1, 2]],
    [
      'instants in two time zones',
      INSTANTS,
      ['2026-01-31T12:00:00+01:00', '2026-01-31T11:00:00Z'],
      ['2026-01-31T12:00:00+01:00'],
    ],
    ['booleans', FLAGS, [true, false, true], [true, false]],
  ])('%s', (_, definition, values, expected) => {
    expect(withoutRepetitions(definition, values)).toEqual(expected);
  });

  it.each<[string, typeof EMAILS, readonly Json[]]>([
    ['none', EMAILS, []],
    [
      'another type',
      EMAILS,
      [
        { value: 'a', type: 'work' },
        { value: 'a', type: 'home' },
      ],
    ],
    ['no type and a type', EMAILS, [{ value: 'a' }, { value: 'a', type: 'home' }]],
    ['no value', EMAILS, [{ type: 'work' }, { type: 'work' }]],
    ['case-exact values in another case', PHOTOS, [{ value: 'http://x/A' }, { value: 'http://x/a' }]],
    ['values without "value"', ADDRESSES, [{ locality: 'X' }, { locality: 'X' }]],
    ['plain texts that differ', TAGS, ['a', 'b']],
    ['plain texts of another case where it counts', CODES, ['a', 'A']],
  ])('leaves alone: %s', (_, definition, values) => {
    expect(withoutRepetitions(definition, values)).toBe(values);
  });
});
