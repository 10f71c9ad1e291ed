import type { Json } from '../protocol/json.js';
import { isSameJson } from './same-json.js';

describe('isSameJson', () => {
  it.each<[Json, Json]>([
    [null, null],
    [1, 1],
    ['a', 'a'],
    [[], []],
    [{}, {}],
    [
      { a: 1, b: [{ c: null }] },
      { b: [{ c: null }], a: 1 },
    ],
  ])('%j is %j', (left, right) => expect(isSameJson(left, right)).toBe(true));

  it.each<[Json, Json]>([
    [null, 0],
    [0, false],
    ['', null],
    ['1', 1],
    [[], {}],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 1]],
    [[null], []],
    [{ a: null }, {}],
    [{ a: null }, { b: null }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [{}, { toString: 1 }],
    [{ toString: null }, { a: null }],
    ['é', 'e\u0301'],
  ])('%j is not %j', (left, right) => {
    expect(isSameJson(left, right)).toBe(false);
    expect(isSameJson(right, left)).toBe(false);
  });
});
