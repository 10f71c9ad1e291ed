import { ScimError } from '../protocol/scim-error.js';
import { parseQuery } from './parse-query.js';

it.each<[string | null, Record<string, unknown>]>([
  [null, {}],
  ['', {}],
  ['&&', {}],
  ['a', { a: '' }],
  ['a=', { a: '' }],
  ['=b', { '': 'b' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
  ['A=1&a=2', { A: '1', a: '2' }],
  ['filter=userName+eq%20%22a%2Bb@x.io%22', { filter: 'userName eq "a+b@x.io"' }],
  ['%66ilter=%C3%A4', { filter: 'ä' }],
  ['a=%26%3D', { a: '&=' }],
  ['a[b]=c', { 'a[b]': 'c' }],
  ['toString=1&constructor=2', { toString: '1', constructor: '2' }],
  [Array.from({ length: 100 }, () => 'a').join('&'), { a: Array.from({ length: 100 }, () => '') }],
])('%s', (text, expected) => expect({ ...parseQuery(text) }).toEqual(expected));

it('__proto__ is a name like any other', () => {
  const query = parseQuery('__proto__=1&__proto__=2');
  expect(Object.entries(query)).toEqual([['__proto__', ['1', '2']]]);
  expect(Object.getPrototypeOf(query)).toBeNull();
});

function errorOf(text: string): unknown {
  try {
    return parseQuery(text);
  } catch (error) {
    return error instanceof ScimError ? error.toBody() : error;
  }
}

it.each(['a=%', 'a=%z', 'a=%zz', '%zz=a', 'a=%ff', 'a=%C3', 'a=%ED%A0%80', 'a=1&b=%'])('%s is malformed', (text) =>
  expect(errorOf(text)).toMatchObject({ status: '400', detail: 'The URL holds a malformed percent-encoding.' }),
);

it.each([
  ['101 names', 'a&'.repeat(101)],
  ['1000 names before a filter', `${'a&'.repeat(1000)}filter=x`],
  ['101 of the same', Array.from({ length: 101 }, () => 'a=1').join('&')],
])('%s are too many', (_name, text) =>
  expect(errorOf(text)).toMatchObject({ status: '400', scimType: 'invalidValue' }),
);
