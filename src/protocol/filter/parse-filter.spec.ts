import fc from 'fast-check';
import { parseFilter } from '../../../test/support/lenient.js';
import { ScimError } from '../scim-error.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { combineFilters } from './combine-filters.js';
import type { CompareOperator, Filter, FilterLiteral } from './filter-ast.js';
import { parseFilter as parse } from './parse-filter.js';

const compare = (path: string, operator: CompareOperator, value: FilterLiteral): Filter => ({
  kind: 'compare',
  path,
  operator,
  value,
});
const eq = (path: string, value: FilterLiteral) => compare(path, 'eq', value);
const pr = (path: string): Filter => ({ kind: 'present', path });
const not = (term: Filter): Filter => ({ kind: 'not', term });
const and = (...terms: Filter[]): Filter => ({ kind: 'and', terms });
const or = (...terms: Filter[]): Filter => ({ kind: 'or', terms });
const valuePath = (path: string, filter: Filter): Filter => ({ kind: 'valuePath', path, filter });

function errorOf(text: string): ScimError {
  try {
    // The tolerances for texts without quotes and for what follows brackets have tables of their own.
    parse(text, new Tolerances('strict', { valuePathThenOperator: true }));
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error(`parsed: ${text.slice(0, 80)}`);
}

const [a, b, c, d] = [pr('a'), pr('b'), pr('c'), pr('d')];

describe('parseFilter', () => {
  it.each<[string, Filter]>([
    ['userName eq "bob"', eq('userName', 'bob')],
    ['userName EQ "X" AnD active PR', and(eq('userName', 'X'), pr('active'))],
    ['userName eq "a\\" or 1=1 --"', eq('userName', 'a" or 1=1 --')],
    ['active eq true', eq('active', true)],
    ['age ge -1.5', compare('age', 'ge', -1.5)],
    ['title eq null', eq('title', null)],
    ['userName co ""', compare('userName', 'co', '')],
    ['  a   pr  ', a],
    ['a pr or b pr and c pr', or(a, and(b, c))],
    ['a pr and b pr or c pr', or(and(a, b), c)],
    ['(a pr or b pr) and c pr', and(or(a, b), c)],
    ['not (a pr) and b pr', and(not(a), b)],
    ['not(a pr) or b pr', or(not(a), b)],
    ['not (a pr or b pr)', not(or(a, b))],
    ['not (not (a pr))', not(not(a))],
    ['a pr and b pr and c pr and d pr', and(a, b, c, d)],
    ['a pr and (b pr and (c pr and d pr))', and(a, b, c, d)],
    ['a pr or (b pr or c pr) or d pr', or(a, b, c, d)],
    ['((a pr))', a],
    ['(a pr)and(b pr)', and(a, b)],
    ['emails[type eq "work"]', valuePath('emails', eq('type', 'work'))],
    ['emails[ type eq "work" ]', valuePath('emails', eq('type', 'work'))],
    [
      'emails[type eq "work" and value co "x"] or a pr',
      or(valuePath('emails', and(eq('type', 'work'), compare('value', 'co', 'x'))), a),
    ],
    ['emails[not (type eq "work")]', valuePath('emails', not(eq('type', 'work')))],
    ['emails[type eq "work"].value eq "x"', valuePath('emails', and(eq('type', 'work'), eq('value', 'x')))],
    [
      'emails[type eq "work" and value co "@"].value eq "x"',
      valuePath('emails', and(eq('type', 'work'), compare('value', 'co', '@'), eq('value', 'x'))),
    ],
    ['emails[a pr or b pr].c pr and d pr', and(valuePath('emails', and(or(a, b), c)), d)],
    [
      'emails[type eq "other"].Value ne "x"',
      valuePath('emails', and(eq('type', 'other'), compare('Value', 'ne', 'x'))),
    ],
    ['members[value eq "u:admin"]', valuePath('members', eq('value', 'u:admin'))],
    ['urn:x:2.0:User:manager.value eq "7"', eq('urn:x:2.0:User:manager.value', '7')],
    ['userName eq "Tom and Jerry (or) not"', eq('userName', 'Tom and Jerry (or) not')],
  ])('%s', (text, filter) => {
    expect(parseFilter(text)).toEqual(filter);
  });

  it.each([
    ['', 'expected an attribute name at position 1.'],
    ['   ', 'expected an attribute name at position 4.'],
    ['userName', 'expected a comparison operator after userName at position 9.'],
    ['userName "x"', 'expected a comparison operator after userName at position 10.'],
    ['userName is "x"', 'expected a comparison operator after userName at position 10.'],
    ['userName = "x"', 'unexpected character at position 10.'],
    ['a:b pr', 'a name with a colon must begin with "urn:" at position 1.'],
    ['userName eq', 'expected a value after eq at position 12.'],
    ['userName eq bob', 'expected a value after eq (text needs double quotes) at position 13.'],
    ['id eq id', 'expected a value after eq (text needs double quotes) at position 7.'],
    ["userName eq 'x'", 'text needs double quotes at position 13.'],
    ['userName eq []', 'expected a value'],
    ['userName eq {}', 'unexpected character'],
    ['level eq 1e999', 'the number is too large at position 10.'],
    ['level eq -1e999', 'the number is too large at position 10.'],
    ['userName eq "a" and', 'expected an attribute name at position 20.'],
    ['userName eq "a" or "1" eq "1"', 'expected an attribute name at position 20.'],
    ['userName eq "a" "b"', 'expected "and", "or" or the end of the filter at position 17.'],
    ['userName eq "a" userName pr', 'the end of the filter'],
    ['userName pr "a"', 'the end of the filter'],
    ['eq "x"', 'expected an attribute name at position 1.'],
    ['pr pr', 'expected an attribute name at position 1.'],
    ['"userName" eq "x"', 'expected an attribute name at position 1.'],
    ['and a pr', 'expected an attribute name'],
    ['a pr and or b pr', 'expected an attribute name'],
    ['not a pr', 'expected "(" after not at position 5.'],
    ['not', 'expected "(" after not'],
    ['not not (a pr)', 'expected "(" after not'],
    ['a pr not (b pr)', 'the end of the filter'],
    ['()', 'expected an attribute name at position 2.'],
    ['(a pr', 'expected "and", "or" or ")" at position 6.'],
    ['a pr)', 'the end of the filter at position 5.'],
    ['(a pr]', 'expected "and", "or" or ")"'],
    ['emails[type eq "work"', 'expected "and", "or" or "]" at position 22.'],
    ['emails[type eq "work")', 'expected "and", "or" or "]"'],
    ['emails[]', 'expected an attribute name at position 8.'],
    ['emails[type]', 'expected a comparison operator after type'],
    ['emails]', 'expected a comparison operator'],
    ['[type eq "work"]', 'expected an attribute name'],
    ['a[b[c pr]]', 'brackets within brackets at position 4.'],
    ['a[(b[c pr])]', 'brackets within brackets'],
    ['emails[type eq "work"] eq "x"', 'the end of the filter'],
    ['emails[type eq "work"].value', 'expected a comparison operator after value'],
    ['emails[type eq "work"].value.x eq "x"', 'expected one sub-attribute'],
    ['emails[type eq "work"].value[x pr]', 'expected a comparison operator after value'],
    ['emails[0].value eq "x"', 'expected an attribute name at position 8.'],
    ['urn:x:User:userName eq', 'expected a value after eq'],
    ['a pr\r\nX-Header: 1', 'unexpected character'],
    ['a pr; DROP TABLE resource', 'unexpected character'],
    ['a pr /* */', 'unexpected character'],
  ])('refuses %j: %s', (text, words) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(error.detail).toContain(words);
  });

  it('shows at most a short name of what it refuses', () => {
    const secret = 'hunter2';
    expect(errorOf(`password eq "${secret}" ${secret}=`).detail).not.toContain(secret);
    expect(errorOf(`${'x'.repeat(5000)} "${secret}"`).detail.length).toBeLessThan(200);
  });
});

