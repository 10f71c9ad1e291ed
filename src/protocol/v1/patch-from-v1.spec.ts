import type { JsonObject } from '../json.js';
import { applyPatch } from '../patch/apply-patch.js';
import { foldMembership } from '../patch/fold-membership.js';
import type { MembershipPatch } from '../patch/membership-fold.js';
import { parsePatch } from '../patch/parse-patch.js';
import { schemasWith } from '../schema/extended-schemas.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { ENTERPRISE_USER_SCHEMA, PATCH_OP } from '../urns.js';
import { patchFromV1 } from './patch-from-v1.js';
import { CORE_V1, ENTERPRISE_V1, OKTA_GROUP_V1 } from './v1-urns.js';

const ID = '019ab1c2';
const v1 = (body: object): object => ({ schemas: [CORE_V1], ...body });

const tolerances = new Tolerances('lenient');

function patchUser(document: JsonObject, body: object): JsonObject {
  const operations = parsePatch(patchFromV1(v1(body), userSchema, ID), tolerances);
  return applyPatch(document, operations, userSchema, tolerances).document;
}

function patchGroup(body: object): { readonly document: JsonObject; readonly membership: MembershipPatch | undefined } {
  const operations = parsePatch(patchFromV1(v1(body), groupSchema, ID), tolerances);
  const { membership, rest } = foldMembership(operations, groupSchema, tolerances);
  return { document: applyPatch({ displayName: 'Old' }, rest, groupSchema, tolerances).document, membership };
}

const work = { value: 'a@x.io', type: 'work', primary: true };
const home = { value: 'b@x.io', type: 'home' };
const before = {
  userName: 'jane@x.io',
  name: { familyName: 'Doe', givenName: 'Jane' },
  title: 'Boss',
  active: true,
  emails: [work, home],
  addresses: [{ locality: 'Rome', type: 'work' }],
  [ENTERPRISE_USER_SCHEMA]: { department: 'R', manager: { value: '7' } },
};

