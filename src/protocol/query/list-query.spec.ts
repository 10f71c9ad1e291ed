import { parseListQuery } from '../../../test/support/lenient.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';

const error = (scimType: string | undefined, detail: RegExp) =>
  expect.objectContaining({ scimType, detail: expect.stringMatching(detail) as string }) as Error;

/** See `AskedCursor`. */
const EVERYBODY = '["User",null,null]';

describe('parseListQuery: paging (RFC 7644 §3.4.2.4)', () => {
  it.each([
    [{}, 1, 100],
    [{ startIndex: '101', count: '100' }, 101, 100],
    [{ startIndex: '0', count: '0' }, 1, 0],
    [{ startIndex: '-5', count: '-5' }, 1, 0],
    [{ count: '1000' }, 1, 1000],
    [{ count: '1001' }, 1, 1000],
    [{ startIndex: '9'.repeat(400), count: '9'.repeat(400) }, Number.MAX_SAFE_INTEGER, 1000],
    [{ startIndex: `-${'9'.repeat(400)}`, count: `-${'9'.repeat(400)}` }, 1, 0],
    [{ startIndex: '007' }, 7, 100],
  ])('%j', (query, startIndex, count) => {
    expect(parseListQuery(query, userSchema)).toEqual({
      startIndex,
      count,
      projection: { kind: 'default' },
      question: EVERYBODY,
    });
  });

  it.each(['', ' ', '1.0', '1e3', '+5', '0x1', ' 1', '1 ', 'abc', 'NaN', 'Infinity', '--1', '1,2', '٣', 'null'])(
    'refuses %j as a number',
    (text) => {
      expect(() => parseListQuery({ count: text }, userSchema)).toThrow(error('invalidValue', /"count".*whole number/));
      expect(() => parseListQuery({ startIndex: text }, userSchema)).toThrow(error('invalidValue', /"startIndex"/));
    },
  );
});

describe('parseListQuery: parameters', () => {
  it.each(['filter', 'startIndex', 'count', 'attributes', 'excludedAttributes', 'sortBy', 'sortOrder', 'cursor'])(
    'refuses %s given twice, or as an object',
    (name) => {
      for (const value of [['1', '2'], ['1'], { a: '1' }, 1, null])
        expect(() => parseListQuery({ [name]: value }, userSchema)).toThrow(
          error('invalidValue', new RegExp(`"${name}"`)),
        );
    },
  );

  it.each([
    ['Entra’s flag', { aadOptscim062020: '' }],
    ['an unknown parameter, even twice', { foo: ['a', 'b'] }],
    ['sortOrder without sortBy', { sortOrder: 'descending' }],
    ['an empty sortBy', { sortBy: '' }],
    ['what the query object inherits', Object.create({ filter: ['x'] }) as Record<string, unknown>],
  ])('ignores %s', (_, query) => {
    expect(parseListQuery(query, userSchema)).toEqual({
      startIndex: 1,
      count: 100,
      projection: { kind: 'default' },
      question: EVERYBODY,
    });
  });

  it('resolves filter and projection', () => {
    const query = parseListQuery({ filter: 'displayName eq "X"', excludedAttributes: 'members' }, groupSchema);
    expect(query.filter).toMatchObject({ kind: 'compare', operator: 'eq' });
    expect(query.projection).toEqual({ kind: 'except', keys: new Set(['members']) });
  });

  it('binds a cursor to type, filter and order, not to what is shown of it', () => {
    const questionOf = (query: Record<string, unknown>, schema = userSchema) =>
      parseListQuery({ cursor: 'x', ...query }, schema).cursor;
    const question = { filter: 'displayName pr', sortBy: 'id' };
    const same = questionOf(question);
    expect(same).toMatchObject({ text: 'x' });
    for (const other of [{ count: '5' }, { attributes: 'id' }, { sortBy: 'ID' }, { sortOrder: 'ascending' }])
      expect(questionOf({ ...question, ...other })).toEqual(same);
    for (const other of [
      { filter: 'displayName  pr' },
      { filter: undefined },
      { sortBy: '' },
      { sortOrder: 'descending' },
    ])
      expect(questionOf({ ...question, ...other })).not.toEqual(same);
    expect(questionOf(question, groupSchema)).not.toEqual(same);
    expect(parseListQuery({ cursor: '' }, userSchema).cursor).toMatchObject({ text: '' });
    expect(parseListQuery({}, userSchema).cursor).toBeUndefined();
  });

  it('resolves the order', () => {
    const { sort } = parseListQuery({ sortBy: 'Name.FamilyName', sortOrder: 'descending' }, userSchema);
    expect(sort).toMatchObject({ path: { key: 'name.familyName' }, order: 'descending' });
  });

  it.each<[string, Record<string, unknown>, string | undefined, RegExp]>([
    ['an empty filter', { filter: '' }, 'invalidFilter', /empty/],
    ['a blank filter', { filter: '  ' }, 'invalidFilter', /empty/],
    ['a filter that does not parse', { filter: 'userName eq' }, 'invalidFilter', /./],
    ['an unknown attribute', { filter: 'nope eq "x"' }, 'invalidFilter', /./],
    ['an unknown attribute to sort by', { sortBy: 'nope' }, 'invalidPath', /nope/],
    ['an unknown order', { sortBy: 'userName', sortOrder: 'up' }, 'invalidValue', /"sortOrder"/],
    ['a cursor beside startIndex', { cursor: 'abc', startIndex: '1' }, 'invalidValue', /not both/],
    ['the cursor of a first page beside startIndex', { cursor: '', startIndex: '1' }, 'invalidValue', /not both/],
    ['both projections', { attributes: 'id', excludedAttributes: 'id' }, 'invalidValue', /not both/],
  ])('refuses %s', (_, query, scimType, detail) => {
    expect(() => parseListQuery(query, userSchema)).toThrow(error(scimType, detail));
  });
});
