import { listResponse } from './list-response.js';

test.each([
  [[{ id: 'a' }, { id: 'b' }], 7, 3, 2],
  [[], 7, 101, 0],
  [[], 0, 1, 0],
])('counts what is on this page, with the true total', (resources, totalResults, startIndex, itemsPerPage) => {
  expect(listResponse(resources, totalResults, startIndex)).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    startIndex,
    itemsPerPage,
    Resources: resources,
  });
});