describe('SCIM 1.1 PATCH of a user', () => {
  it.each<[string, object, object]>([
    ['Okta deactivates', { id: ID, active: false }, { active: false }],
    ['a single attribute is replaced', { title: 'Chief' }, { title: 'Chief' }],
    ['null clears it', { title: null }, { title: undefined }],
    ['names match in any case', { TITLE: 'Chief' }, { title: 'Chief' }],
    ['a complex attribute is merged', { name: { givenName: 'J' } }, { name: { familyName: 'Doe', givenName: 'J' } }],
    [
      'an extension is merged',
      { [ENTERPRISE_V1]: { costCenter: '1' } },
      { [ENTERPRISE_USER_SCHEMA]: { costCenter: '1', department: 'R', manager: { value: '7' } } },
    ],
    [
      'a manager by managerId',
      { [ENTERPRISE_V1]: { manager: { managerId: '8' } } },
      { [ENTERPRISE_USER_SCHEMA]: { department: 'R', manager: { value: '8' } } },
    ],
    ['an extension is cleared by null', { [ENTERPRISE_V1]: null }, { [ENTERPRISE_USER_SCHEMA]: undefined }],
    [
      'a value is added',
      { emails: [{ value: 'c@x.io', type: 'other' }] },
      { emails: [work, home, { value: 'c@x.io', type: 'other' }] },
    ],
    ['one value need not be a list', { emails: { value: 'c@x.io' } }, { emails: [work, home, { value: 'c@x.io' }] }],
    [
      'a value that is there is not doubled',
      { emails: [{ value: 'A@X.io' }] },
      { emails: [{ ...work, value: 'A@X.io' }, home] },
    ],
    [
      'a value that is there is merged with, also under another type',
      { emails: [{ value: 'b@x.io', type: 'other', display: 'B' }] },
      { emails: [work, { value: 'b@x.io', display: 'B', type: 'other' }] },
    ],
    [
      'a new primary takes it from the old one',
      { emails: [{ value: 'b@x.io', primary: true }] },
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    ],
    ['a value is deleted', { emails: [{ value: 'a@x.io', operation: 'delete' }] }, { emails: [home] }],
    ['operation in any case', { emails: [{ value: 'a@x.io', OPERATION: 'Delete' }] }, { emails: [home] }],
    [
      'a value is deleted by value alone',
      { emails: [{ value: 'a@x.io', type: 'home', operation: 'delete' }] },
      { emails: [home] },
    ],
    ['deleting what is not there changes nothing', { emails: [{ value: 'z@x.io', operation: 'delete' }] }, {}],
    [
      'values are deleted before others are added, whatever their order',
      {
        emails: [
          { value: 'a@x.io', type: 'home' },
          { value: 'a@x.io', operation: 'delete' },
        ],
      },
      { emails: [home, { value: 'a@x.io', type: 'home' }] },
    ],
    ['the last value is deleted', { addresses: [{ type: 'work', operation: 'delete' }] }, { addresses: undefined }],
    [
      'an address is deleted by what is said of it, and another added',
      {
        addresses: [
          { locality: 'Rome', type: 'work', operation: 'delete' },
          { locality: 'Oslo', type: 'work' },
        ],
      },
      { addresses: [{ locality: 'Oslo', type: 'work' }] },
    ],
    [
      'an address that says more than the stored one stays',
      { addresses: [{ locality: 'Rome', region: 'x', operation: 'delete' }] },
      {},
    ],
    ['operation null is not given', { emails: [{ ...home, operation: null }] }, {}],
    ['an empty list adds nothing', { emails: [] }, {}],
    ['null adds nothing to a list', { emails: null }, {}],
    ['meta.attributes clears', { meta: { attributes: ['title', 'emails'] } }, { title: undefined, emails: undefined }],
    ['meta.attributes clears a part', { meta: { attributes: ['name.familyName'] } }, { name: { givenName: 'Jane' } }],
    [
      'meta.attributes clears by URN',
      { meta: { attributes: [`${CORE_V1}:title`, `${ENTERPRISE_V1}:manager`] } },
      { title: undefined, [ENTERPRISE_USER_SCHEMA]: { department: 'R' } },
    ],
    [
      'meta.attributes clears an extension',
      { meta: { attributes: [ENTERPRISE_V1] } },
      { [ENTERPRISE_USER_SCHEMA]: undefined },
    ],
    [
      'cleared first, then merged: a list',
      { emails: [{ value: 'c@x.io' }], meta: { attributes: ['emails'] } },
      { emails: [{ value: 'c@x.io' }] },
    ],
    [
      'cleared first, whatever the order of the keys',
      { meta: { attributes: ['EMAILS'] }, emails: [{ value: 'c@x.io' }] },
      { emails: [{ value: 'c@x.io' }] },
    ],
    [
      'cleared first, then merged: a complex one',
      { name: { givenName: 'J' }, meta: { attributes: ['name'] } },
      { name: { givenName: 'J' } },
    ],
    [
      'cleared first, then set: a required one',
      { userName: 'j@x.io', meta: { attributes: ['userName'] } },
      { userName: 'j@x.io' },
    ],
    ['cleared first, then set: active', { active: false, meta: { attributes: ['active'] } }, { active: false }],
    [
      'a deletion in a cleared list has nothing to delete',
      { emails: [{ value: 'a@x.io', operation: 'delete' }, home], meta: { attributes: ['emails'] } },
      { emails: [home] },
    ],
    [
      'what only the server decides is ignored',
      { id: ID, meta: { created: 'x', version: 'y' }, groups: [{ value: '1' }] },
      {},
    ],
    ['an extension that nobody knows is dropped', { 'urn:okta:onprem_app:1.0:user:custom': { x: 1 } }, {}],
    ['nothing at all', {}, {}],
    ['meta without attributes', { meta: null }, {}],
    ['meta.attributes null', { meta: { attributes: null } }, {}],
  ])('%s', (_, body, changes) => {
    const expected = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined);
    expect(patchUser(before, body)).toEqual(Object.fromEntries(expected));
  });

  it('a password goes the way of every password', () => {
    const operations = parsePatch(patchFromV1(v1({ password: 'new-pass-1' }), userSchema, ID), tolerances);
    expect(applyPatch(before, operations, userSchema, tolerances)).toEqual({
      document: before,
      password: 'new-pass-1',
    });
  });

  it.each<[string, object, string]>([
    ['another id', { id: 'x' }, 'mutability'],
    ['an unknown attribute', { tittle: 'x' }, 'invalidPath'],
    ['members of a user', { members: [] }, 'invalidPath'],
    ['an operation of SCIM 2.0', { Operations: [] }, 'invalidPath'],
    ['__proto__', JSON.parse('{"__proto__":{"active":false}}') as object, 'invalidPath'],
    ['an unknown attribute of an extension', { [ENTERPRISE_V1]: { departement: 'x' } }, 'invalidPath'],
    ['an extension that is no object', { [ENTERPRISE_V1]: 'x' }, 'invalidValue'],
    ['meta that is no object', { meta: ['title'] }, 'invalidValue'],
    ['meta.attributes as text', { meta: { attributes: 'title' } }, 'invalidValue'],
    ['meta.attributes with a number', { meta: { attributes: [1] } }, 'invalidValue'],
    ['meta.attributes with an unknown name', { meta: { attributes: ['tittle'] } }, 'invalidPath'],
    ['meta.attributes with an empty name', { meta: { attributes: [''] } }, 'invalidPath'],
    ['meta.attributes with a filter', { meta: { attributes: ['emails[type eq "work"]'] } }, 'invalidPath'],
    ['meta.attributes with what is required', { meta: { attributes: ['userName'] } }, 'mutability'],
    ['meta.attributes with active', { meta: { attributes: ['active'] } }, 'invalidValue'],
    ['meta.attributes with what only the server decides', { meta: { attributes: ['groups'] } }, 'mutability'],
    ['meta.attributes with id', { meta: { attributes: ['id'] } }, 'mutability'],
    ['an unknown operation', { emails: [{ value: 'x', operation: 'remove' }] }, 'invalidValue'],
    ['an operation that is no text', { emails: [{ value: 'x', operation: true }] }, 'invalidValue'],
    ['a deletion of nothing', { emails: [{ operation: 'delete' }] }, 'invalidValue'],
    ['a deletion of null', { emails: [{ value: null, operation: 'delete' }] }, 'invalidValue'],
    ['a deletion by unknown parts', { addresses: [{ planet: 'Mars', operation: 'delete' }] }, 'invalidValue'],
    ['a deletion by a number', { emails: [{ value: 1, operation: 'delete' }] }, 'invalidFilter'],
    ['a deletion by half a character', { emails: [{ value: '\ud800', operation: 'delete' }] }, 'invalidFilter'],
    ['an operation on a single value', { name: { givenName: 'x', operation: 'delete' } }, 'invalidValue'],
    [
      'two primary values',
      {
        emails: [
          { value: 'c', primary: true },
          { value: 'd', primary: true },
        ],
      },
      'invalidValue',
    ],
    ['a value of the wrong type', { emails: [{ value: 1 }] }, 'invalidValue'],
    ['a wrong part of a value that is there', { emails: [{ value: 'a@x.io', primary: 'maybe' }] }, 'invalidValue'],
    ['a required attribute as null', { userName: null }, 'mutability'],
    ['active as null', { active: null }, 'invalidValue'],
    ['a wrong type', { title: { x: 1 } }, 'invalidValue'],
  ])('refuses %s', (_, body, scimType) => {
    const patch = (): unknown => patchUser(before, body);
    expect(patch).toThrow(expect.objectContaining({ name: 'ScimError', scimType }) as Error);
    expect(patch).toThrow(/^.{10,250}$/);
  });

  it.each([undefined, null, 'x', [], { active: false }, { schemas: [PATCH_OP], Operations: [] }])(
    'refuses %j, which is no SCIM 1.1 resource',
    (body) => {
      expect(() => patchFromV1(body, userSchema, ID)).toThrow(expect.objectContaining({ status: 400 }) as Error);
    },
  );
});

