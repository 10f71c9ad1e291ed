import { isLongerThan } from './text-length.js';

it.each([
  ['', 0, false],
  ['a', 0, true],
  ['abc', 3, false],
  ['abcd', 3, true],
  ['😀😀😀', 3, false],
  ['😀😀a', 3, false],
  ['😀😀😀a', 3, true],
  ['😀'.repeat(4), 3, true],
  ['e\u0301'.repeat(2), 3, true],
])('%j is longer than %d: %s', (text, limit, expected) => {
  expect(isLongerThan(text, limit)).toBe(expected);
});
