import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../urns.js';
import { errorBodyV1 } from './error-body-v1.js';
import { listResponseV1 } from './list-response-v1.js';
import { resourceToV1 } from './resource-to-v1.js';
import { CORE_V1, ENTERPRISE_V1 } from './v1-urns.js';

describe('resourceToV1', () => {
  it('shows a user with the names of SCIM 1.1', () => {
    const meta = { created: 'c', lastModified: 'm', location: 'l', version: 'W/"1"' };
    const resource = {
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      id: '1',
      userName: 'jane@x.io',
      emails: [{ value: 'jane@x.io', type: 'work' }],
      [ENTERPRISE_USER_SCHEMA]: { department: 'R', manager: { value: '7', displayName: 'Boss' } },
      meta: { resourceType: 'User', ...meta },
    };
    expect(resourceToV1(resource)).toEqual({
      schemas: [CORE_V1, ENTERPRISE_V1],
      id: '1',
      userName: 'jane@x.io',
      emails: [{ value: 'jane@x.io', type: 'work' }],
      [ENTERPRISE_V1]: { department: 'R', manager: { managerId: '7', displayName: 'Boss' } },
      meta,
    });
  });

  it.each<[string, object, object]>([
    ['a group', { schemas: [GROUP_SCHEMA], id: '1', members: [] }, { schemas: [CORE_V1], id: '1', members: [] }],
    ['what a projection leaves of meta', { id: '1', meta: { resourceType: 'User' } }, { id: '1' }],
    ['no meta', { id: '1' }, { id: '1' }],
    [
      'an extension without manager',
      { [ENTERPRISE_USER_SCHEMA]: { division: 'x' } },
      { [ENTERPRISE_V1]: { division: 'x' } },
    ],
    ['a value that looks like a URN', { title: USER_SCHEMA }, { title: USER_SCHEMA }],
    [
      "a connector's own fields",
      { schemas: [USER_SCHEMA, 'urn:acme:fields'], 'urn:acme:fields': { manager: { value: '7' } } },
      { schemas: [CORE_V1, 'urn:acme:fields'], 'urn:acme:fields': { manager: { value: '7' } } },
    ],
  ])('%s', (_, resource, expected) => expect(resourceToV1(resource as never)).toEqual(expected));
});

it('a list holds all four numbers also when it is empty', () => {
  const numbers = { totalResults: 0, startIndex: 1, itemsPerPage: 0 };
  expect(listResponseV1([], 0, 1)).toEqual({ schemas: [CORE_V1], ...numbers, Resources: [] });
});

describe('errorBodyV1', () => {
  it.each([
    ['Nobody.', 'Nobody.'],
    [`"schemas" must hold "${USER_SCHEMA}" here.`, `"schemas" must hold "${CORE_V1}" here.`],
    [`${ENTERPRISE_USER_SCHEMA}:department must be a string.`, `${ENTERPRISE_V1}:department must be a string.`],
  ])('%s', (detail, description) => {
    expect(errorBodyV1({ status: 404, detail })).toEqual({
      Errors: [{ description, code: '404' }],
      detail: description,
    });
  });
});