describe('SCIM 1.1 PATCH of a list without parts, whose values are their own "value"', () => {
  const URN = 'urn:x:User';
  const field = { displayName: 'X', multiValued: true, required: false, options: [] };
  const { User: schema } = schemasWith(URN, [
    { ...field, number: 1, fieldId: 'tags', type: 'string' },
    { ...field, number: 2, fieldId: 'sizes', type: 'integer' },
  ]);
  const document = { userName: 'x', [URN]: { tags: ['p', 'q'], sizes: [1, 2] } };
  const patch = (values: object, more: object = {}): unknown => {
    const body = { schemas: [CORE_V1, URN], [URN]: values, ...more };
    const operations = parsePatch(patchFromV1(body, schema, ID), tolerances);
    return applyPatch(document, operations, schema, tolerances).document[URN];
  };

  it.each<[string, object, object]>([
    ['a value is deleted', { tags: [{ value: 'P', operation: 'delete' }] }, { tags: ['q'], sizes: [1, 2] }],
    ['a number is deleted', { sizes: [{ VALUE: 1, operation: 'Delete' }] }, { tags: ['p', 'q'], sizes: [2] }],
    [
      'what is not there is not deleted',
      { tags: [{ value: 'z', operation: 'delete' }] },
      { tags: ['p', 'q'], sizes: [1, 2] },
    ],
    ['all are deleted', { tags: ['p', 'q'].map((value) => ({ value, operation: 'delete' })) }, { sizes: [1, 2] }],
    ['one is added bare', { tags: ['s'] }, { tags: ['p', 'q', 's'], sizes: [1, 2] }],
    [
      'deleted and added',
      { tags: [{ value: 's' }, { value: 'p', operation: 'delete' }, { value: 't', operation: null }] },
      { tags: ['q', 's', 't'], sizes: [1, 2] },
    ],
  ])('%s', (_, values, expected) => expect(patch(values)).toEqual(expected));

  it('all that is listed stays of a cleared list', () => {
    const meta = { attributes: [`${URN}:tags`] };
    expect(patch({ tags: [{ value: 's' }, 't', { value: 'p', operation: 'delete' }] }, { meta })).toEqual({
      ...{ tags: ['s', 't'], sizes: [1, 2] },
    });
  });

  it.each<[string, object, RegExp]>([
    [
      'a deletion of nothing',
      { tags: [{ operation: 'delete' }] },
      /tags\[0\] has "operation": "delete" and does not say/,
    ],
    ['a deletion by what it has not', { tags: [{ display: 'p', operation: 'delete' }] }, /does not say/],
    ['a deletion by another type', { sizes: [{ value: '1', operation: 'delete' }] }, /sizes/],
    ['a value with parts', { tags: [{ value: 's', type: 'work' }] }, /tags\[0\] must be a string/],
    ['a value of another type', { tags: [{ value: 5 }] }, /tags\[0\] must be a string/],
  ])('refuses %s', (_, values, detail) => {
    expect(() => patch(values)).toThrow(detail);
  });
});

