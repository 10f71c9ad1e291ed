import { dueWarning, passedThreshold } from './expiry-warning.js';

const END = '2027-01-31T00:00:00.000Z';

it.each<[string, number | undefined]>([
  ['2026-12-31T23:59:59.999Z', undefined],
  ['2027-01-01T00:00:00.000Z', 30],
  ['2027-01-23T23:59:59.999Z', 30],
  ['2027-01-24T00:00:00.000Z', 7],
  ['2027-01-29T23:59:59.999Z', 7],
  ['2027-01-30T00:00:00.000Z', 1],
  ['2027-01-30T23:59:59.999Z', 1],
  ['2027-01-31T00:00:00.000Z', undefined],
  ['2028-01-01T00:00:00.000Z', undefined],
])('at %s the threshold %s has passed', (now, days) => expect(passedThreshold(END, new Date(now))).toBe(days));

it.each<[string, number | null, number | undefined]>([
  ['2027-01-02T00:00:00.000Z', null, 30],
  ['2027-01-02T00:00:00.000Z', 30, undefined],
  ['2027-01-25T00:00:00.000Z', null, 7],
  ['2027-01-25T00:00:00.000Z', 30, 7],
  ['2027-01-25T00:00:00.000Z', 7, undefined],
  ['2027-01-25T00:00:00.000Z', 1, undefined],
  ['2027-01-30T12:00:00.000Z', 30, 1],
  ['2027-01-30T12:00:00.000Z', 1, undefined],
  ['2026-06-01T00:00:00.000Z', null, undefined],
  ['2027-02-01T00:00:00.000Z', null, undefined],
])('at %s, warned at %s days: due is %s', (now, warned, due) =>
  expect(dueWarning(END, warned, new Date(now))).toBe(due),
);
