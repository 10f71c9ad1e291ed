import { checkResource } from '../schema/check-resource.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../urns.js';
import { resourceFromV1 } from './resource-from-v1.js';
import { CORE_V1, ENTERPRISE_V1, OKTA_GROUP_V1 } from './v1-urns.js';

const userName = 'jane@x.io';

describe('resourceFromV1', () => {
  it('reads the body that Okta creates a user with', () => {
    const body = {
      schemas: [CORE_V1],
      userName,
      name: { givenName: 'Jane', familyName: 'Doe' },
      emails: [{ primary: true, value: userName, type: 'work' }],
      groups: [],
      password: '1mz050nq',
      active: true,
    };
    expect(resourceFromV1(body, userSchema)).toEqual({ ...body, schemas: [USER_SCHEMA] });
  });

  it.each<[string, object, object]>([
    [
      'the enterprise extension, with managerId',
      {
        schemas: [CORE_V1, ENTERPRISE_V1],
        userName,
        [ENTERPRISE_V1]: { department: 'R', manager: { managerId: '7' } },
      },
      {
        schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
        userName,
        [ENTERPRISE_USER_SCHEMA]: { department: 'R', manager: { value: '7' } },
      },
    ],
    [
      'URNs and names in any case',
      { SCHEMAS: [CORE_V1.toUpperCase()], userName, [ENTERPRISE_V1.toUpperCase()]: { Manager: { MANAGERID: '7' } } },
      { schemas: [USER_SCHEMA], userName, [ENTERPRISE_USER_SCHEMA]: { Manager: { value: '7' } } },
    ],
    [
      'a manager as text, as a list and as null',
      { schemas: [CORE_V1], userName, [ENTERPRISE_V1]: { manager: [{ managerId: '7' }] } },
      { schemas: [USER_SCHEMA], userName, [ENTERPRISE_USER_SCHEMA]: { manager: [{ value: '7' }] } },
    ],
    [
      'a cleared extension',
      { schemas: [CORE_V1], userName, [ENTERPRISE_V1]: null },
      { schemas: [USER_SCHEMA], userName, [ENTERPRISE_USER_SCHEMA]: null },
    ],
    [
      'extensions that only this connector knows',
      { schemas: [CORE_V1, 'urn:okta:onprem_app:1.0:user:custom'], userName, 'urn:acme:fields': { x: 1 } },
      { schemas: [USER_SCHEMA, 'urn:okta:onprem_app:1.0:user:custom'], userName, 'urn:acme:fields': { x: 1 } },
    ],
  ])('%s', (_, body, expected) => expect(resourceFromV1(body, userSchema)).toEqual(expected));

  it('drops the description of a group that Okta sends along', () => {
    const description = { [OKTA_GROUP_V1]: { description: 'People' } };
    const body = { schemas: [CORE_V1, OKTA_GROUP_V1], displayName: 'Testers', ...description };
    expect(resourceFromV1(body, groupSchema)).toEqual({ schemas: [GROUP_SCHEMA], displayName: 'Testers' });
  });

  it('keeps __proto__ a name like any other', () => {
    const body: unknown = JSON.parse(`{"schemas":["${CORE_V1}"],"userName":"x","__proto__":{"active":false}}`);
    const translated = resourceFromV1(body, userSchema);
    expect(Object.hasOwn(translated, '__proto__')).toBe(true);
    expect(translated.active).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['a text', 'x', 'invalidSyntax'],
    ['a list', [], 'invalidSyntax'],
    ['null', null, 'invalidSyntax'],
    ['nothing', undefined, 'invalidSyntax'],
    ['no schemas', { userName }, 'invalidSyntax'],
    ['schemas as text', { schemas: CORE_V1, userName }, 'invalidSyntax'],
    ['schemas with a number', { schemas: [CORE_V1, 1], userName }, 'invalidSyntax'],
    ['no schema', { schemas: [], userName }, 'invalidSyntax'],
    ['a body of SCIM 2.0', { schemas: [USER_SCHEMA], userName }, 'invalidSyntax'],
    ['only an extension', { schemas: [ENTERPRISE_V1], userName }, 'invalidSyntax'],
    ['a name twice', { schemas: [CORE_V1], userName, USERNAME: 'x' }, 'invalidSyntax'],
    ['schemas twice', { schemas: [CORE_V1], Schemas: [CORE_V1], userName }, 'invalidSyntax'],
    [
      'an extension by both names',
      { schemas: [CORE_V1], userName, [ENTERPRISE_V1]: {}, [ENTERPRISE_USER_SCHEMA]: {} },
      'invalidSyntax',
    ],
    [
      'a manager by both names',
      { schemas: [CORE_V1], userName, [ENTERPRISE_V1]: { manager: { managerId: '1', value: '2' } } },
      'invalidSyntax',
    ],
    ['an e-mail to be deleted', { schemas: [CORE_V1], emails: [{ value: 'x', operation: 'delete' }] }, 'invalidValue'],
    ['a member to be deleted', { schemas: [CORE_V1], members: [{ value: 'x', Operation: 'DELETE' }] }, 'invalidValue'],
    ['an unknown operation', { schemas: [CORE_V1], members: [{ value: 'x', operation: 'add' }] }, 'invalidValue'],
  ])('refuses %s', (_, body, scimType) => {
    const read = (): unknown => resourceFromV1(body, userSchema);
    expect(read).toThrow(expect.objectContaining({ name: 'ScimError', scimType }) as Error);
  });

  it.each<[string, object]>([
    ['a required attribute that is missing', { schemas: [CORE_V1] }],
    ['an extension that is no object', { schemas: [CORE_V1], userName, [ENTERPRISE_V1]: 'x' }],
    ['a manager that is a number', { schemas: [CORE_V1], userName, [ENTERPRISE_V1]: { manager: 7 } }],
    ['a managerId that is a number', { schemas: [CORE_V1], userName, [ENTERPRISE_V1]: { manager: { managerId: 7 } } }],
  ])('leaves %s to the check of SCIM 2.0', (_, body) => {
    const check = (): unknown => checkResource(resourceFromV1(body, userSchema), userSchema, new Tolerances('lenient'));
    expect(check).toThrow(expect.objectContaining({ name: 'ScimError' }) as Error);
  });

  it('never repeats a long name', () => {
    const read = (): unknown =>
      resourceFromV1({ schemas: [CORE_V1], ['x'.repeat(10_000)]: [{ operation: 'delete' }] }, userSchema);
    expect(read).toThrow(/^.{1,200}$/);
  });
});
