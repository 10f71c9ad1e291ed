import { CORE_SCHEMAS } from '../schema/resource-types.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { parseRootQuery, type RootQuery } from './root-query.js';

const parse = (query: Record<string, unknown>): RootQuery =>
  parseRootQuery(query, CORE_SCHEMAS, new Tolerances('lenient'));
const DEFAULT = { projection: { User: { kind: 'default' }, Group: { kind: 'default' } } };

it.each<[Record<string, unknown>, number, number]>([
  [{}, 1, 100],
  [{ startIndex: '0', count: '-1' }, 1, 0],
  [{ startIndex: '101', count: '1001' }, 101, 1_000],
  [{ sortBy: '', sortOrder: 'up', nonsense: ['a'] }, 1, 100],
])('%j', (query, startIndex, count) => {
  expect(parse(query)).toEqual({ ...DEFAULT, startIndex, count });
});

it('resolves names to show for each type, and ignores those that it does not have', () => {
  expect(parse({ attributes: 'userName,members,displayName,nope' }).projection).toEqual({
    User: { kind: 'only', keys: new Set(['userName', 'displayName']) },
    Group: { kind: 'only', keys: new Set(['members', 'displayName']) },
  });
  expect(parse({ excludedAttributes: 'groups' }).projection).toEqual({
    User: { kind: 'except', keys: new Set(['groups']) },
    Group: { kind: 'except', keys: new Set() },
  });
});

it('binds a cursor to filter and order, not to what is shown', () => {
  const questionOf = (query: Record<string, unknown>) => parse({ cursor: '', ...query }).cursor?.question;
  const questions = [
    ...[{}, { filter: 'id pr' }, { filter: 'id  pr' }, { sortBy: 'id' }, { sortBy: 'id', sortOrder: 'descending' }],
    ...[{ sortBy: 'displayName' }, { sortBy: 'urn:ietf:params:scim:schemas:core:2.0:User:displayName' }],
  ].map(questionOf);
  expect(new Set(questions).size).toBe(questions.length);
  expect(questionOf({ sortBy: 'ID', count: '2', attributes: 'id' })).toBe(questionOf({ sortBy: 'id' }));
});

it.each<[Record<string, unknown>, string]>([
  [{ filter: '' }, 'invalidFilter'],
  [{ filter: ' ' }, 'invalidFilter'],
  [{ filter: 'userName' }, 'invalidFilter'],
  [{ filter: 'nope pr' }, 'invalidFilter'],
  [{ filter: ['id pr', 'id pr'] }, 'invalidValue'],
  [{ sortBy: 'nope' }, 'invalidPath'],
  [{ sortBy: ['id'] }, 'invalidValue'],
  [{ sortBy: 'id', sortOrder: 'up' }, 'invalidValue'],
  [{ startIndex: 'x' }, 'invalidValue'],
  [{ count: '1.5' }, 'invalidValue'],
  [{ cursor: '', startIndex: '1' }, 'invalidValue'],
  [{ cursor: {} }, 'invalidValue'],
  [{ attributes: 'id', excludedAttributes: 'id' }, 'invalidValue'],
  [{ attributes: ['id'] }, 'invalidValue'],
])('refuses %j', (query, scimType) => {
  expect(() => parse(query)).toThrow(expect.objectContaining({ scimType }) as Error);
});
