import { parseListQuery, parseSearchRequest } from '../../../test/support/lenient.js';
import type { JsonObject } from '../json.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { SEARCH_REQUEST } from '../urns.js';

const read = (members: JsonObject) => parseSearchRequest({ schemas: [SEARCH_REQUEST], ...members }, userSchema);
const error = (scimType: string, detail: RegExp) =>
  expect.objectContaining({ scimType, detail: expect.stringMatching(detail) as string }) as Error;

describe('parseSearchRequest means what GET means (RFC 7644 §3.4.3)', () => {
  it.each<[JsonObject, Record<string, string>]>([
    [{}, {}],
    [{ filter: 'userName eq "x"' }, { filter: 'userName eq "x"' }],
    [
      { FILTER: 'title pr', StartIndex: 3 },
      { filter: 'title pr', startIndex: '3' },
    ],
    [
      { startIndex: 101, count: 7 },
      { startIndex: '101', count: '7' },
    ],
    [
      { startIndex: -1, count: -1 },
      { startIndex: '-1', count: '-1' },
    ],
    [
      { startIndex: 1e300, count: 1e300 },
      { startIndex: '9'.repeat(300), count: '9'.repeat(300) },
    ],
    [{ startIndex: -1e300 }, { startIndex: `-${'9'.repeat(300)}` }],
    [{ attributes: ['userName', 'emails.value'] }, { attributes: 'userName,emails.value' }],
    [{ excludedAttributes: ['groups'] }, { excludedAttributes: 'groups' }],
    [{ attributes: [], excludedAttributes: ['groups'] }, { excludedAttributes: 'groups' }],
    [{ filter: null, count: null, attributes: null, sortBy: null, cursor: null, sortOrder: null }, {}],
    [{ nonsense: { a: [1] } }, {}],
    [{ cursor: '' }, { cursor: '' }],
    [
      { cursor: 'x', sortBy: 'id', sortOrder: 'descending' },
      { cursor: 'x', sortBy: 'id', sortOrder: 'descending' },
    ],
  ])('%j', (body, query) => {
    expect(read(body)).toEqual(parseListQuery(query, userSchema));
  });

  it('takes the schema in any case, beside others', () => {
    const schemas = ['urn:other', SEARCH_REQUEST.toUpperCase()];
    expect(parseSearchRequest({ schemas, count: 1 }, groupSchema)).toMatchObject({ count: 1 });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'filter'],
    ['a list', [{}]],
    ['no schemas', {}],
    ['schemas that are no list', { schemas: SEARCH_REQUEST }],
    ['no schema', { schemas: [] }],
    ['another schema', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }],
    ['a schema that is no text', { schemas: [{ urn: SEARCH_REQUEST }] }],
    ['a member twice', { schemas: [SEARCH_REQUEST], filter: 'title pr', Filter: 'title pr' }],
  ])('refuses %s as body', (_, body) => {
    expect(() => parseSearchRequest(body, userSchema)).toThrow(error('invalidSyntax', /body/));
  });

  it.each<[JsonObject, string, RegExp]>([
    [{ filter: 1 }, 'invalidValue', /"filter"/],
    [{ filter: ['title pr'] }, 'invalidValue', /"filter"/],
    [{ filter: '' }, 'invalidFilter', /empty/],
    [{ filter: 'nope pr' }, 'invalidFilter', /nope/],
    [{ filter: 'password eq "x"' }, 'invalidFilter', /password/],
    [{ count: '1' }, 'invalidValue', /^"count" must/],
    [{ count: 1.5 }, 'invalidValue', /^"count" must/],
    [{ count: true }, 'invalidValue', /^"count" must/],
    [{ startIndex: [1] }, 'invalidValue', /^"startIndex" must/],
    [{ startIndex: {} }, 'invalidValue', /^"startIndex" must/],
    [{ attributes: 'userName' }, 'invalidValue', /"attributes".*list/],
    [{ attributes: ['userName', 1] }, 'invalidValue', /"attributes"/],
    [{ attributes: [['userName']] }, 'invalidValue', /"attributes"/],
    [{ excludedAttributes: { userName: true } }, 'invalidValue', /"excludedAttributes"/],
    [{ attributes: ['id'], excludedAttributes: ['id'] }, 'invalidValue', /not both/],
    [{ sortBy: ['userName'] }, 'invalidValue', /"sortBy"/],
    [{ sortBy: 1 }, 'invalidValue', /"sortBy"/],
    [{ cursor: '', startIndex: 1 }, 'invalidValue', /not both/],
    [{ cursor: 1 }, 'invalidValue', /"cursor"/],
  ])('refuses %j', (members, scimType, detail) => {
    expect(() => read(members)).toThrow(error(scimType, detail));
  });
});
