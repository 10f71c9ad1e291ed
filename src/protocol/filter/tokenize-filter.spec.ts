import { ScimError } from '../scim-error.js';
import { FILTER_LIMITS } from './filter-limits.js';
import { filterSyntaxError } from './parse-filter.js';
import { tokenizeFilter } from './tokenize-filter.js';

const tokenize = (text: string) => tokenizeFilter(text, filterSyntaxError);
const kinds = (text: string) => tokenize(text).map(({ kind }) => kind);
const detailOf = (text: string) => {
  try {
    // What may be a text without its quotes is left to the parser, with the words to refuse it in.
    const unquoted = tokenize(text).find((token) => token.kind === 'unquoted');
    if (unquoted?.kind === 'unquoted') return filterSyntaxError(unquoted.words, unquoted.start).detail;
  } catch (error) {
    if (error instanceof ScimError && error.scimType === 'invalidFilter') return error.detail;
    throw error;
  }
  return 'no error';
};
const onlyValue = (text: string) => {
  const [token] = tokenize(text);
  return token?.kind === 'literal' ? token.value : token;
};

describe('tokenizeFilter', () => {
  it.each([
    ['', ['end']],
    ['   ', ['end']],
    ['userName Eq "x"', ['name', 'operator', 'literal', 'end']],
    ['NOT(a PR)', ['not', '(', 'name', 'operator', ')', 'end']],
    ['a pr AND b pr oR c pr', ['name', 'operator', 'and', 'name', 'operator', 'or', 'name', 'operator', 'end']],
    ['emails[type eq "w"].value', ['name', '[', 'name', 'operator', 'literal', ']', 'sub', 'end']],
    ['eq.x', ['name', 'end']],
    ['a.eq', ['name', 'end']],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it.each([
    ['"bob"', 'bob'],
    ['""', ''],
    [String.raw`"Bob \"B\""`, 'Bob "B"'],
    [String.raw`"a\\"`, 'a\\'],
    [String.raw`"C:\\dir"`, 'C:\\dir'],
    [String.raw`"\u00e9\/\b\f\n\r\t"`, 'é/\b\f\n\r\t'],
    [String.raw`"\ud83d\ude00"`, '😀'],
    ['"(a and b] or [not"', '(a and b] or [not'],
    ['"u:admin"', 'u:admin'],
    ['"%_!\'"', "%_!'"],
    ['"\u202e\u00a0"', '\u202e\u00a0'],
    ['0', 0],
    ['-0', 0],
    ['-1.5e+3', -1500],
    ['1E2', 100],
    ['TRUE', true],
    ['False', false],
    ['NULL', null],
  ])('reads %s', (text, value) => {
    expect(onlyValue(text)).toBe(value);
  });

  it.each([
    'userName',
    'name.familyName',
    '$ref',
    'members.$ref',
    'a-b_c9',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
    'URN:x:constructor',
  ])('reads the name %s', (name) => {
    expect(tokenize(name)[0]).toEqual({ kind: 'name', name, start: 0, end: name.length });
  });

  it.each([
    ['"', 1],
    ['a eq "x', 6],
    [String.raw`a eq "x\"`, 6],
    [String.raw`"\a"`, 1],
    [String.raw`"\u12"`, 1],
    [String.raw`"\ud800"`, 1],
    [String.raw`"\udc00\ud800"`, 1],
    ['"\ud800"', 1],
    [String.raw`"\u0000"`, 1],
    ['"\0"', 1],
    ['"a\nb"', 1],
    ['"a\tb"', 1],
    ["userName eq 'x'", 13],
    ['a\teq "x"', 2],
    ['a eq\n"x"', 5],
    ['a\u00a0pr', 2],
    ['\ufeffa pr', 1],
    ['a\u202e pr', 2],
    ['é pr', 1],
    ['a eq"x"', 5],
    ['a eq "x"or b pr', 9],
    ['a eq "x";', 9],
    ['a eq 1;', 7],
    ['a /* x */ pr', 3],
    ['${7*7} pr', 2],
    ['a eq {}', 6],
    ['a eq %', 6],
    ['a % 2', 3],
    ['a eq 01', 6],
    ['a eq 0x1', 6],
    ['a eq 1.', 6],
    ['a eq .5', 6],
    ['a eq +1', 6],
    ['a eq 1e999', 6],
    ['a eq -', 6],
    ['a eq --1', 6],
    ['a eq ٣', 6],
    ['a eq 2026-01-31T12:00:00Z', 6],
    ['1abc pr', 1],
    ['_a pr', 1],
    ['__proto__ pr', 1],
    ['a.__proto__ pr', 1],
    ['a..b pr', 1],
    ['.a pr', 1],
    ['a. pr', 1],
    ['. pr', 1],
    ['a.b.c pr', 1],
    ['a+b pr', 1],
    ['http://x pr', 1],
    ['urn:x/y pr', 6],
    ['a:b pr', 1],
    [':a pr', 1],
    ['urn: pr', 1],
    ['urn:a::b pr', 1],
    ['urn:a: pr', 1],
    ['urn:a:b. pr', 1],
    ['urn:a:b+c pr', 1],
    ['a[b pr] .c pr', 9],
    ['a[b pr].c.d pr', 8],
    ['a[b pr].0 pr', 8],
    ['a[b pr]. pr', 8],
  ])('refuses %j at position %i', (text, position) => {
    expect(detailOf(text)).toContain(` at position ${position}.`);
  });
});

describe('FILTER_LIMITS', () => {
  const { characters, depth, terms } = FILTER_LIMITS;
  const text = (length: number) => `a eq "${'x'.repeat(length - 7)}"`;
  const manyTerms = (count: number) => Array.from({ length: count }, () => 'a pr').join(' or ');

  it.each([
    ['characters', text(characters)],
    ['depth', `${'('.repeat(depth)}a pr${')'.repeat(depth)}`],
    ['depth, again and again', `${'(a pr) and '.repeat(depth + 1)}a pr`],
    ['terms', manyTerms(terms)],
  ])('allow as many %s as they say', (_, filter) => {
    expect(() => tokenize(filter)).not.toThrow();
  });

  it.each([
    ['characters', text(characters + 1)],
    ['spaces', ' '.repeat(characters + 1)],
    ['parentheses', `${'('.repeat(depth + 1)}a pr${')'.repeat(depth + 1)}`],
    ['brackets', '['.repeat(depth + 1)],
    ['brackets of both kinds', '[('.repeat(depth)],
    ['terms', manyTerms(terms + 1)],
    ['depth before garbage', `${'('.repeat(depth + 1)};`],
  ])('refuse more %s', (_, filter) => {
    expect(detailOf(filter)).toContain('The filter cannot be read: ');
  });
});
