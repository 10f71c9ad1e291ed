import { checkJsonShape } from './check-json-shape.js';

const refusal = (detail: RegExp) =>
  expect.objectContaining({ scimType: 'invalidSyntax', detail: expect.stringMatching(detail) as string }) as Error;

const nested = (depth: number, open: string, close: string): unknown =>
  JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);
const wide = (keys: number, prefix = 'k'): object =>
  Object.fromEntries(Array.from({ length: keys }, (_, index) => [`${prefix}${index}`, index]));
const members = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ value: `${index}`, display: null, type: 'User', $ref: null }));

describe('checkJsonShape accepts', () => {
  it.each<[string, unknown]>([
    ['a number', 1],
    ['null', null],
    ['undefined', undefined],
    ['16 levels of objects', nested(16, '{"a":', '}')],
    ['16 levels of lists', nested(16, '[', ']')],
    ['10,000 keys', wide(10_000)],
    ['100,000 members with four sub-attributes', { members: members(100_000) }],
    [
      'the same as the value of an operation',
      { Operations: [{ op: 'add', path: 'members', value: members(100_000) }] },
    ],
    ['keys that only look dangerous', { constructor: 1, prototype: 2, hasOwnProperty: 3 }],
  ])('%s', (_, value) => {
    expect(() => checkJsonShape(value)).not.toThrow();
  });
});

describe('checkJsonShape refuses', () => {
  it.each<[string, unknown, RegExp]>([
    ['17 levels of objects', nested(17, '{"a":', '}'), /deeper than 16/],
    ['17 levels of lists', nested(17, '[', ']'), /deeper than 16/],
    ['100,000 levels', nested(100_000, '[', ']'), /deeper than 16/],
    ['100,000 levels of objects below members', { members: [nested(50_000, '{"a":', '}')] }, /deeper than 16/],
    ['10,001 keys', wide(10_001), /too many/],
    ['10,001 keys over several objects', [wide(5_000), wide(5_001)], /too many/],
    ['10,001 keys in emails', { emails: Array.from({ length: 10_001 }, () => ({ value: 'x' })) }, /too many/],
    ['10,001 keys in an object called value', { value: wide(10_001) }, /too many/],
    ['integer-like keys', wide(10_001, ''), /too many/],
    ['400,001 keys below members', { members: [...members(100_000).slice(1), wide(5)] }, /too many/],
    ['100,001 members', { members: Array.from({ length: 100_001 }, () => 'x') }, /more than 100000/],
    ['300,000 empty objects', { emails: Array.from({ length: 300_000 }, () => ({})) }, /more than 100000/],
    ['an own __proto__', JSON.parse('{"__proto__":{"isAdmin":true}}'), /forbidden name/],
    ['a nested one', JSON.parse('{"name":{"__proto__":1}}'), /forbidden name/],
    ['one in a list', JSON.parse('{"members":[{"__proto__":null}]}'), /forbidden name/],
  ])('%s', (_, value, detail) => {
    expect(() => checkJsonShape(value)).toThrow(refusal(detail));
  });
});
