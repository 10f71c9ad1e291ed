import { parseSort } from '../../../test/support/lenient.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const error = (scimType: string, detail: RegExp) =>
  expect.objectContaining({ status: 400, scimType, detail: expect.stringMatching(detail) as string }) as Error;

describe('parseSort (RFC 7644 §3.4.2.3)', () => {
  it.each([
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    [' userName ', 'userName'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'userName'],
    ['name.familyName', 'name.familyName'],
    ['Meta.LastModified', 'meta.lastModified'],
    ['emails', 'emails.value'],
    ['emails.type', 'emails.type'],
    [`${ENTERPRISE}:department`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE}:manager`, `${ENTERPRISE}:manager.value`],
    [`${ENTERPRISE}:manager.displayName`, `${ENTERPRISE}:manager.displayName`],
    ['department', `${ENTERPRISE}:department`],
    ['Manager', `${ENTERPRISE}:manager.value`],
    ['manager.displayName', `${ENTERPRISE}:manager.displayName`],
  ])('finds %s', (sortBy, key) => {
    expect(parseSort(sortBy, undefined, userSchema)).toMatchObject({ path: { key }, order: 'ascending' });
  });

  it.each([undefined, '', ' '])('%j asks for no order, whatever sortOrder says', (sortBy) => {
    for (const sortOrder of [undefined, 'descending', 'nonsense'])
      expect(parseSort(sortBy, sortOrder, userSchema)).toBeUndefined();
  });

  it.each([
    [undefined, 'ascending'],
    ['', 'ascending'],
    ['ascending', 'ascending'],
    ['descending', 'descending'],
    ['Descending', 'descending'],
  ])('sortOrder %j is %s', (sortOrder, order) => {
    expect(parseSort('id', sortOrder, userSchema)).toMatchObject({ order });
  });

  it.each(['up', 'desc', 'asc', '1', '-1', 'ascending,descending', 'descending,(select 1)', 'null'])(
    'refuses sortOrder %j',
    (sortOrder) => {
      expect(() => parseSort('id', sortOrder, userSchema)).toThrow(error('invalidValue', /"sortOrder"/));
    },
  );

  it.each([
    ...[
      'nope',
      'name.nope',
      'id;drop table resource',
      'name.__proto__',
      '__proto__',
      'constructor',
      'r.pk',
      'emails[0]',
    ],
    ...['userName.value', 'name.', '.name', 'name.familyName.x', 'userName,id', 'urn:nope:userName', '1', '*'],
    ...[
      `${ENTERPRISE}:nope`,
      'department.value',
      'manager.nope',
      'userName descending',
      'emails[type eq "work"].value',
    ],
  ])('refuses the unknown %s', (sortBy) => {
    expect(() => parseSort(sortBy, undefined, userSchema)).toThrow(error('invalidPath', /has no attribute/));
  });

  it('echoes no more than the beginning of an unknown name', () => {
    const long = 'x'.repeat(5_000);
    expect(() => parseSort(long, undefined, userSchema)).toThrow(error('invalidPath', /^.{0,200}$/));
  });

  it.each(['password', 'Password', 'urn:ietf:params:scim:schemas:core:2.0:User:password'])('refuses %s', (sortBy) => {
    for (const order of ['ascending', 'descending', 'nonsense'])
      expect(() => parseSort(sortBy, order, userSchema)).toThrow(error('invalidPath', /by password/));
  });

  it.each([
    ['name', /name\.formatted/],
    ['addresses', /addresses\.formatted/],
    ['meta', /meta\.resourceType/],
  ])('refuses %s, which has parts only', (sortBy, detail) => {
    expect(() => parseSort(sortBy, undefined, userSchema)).toThrow(error('invalidPath', detail));
  });

  it('knows only what the type has', () => {
    expect(() => parseSort('userName', undefined, groupSchema)).toThrow(error('invalidPath', /Group schema/));
  });
});