describe('parseFilter under attack', () => {
  const sizes = [10, 33, 100, 1_000, 10_000, 100_000];
  const shapes: [string, (n: number) => string][] = [
    ['(', (n) => '('.repeat(n)],
    ['not (', (n) => 'not ('.repeat(n)],
    ['not(', (n) => 'not('.repeat(n)],
    ['a[b[', (n) => 'a[b['.repeat(n)],
    ['nested', (n) => `${'('.repeat(n)}a pr${')'.repeat(n - 1)}`],
    ['a.b.c', (n) => `${'a.'.repeat(n)}a pr`],
    ['a.b.c…', (n) => 'a.'.repeat(n)],
    ['quote and newlines', (n) => `userName eq "${'\n'.repeat(n)}`],
    ['quote and newlines, closed', (n) => `userName eq "${'\n'.repeat(n)}"`],
    ['quote and escapes', (n) => `"${String.raw`\a`.repeat(n)}`],
    ['quote and backslashes', (n) => `a eq "${'\\'.repeat(2 * n + 1)}"`],
    ['spaces', (n) => `a${' '.repeat(n)}`],
    ['digits', (n) => `a eq ${'9'.repeat(n)}x`],
    ['commas', (n) => ','.repeat(n)],
    ['colons', (n) => `urn${':'.repeat(n)}`],
    ['conjunction of pairs, cut off', (n) => `${'(a pr or b pr) and '.repeat(n)}`],
    ['flat or, cut off', (n) => `${'a pr or '.repeat(n)}`],
  ];

  it.each(shapes.flatMap(([name, make]) => sizes.map((n): [string, number, string] => [name, n, make(n)])))(
    'refuses %s × %i at once',
    (_, __, text) => {
      const started = performance.now();
      const error = errorOf(text);
      expect(performance.now() - started).toBeLessThan(50);
      expect(error.scimType).toBe('invalidFilter');
      expect(error.detail.length).toBeLessThan(250);
    },
  );

  it.each([
    ['flat or × 50,000', Array.from({ length: 50_000 }, () => 'a pr').join(' or ')],
    ['1 MB of one text', `a eq "${'x'.repeat(1_000_000)}"`],
    ['1 MB of sw %', `a sw "${'%'.repeat(1_000_000)}"`],
    ['1 MB of spaces', `a pr${' '.repeat(1_000_000)}`],
  ])('refuses %s within 50 ms', (_, text) => {
    const started = performance.now();
    expect(errorOf(text).scimType).toBe('invalidFilter');
    expect(performance.now() - started).toBeLessThan(50);
  });

  it('never expands (a or b) and (a or b) …', () => {
    const text = Array.from({ length: 100 }, () => '(a pr or b pr)').join(' and ');
    expect(parseFilter(text)).toEqual(and(...Array.from({ length: 100 }, () => or(a, b))));
  });

  it('throws nothing but invalidFilter, whatever it reads', () => {
    const words = fc.constantFrom(
      ...['a', 'urn:x:y', 'not', '(', ')', '[', ']', 'and', 'or', 'eq', 'pr', '"x"', '"', '\\', '.', '.v', '1', 'null'],
      ' ',
    );
    const noise = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 40 }).map((w) => w.join(' ')),
    );
    fc.assert(
      fc.property(noise, (text) => {
        try {
          parseFilter(text);
        } catch (error) {
          expect(error).toMatchObject({ scimType: 'invalidFilter' });
        }
      }),
    );
  });
});

