import { parseListQuery } from '../protocol/query/list-query.js';
import { GRANTABLE_SCHEMAS } from '../protocol/schema/grantable-types.js';
import { Tolerances } from '../protocol/tolerance/tolerances.js';
import { pageOf } from './catalogue-page.js';
import type { ResourceList } from './resource-answers.js';

const entry = (pk: number, id: string, displayName: string, description?: string) => ({
  pk,
  id,
  resource: {
    schemas: ['urn:okta:scim:schemas:core:1.0:Entitlement'],
    id,
    displayName,
    ...(description === undefined ? {} : { description }),
    type: 'License',
    meta: { resourceType: 'License', created: `2026-01-0${pk}T00:00:00.000Z`, location: `https://x.io/Licenses/${id}` },
  },
});

const ENTRIES = [
  entry(1, 'b', 'Beta', 'two'),
  entry(2, 'a', 'alpha'),
  entry(3, 'B2', 'beta', 'one'),
  entry(4, 'd', 'Delta', 'Two'),
  entry(5, 'e', 'Éclair'),
];

function list(query: Record<string, string>, entries = ENTRIES): ResourceList {
  return pageOf(entries, parseListQuery(query, GRANTABLE_SCHEMAS.License, new Tolerances('lenient', {})));
}

const idsOf = ({ resources }: ResourceList): string => resources.map(({ id }) => id).join(' ');

describe('a page of the catalogue', () => {
  it.each<[Record<string, string>, string, number]>([
    [{}, 'b a B2 d e', 5],
    [{ count: '1', startIndex: '1' }, 'b', 5],
    [{ count: '2', startIndex: '2' }, 'a B2', 5],
    [{ startIndex: '5' }, 'e', 5],
    [{ startIndex: '6' }, '', 5],
    [{ startIndex: '9007199254740991' }, '', 5],
    [{ startIndex: '-3', count: '1' }, 'b', 5],
    [{ count: '0' }, '', 5],
    [{ filter: 'displayName eq "BETA"' }, 'b B2', 2],
    [{ filter: 'displayName sw "b"', count: '1', startIndex: '2' }, 'B2', 2],
    [{ filter: 'id eq "b"' }, 'b', 1],
    [{ filter: 'id eq "B"' }, '', 0],
    [{ filter: 'type eq "license"' }, 'b a B2 d e', 5],
    [{ filter: 'type eq "Entitlement"' }, '', 0],
    [{ filter: 'not (description pr)' }, 'a e', 2],
    [{ filter: 'description eq "two" or id eq "e"' }, 'b d e', 3],
    [{ filter: 'meta.created gt "2026-01-03T12:00:00Z"' }, 'd e', 2],
    [{ filter: 'meta.resourceType eq "License"' }, 'b a B2 d e', 5],
    [{ sortBy: 'displayName' }, 'a b B2 d e', 5],
    [{ sortBy: 'displayName', sortOrder: 'descending' }, 'e d B2 b a', 5],
    [{ sortBy: 'description' }, 'B2 b d a e', 5],
    [{ sortBy: 'description', sortOrder: 'descending' }, 'e a d b B2', 5],
    [{ sortBy: 'meta.created', sortOrder: 'descending' }, 'e d B2 a b', 5],
    [{ sortBy: 'schemas' }, 'b a B2 d e', 5],
  ])('%j', (query, ids, total) => {
    const page = list(query);
    expect([idsOf(page), page.totalResults, page.nextCursor]).toEqual([ids, total, undefined]);
  });

  it.each<Record<string, string>>([
    {},
    { sortBy: 'description' },
    { sortBy: 'description', sortOrder: 'descending' },
    { sortBy: 'displayName' },
    { filter: 'displayName co "e"' },
  ])('walked by cursor, %j', (query) => {
    const all = idsOf(list(query));
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: ResourceList = list({ ...query, cursor, count: '2' });
      expect(page.totalResults).toBe(all.split(' ').length);
      seen.push(idsOf(page));
      cursor = page.nextCursor;
    }
    expect(seen.join(' ')).toBe(all);
  });

  it('goes on behind an entry that was deleted meanwhile', () => {
    const { nextCursor = '' } = list({ cursor: '', count: '2' });
    expect(idsOf(list({ cursor: nextCursor, count: '9' }, [...ENTRIES.slice(0, 1), ...ENTRIES.slice(2)]))).toBe(
      'B2 d e',
    );
  });

  const { nextCursor = '' } = list({ cursor: '', count: '2' });
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each<[string, Record<string, string>]>([
    ['of another filter', { cursor: nextCursor, filter: 'id pr' }],
    ['of another order', { cursor: nextCursor, sortBy: 'id' }],
    ['cut', { cursor: nextCursor.slice(0, -1) }],
    ['longer', { cursor: `${nextCursor}A` }],
    ['padded', { cursor: `${nextCursor}=` }],
    ['a number', { cursor: '1' }],
    ['no JSON', { cursor: 'AAAA' }],
    ['an object', { cursor: encoded({ pk: 1 }) }],
    ['empty', { cursor: encoded([]) }],
    ['without its digest', { cursor: encoded([1, null]) }],
    ['null', { cursor: encoded(null) }],
    ['very long', { cursor: 'A'.repeat(100_000) }],
  ])('no cursor: %s', (_, query) => {
    expect(() => list(query)).toThrow(expect.objectContaining({ scimType: 'invalidCursor', status: 400 }) as Error);
  });

  it.each<[Record<string, string>, string]>([
    [{ filter: 'userName eq "x"' }, 'invalidFilter'],
    [{ filter: 'type eq 1' }, 'invalidFilter'],
    [{ filter: 'displayName xx "x"' }, 'invalidFilter'],
    [{ filter: '' }, 'invalidFilter'],
    [{ sortBy: 'members' }, 'invalidPath'],
    [{ sortBy: 'meta' }, 'invalidPath'],
    [{ count: 'many' }, 'invalidValue'],
    [{ cursor: '', startIndex: '1' }, 'invalidValue'],
  ])('refuses %j', (query, scimType) => {
    expect(() => list(query)).toThrow(expect.objectContaining({ scimType }) as Error);
  });
});