describe('SCIM 1.1 PATCH of a group', () => {
  const member = (value: string, rest: object = {}): object => ({ value, display: `${value}@x.io`, ...rest });
  const gone = { operation: 'delete' };

  it.each<[string, object, MembershipPatch | undefined]>([
    ['Okta renames: members stay', { id: ID, displayName: 'New' }, undefined],
    ['Okta adds', { members: [member('a'), member('b')] }, { kind: 'delta', add: ['a', 'b'], remove: [] }],
    ['Okta removes', { members: [member('a', gone)] }, { kind: 'delta', add: [], remove: ['a'] }],
    [
      'both in one list',
      { members: [member('a', gone), member('b'), member('c', gone), member('d')] },
      { kind: 'delta', add: ['b', 'd'], remove: ['a', 'c'] },
    ],
    ['deleted and added', { members: [member('a'), member('a', gone)] }, { kind: 'delta', add: ['a'], remove: [] }],
    ['a full push', { meta: { attributes: ['members'] }, members: [member('a')] }, { kind: 'replace', members: ['a'] }],
    [
      'a full push, meta last',
      { members: [member('a')], meta: { attributes: ['members'] } },
      { kind: 'replace', members: ['a'] },
    ],
    ['a full push of nobody', { meta: { attributes: ['members'] }, members: [] }, { kind: 'replace', members: [] }],
    ['cleared, and not named', { meta: { attributes: ['members'] } }, { kind: 'replace', members: [] }],
    ['cleared, and null', { meta: { attributes: ['members'] }, members: null }, { kind: 'replace', members: [] }],
    ['a bare id', { members: ['a'] }, { kind: 'delta', add: ['a'], remove: [] }],
    ['nobody', { members: [] }, undefined],
    ['null', { members: null }, undefined],
  ])('%s', (_, body, membership) => expect(patchGroup(body).membership).toEqual(membership));

  it('renames and drops the description', () => {
    const body = { displayName: 'New', [OKTA_GROUP_V1]: { description: 'x' } };
    expect(patchGroup(body).document).toEqual({ displayName: 'New' });
  });

  it('a required name is cleared and set in one', () => {
    expect(patchGroup({ displayName: 'New', meta: { attributes: ['displayName'] } }).document.displayName).toBe('New');
  });

  it('removes 100,000 members with few operations, and without looking at one', () => {
    const ids = Array.from(
      { length: 100_000 },
      (_, index) => `019ab1c2-7d3e-7f00-8a1b-${String(index).padStart(12, '0')}`,
    );
    const body = v1({ members: [...ids.map((id) => member(id, gone)), member('new')] });
    const { Operations: operations } = patchFromV1(body, groupSchema, ID);
    expect((operations as unknown as readonly object[]).length).toBeLessThan(1_000);
    const { membership } = patchGroup(body);
    expect(membership).toMatchObject({ kind: 'delta', add: ['new'] });
    expect(membership?.kind === 'delta' && membership.remove.length).toBe(ids.length);
  });

  it.each<[string, object, string]>([
    ['a member without id', { members: [{ display: 'x' }] }, 'invalidValue'],
    ['a removal without id', { members: [{ ...gone }] }, 'invalidValue'],
    ['a removal by name', { members: [{ display: 'x', ...gone }] }, 'invalidFilter'],
    ['a group as member', { members: [member('a', { type: 'Group' })] }, 'invalidValue'],
    ['a part of members', { meta: { attributes: ['members.display'] } }, 'mutability'],
    ['no name', { meta: { attributes: ['displayName'] } }, 'mutability'],
    ['an attribute of users', { userName: 'x' }, 'invalidPath'],
    ['the enterprise extension by name', { meta: { attributes: [ENTERPRISE_V1] } }, 'invalidPath'],
  ])('refuses %s', (_, body, scimType) => {
    expect(() => patchGroup(body)).toThrow(expect.objectContaining({ scimType }) as Error);
  });
});
