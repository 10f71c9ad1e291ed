import { CORE_SCHEMAS, groupSchema, userSchema } from '../schema/resource-types.js';
import { type ToleranceMode, Tolerances } from '../tolerance/tolerances.js';
import { parseRootSort, type RootSort } from './root-sort.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const parse = (sortBy?: string, sortOrder?: string, mode: ToleranceMode = 'lenient'): RootSort | undefined =>
  parseRootSort(sortBy, sortOrder, CORE_SCHEMAS, new Tolerances(mode));

it.each<[string, string | undefined, string | undefined]>([
  ['displayName', 'displayName', 'displayName'],
  ['DISPLAYNAME', 'displayName', 'displayName'],
  ['meta.created', 'meta.created', 'meta.created'],
  ['id', 'id', 'id'],
  ['userName', 'userName', undefined],
  ['emails', 'emails.value', undefined],
  ['members', undefined, 'members.value'],
  [`${ENTERPRISE}:department`, `${ENTERPRISE}:department`, undefined],
  ['department', `${ENTERPRISE}:department`, undefined],
  ['urn:ietf:params:scim:schemas:core:2.0:Group:displayName', undefined, 'displayName'],
])('%s orders what has it', (sortBy, ofUsers, ofGroups) => {
  const sort = parse(sortBy, 'descending');
  expect(sort?.order).toBe('descending');
  expect([sort?.of.User?.path.key, sort?.of.Group?.path.key]).toEqual([ofUsers, ofGroups]);
});

it.each([undefined, '', '  '])('%j is no order', (sortBy) => expect(parse(sortBy, 'nonsense')).toBeUndefined());

it.each<[string, string | undefined, string, RegExp]>([
  ['nope', undefined, 'invalidPath', /Neither users nor groups.*nope/],
  ['nope', 'nope', 'invalidPath', /nope/],
  ['userName.nope', undefined, 'invalidPath', /userName/],
  ['department', 'up', 'invalidValue', /sortOrder/],
  ['urn:nope:id', undefined, 'invalidPath', /urn:nope/],
  ['__proto__', undefined, 'invalidPath', /__proto__/],
  ['password', undefined, 'invalidPath', /password/],
  ['password', 'nope', 'invalidPath', /password/],
  ['name', undefined, 'invalidPath', /name has parts/],
  ['meta', undefined, 'invalidPath', /meta has parts/],
  ['id', 'up', 'invalidValue', /sortOrder/],
  ['members', 'up', 'invalidValue', /sortOrder/],
])('refuses %s %s', (sortBy, sortOrder, scimType, detail) => {
  expect(() => parse(sortBy, sortOrder)).toThrow(
    expect.objectContaining({ scimType, detail: expect.stringMatching(detail) as string }) as Error,
  );
});

it.each([`${ENTERPRISE}:manager`, 'department'])(
  'refuses of a strict connector %s, which a tolerance takes',
  (sortBy) => {
    expect(() => parse(sortBy, undefined, 'strict')).toThrow(
      expect.objectContaining({ scimType: 'invalidPath' }) as Error,
    );
  },
);

it('compares like with like: what both types have is of one kind in both', () => {
  const shared = [
    'id',
    'externalId',
    'meta.created',
    'meta.lastModified',
    ...groupSchema.type.schema.attributes.map(({ name }) => name),
  ];
  const compared = shared.flatMap((name) => {
    const [user, group] = [userSchema.resolve(name), groupSchema.resolve(name)].map(
      (path) => path?.subAttribute ?? path?.attribute,
    );
    if (user === undefined || group === undefined) return [];
    expect([name, user.type, user.caseExact]).toEqual([name, group.type, group.caseExact]);
    return [name];
  });
  expect(compared).toContain('displayName');
});
