import { defaultExpiry, isExpired, readExpiry } from './expiry.js';

const NOW = new Date('2026-11-21T20:00:00.000Z');

it('the default is a year', () => expect(defaultExpiry(NOW)).toBe('2027-11-21T20:00:00.000Z'));

it.each([
  ['2026-11-21T20:00:00.001Z', '2026-11-21T20:00:00.001Z'],
  ['2027-01-01T00:00:00+02:00', '2026-12-31T22:00:00.000Z'],
  ['2029-11-20T20:00:00Z', '2029-11-20T20:00:00.000Z'],
])('%s is accepted', (text, expiresAt) => expect(readExpiry(text, NOW)).toEqual({ expiresAt }));

it.each([
  ['', /date and time/],
  ['never', /date and time/],
  ['2027', /date and time/],
  ['2027-01-01', /date and time/],
  ['2027-01-01T00:00:00', /date and time with zone/],
  ['2027-01-01 00:00:00Z', /date and time/],
  ['2027-13-01T00:00:00Z', /date and time/],
  ['2027-02-30T00:00:00Z', /date and time/],
  ['2027-01-01T25:00:00Z', /date and time/],
  ['2027-01-01T00:00:00+99:00', /date and time/],
  ['+002027-01-01T00:00:00Z', /date and time/],
  ['1798761600000', /date and time/],
  ['2027-01-01T00:00:00Z\n', /date and time/],
  ['2026-11-21T20:00:00Z', /future/],
  ['1970-01-01T00:00:00Z', /future/],
  ['2029-11-20T20:00:00.001Z', /three years/],
  ['9999-12-31T23:59:59Z', /three years/],
])('%j is refused', (text, problem) =>
  expect(readExpiry(text, NOW)).toEqual({ problem: expect.stringMatching(problem) as string }),
);

it.each([
  [null, false],
  ['2026-11-21T20:00:00.001Z', false],
  ['2026-11-21T20:00:00.000Z', true],
  ['2020-01-01T00:00:00.000Z', true],
])('%s is expired: %s', (expiresAt, expected) => expect(isExpired(expiresAt, NOW.toISOString())).toBe(expected));
