import { listResponse, listResponseText } from './list-response.js';

test.each([
  [[{ id: 'a' }, { id: 'b' }], 7, 3, 2],
  [[], 7, 101, 0],
  [[], 0, 1, 0],
])('counts what is on this page, with the true total', (resources, totalResults, startIndex, itemsPerPage) => {
  expect(listResponse(resources, totalResults, { startIndex })).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    startIndex,
    itemsPerPage,
    Resources: resources,
  });
});

test('by cursor: no startIndex, and no nextCursor on the last page (RFC 9865)', () => {
  expect(listResponse([{ id: 'a' }], 2, { nextCursor: 'x' })).toMatchObject({ nextCursor: 'x', itemsPerPage: 1 });
  expect(Object.keys(listResponse([], 2, {}))).toEqual(['schemas', 'totalResults', 'itemsPerPage', 'Resources']);
});

describe('the same as JSON', () => {
  it.each([
    [[{ id: 'a' }, { id: '"b"' }], { startIndex: 3 }],
    [[{ id: 'a' }], { nextCursor: 'x' }],
    [[], { startIndex: 1 }],
    [[], {}],
  ])('%j %j', (resources, page) => {
    const texts = resources.map((resource) => JSON.stringify(resource));
    expect(listResponseText(texts, 7, page)).toBe(JSON.stringify(listResponse(resources, 7, page)));
  });
});