describe('parseFilter and a printer', () => {
  const name = fc.constantFrom(
    'userName',
    'name.givenName',
    '$ref',
    'a-b_1',
    'urn:x:2.0:User:manager.value',
    'notes',
    'Order',
  );
  const literal = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !text.includes('\0')),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    fc.boolean(),
    fc.constant(null),
  );
  const operator = fc.constantFrom<CompareOperator>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
  const leaf: fc.Arbitrary<Filter> = fc.oneof(
    fc.tuple(name, operator, literal).map((parts) => compare(...parts)),
    name.map(pr),
  );

  const treeOf = (leaves: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> =>
    fc.letrec<{ tree: Filter }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        leaves,
        tie('tree').map(not),
        fc
          .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
          .map(([kind, terms]) => combineFilters(kind, terms)),
      ),
    })).tree;
  const simplePath = fc.constantFrom('emails', 'urn:x:2.0:User:badges');
  const filters = treeOf(
    fc.oneof(
      leaf,
      fc.tuple(simplePath, treeOf(leaf)).map((parts) => valuePath(...parts)),
    ),
  );

  const print = (filter: Filter): string => {
    switch (filter.kind) {
      case 'compare':
        return `${filter.path} ${filter.operator} ${JSON.stringify(filter.value)}`;
      case 'present':
        return `${filter.path} pr`;
      case 'not':
        return `not (${print(filter.term)})`;
      case 'valuePath':
        return `${filter.path}[${print(filter.filter)}]`;
      case 'and':
        return filter.terms.map((term) => (term.kind === 'or' ? `(${print(term)})` : print(term))).join(' and ');
      case 'or':
        return filter.terms.map(print).join(' or ');
    }
  };

  it('agree on every filter', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const text = print(filter);
        fc.pre(text.length < 8_000);
        expect(parseFilter(text)).toEqual(filter);
      }),
      { numRuns: 500 },
    );
  });
});
