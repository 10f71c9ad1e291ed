import { foldMembership, parsePatch } from '../../../test/support/lenient.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { PATCH_OP } from '../urns.js';
import { assertSameId } from './assert-same-id.js';
import type { MembershipPatch } from './membership-fold.js';

const refusal = (scimType: string, detail: RegExp) =>
  expect.objectContaining({ scimType, detail: expect.stringMatching(detail) as string }) as Error;

const parse = (...Operations: object[]) => parsePatch({ schemas: [PATCH_OP], Operations });
const fold = (...operations: object[]) => foldMembership(parse(...operations), groupSchema);

const delta = (add: string[], remove: string[]): MembershipPatch => ({ kind: 'delta', add, remove });
const replace = (...members: string[]): MembershipPatch => ({ kind: 'replace', members });

const add = (...ids: string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) });
const remove = (...ids: string[]) => ({ op: 'remove', path: 'members', value: ids.map((value) => ({ value })) });
const put = (...ids: string[]) => ({ op: 'replace', path: 'members', value: ids.map((value) => ({ value })) });
const removeAll = { op: 'remove', path: 'members' };

describe('single operations of clients', () => {
  it.each<[string, object, MembershipPatch | undefined]>([
    [
      'Okta adds',
      { op: 'add', path: 'members', value: [{ value: '23a3', display: 'test.user@okta.local' }] },
      delta(['23a3'], []),
    ],
    ['Okta removes', { op: 'remove', path: 'members[value eq "89bb"]' }, delta([], ['89bb'])],
    [
      'Okta pushes all',
      {
        op: 'replace',
        path: 'members',
        value: [
          { value: 'a', display: 'x' },
          { value: 'b', display: null },
        ],
      },
      replace('a', 'b'),
    ],
    ['Okta pushes an empty group', { op: 'replace', path: 'members', value: [] }, replace()],
    ['Okta without path', { op: 'replace', value: { members: [{ value: 'a' }] } }, replace('a')],
    ['Okta after create', { op: 'replace', value: { members: [] } }, replace()],
    ['Entra adds', { op: 'Add', path: 'members', value: [{ $ref: null, value: 'f648' }] }, delta(['f648'], [])],
    ['Entra removes', { op: 'Remove', path: 'members', value: [{ $ref: null, value: 'f648' }] }, delta([], ['f648'])],
    ['Entra with its flag removes', { op: 'remove', path: 'members[value eq "7f4b"]' }, delta([], ['7f4b'])],
    [
      'Postman adds bare text',
      { op: 'add', path: 'members', value: 'string id 1', name: 'addMember' },
      delta(['string id 1'], []),
    ],
    ['one object to add', { op: 'add', path: 'members', value: { value: 'a' } }, delta(['a'], [])],
    ['one object to remove', { op: 'remove', path: 'members', value: { value: 'a' } }, delta([], ['a'])],
    ['bare text to remove', { op: 'remove', path: 'members', value: 'a' }, delta([], ['a'])],
    ['without path, add', { op: 'add', value: { Members: [{ value: 'a' }] } }, delta(['a'], [])],
    [
      'under the URN',
      { op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:Group:MEMBERS', value: ['a'] },
      delta(['a'], []),
    ],
    [
      'under the URN, without path',
      { op: 'add', value: { 'urn:ietf:params:scim:schemas:core:2.0:Group:members': ['a'] } },
      delta(['a'], []),
    ],
    [
      'several in a filter',
      { op: 'remove', path: 'members[value eq "a" or (VALUE eq "b" or value eq "c")]' },
      delta([], ['a', 'b', 'c']),
    ],
    ['remove all', removeAll, replace()],
    ['Keycloak removes all', { op: 'REMOVE', path: 'members', value: null }, replace()],
    ['replace by null', { op: 'replace', path: 'members', value: null }, replace()],
    ['replace by null, without path', { op: 'replace', value: { members: null } }, replace()],
    // T52: a list of nobody to remove removes nobody.
    ['remove an empty list', { op: 'remove', path: 'members', value: [] }, undefined],
    ['add nobody', { op: 'add', path: 'members', value: [] }, undefined],
    ['add null', { op: 'add', path: 'members', value: null }, undefined],
    ['add null without path', { op: 'add', value: { members: null } }, undefined],
  ])('%s', (_, operation, expected) => {
    expect(fold(operation)).toEqual({ rest: [], ...(expected === undefined ? {} : { membership: expected }) });
  });
});

describe('several operations: the last word on an id counts', () => {
  it.each<[string, object[], MembershipPatch]>([
    ['remove, then add (Okta)', [remove('a'), remove('b'), add('c', 'd')], delta(['c', 'd'], ['a', 'b'])],
    ['add, then remove the same', [add('a', 'b'), remove('a')], delta(['b'], ['a'])],
    ['remove, then add the same', [remove('a', 'b'), add('a')], delta(['a'], ['b'])],
    ['add twice', [add('a'), add('a', 'a')], delta(['a'], [])],
    ['replace forgets what was before', [add('a'), remove('b'), put('c')], replace('c')],
    ['later additions extend a replacement', [put('a'), add('b')], replace('a', 'b')],
    ['later removals cut it', [put('a', 'b'), remove('a', 'z')], replace('b')],
    ['remove all, then add', [removeAll, add('a')], replace('a')],
    ['replace, then remove all', [put('a'), removeAll], replace()],
    ['the last replacement', [put('a'), put('b')], replace('b')],
    ['ids are case-exact', [add('a'), remove('A')], delta(['a'], ['A'])],
    [
      'ids that objects inherit',
      [add('__proto__', 'constructor'), remove('toString')],
      delta(['__proto__', 'constructor'], ['toString']),
    ],
  ])('%s', (_, operations, expected) => {
    expect(fold(...operations).membership).toEqual(expected);
  });
});

describe('what is not membership', () => {
  it.each<[string, object]>([
    ['Okta renames', { op: 'replace', value: { id: 'g1', displayName: 'New' } }],
    [
      'authentik sends the group without members',
      { op: 'replace', value: { schemas: [], id: 'g1', externalId: 'x', displayName: 'G' } },
    ],
    ['Entra renames', { op: 'Replace', path: 'displayName', value: 'New' }],
    ['an unknown attribute', { op: 'replace', value: { memberz: [] } }],
    ['a misspelt path', { op: 'remove', path: 'member' }],
    ['nothing', { op: 'replace', value: {} }],
  ])('%s leaves membership alone', (_, operation) => {
    expect(fold(operation)).toEqual({ rest: parse(operation) });
  });

  it('is split from a mixed value, and keeps its order', () => {
    const first = { op: 'replace', path: 'externalId', value: 'x' };
    const mixed = { op: 'replace', value: { members: [], id: 'g1', displayName: 'New' } };
    expect(fold(first, mixed, add('a'))).toEqual({
      membership: replace('a'),
      rest: parse(first, { op: 'replace', value: { id: 'g1', displayName: 'New' } }),
    });
  });

  it('users have no members', () => {
    const operations = parse(add('a'));
    expect(foldMembership(operations, userSchema)).toEqual({ rest: operations });
  });
});

describe('refused, never guessed', () => {
  it.each<[string, object, string, RegExp]>([
    ['a filter by type', { op: 'remove', path: 'members[type eq "User"]' }, 'invalidFilter', /by their id only/],
    ['a filter by display', { op: 'remove', path: 'members[display eq "x"]' }, 'invalidFilter', /by their id only/],
    ['not', { op: 'remove', path: 'members[not (value eq "x")]' }, 'invalidFilter', /by their id only/],
    ['ne', { op: 'remove', path: 'members[value ne "x"]' }, 'invalidFilter', /by their id only/],
    ['pr', { op: 'remove', path: 'members[value pr]' }, 'invalidFilter', /by their id only/],
    ['one bad term', { op: 'remove', path: 'members[value eq "x" or value pr]' }, 'invalidFilter', /by their id only/],
    ['and', { op: 'remove', path: 'members[value eq "x" and type eq "User"]' }, 'invalidFilter', /by their id only/],
    ['a number', { op: 'remove', path: 'members[value eq 5]' }, 'invalidFilter', /by their id only/],
    ['null', { op: 'remove', path: 'members[value eq null]' }, 'invalidFilter', /by their id only/],
    [
      'add to a filter',
      { op: 'add', path: 'members[value eq "x"]', value: { display: 'y' } },
      'mutability',
      /cannot be changed/,
    ],
    [
      'replace by a filter',
      { op: 'replace', path: 'members[value eq "x"]', value: { value: 'y' } },
      'mutability',
      /cannot be changed/,
    ],
    [
      'Microsoft’s validator',
      { op: 'replace', path: 'members[type eq "Group"].value', value: 'x' },
      'mutability',
      /cannot be changed/,
    ],
    ['part of a member', { op: 'remove', path: 'members[value eq "x"].display' }, 'mutability', /cannot be changed/],
    ['part of all members', { op: 'remove', path: 'members.value' }, 'mutability', /cannot be changed/],
    ['part of all members, add', { op: 'add', path: 'members.value', value: 'x' }, 'mutability', /cannot be changed/],
    [
      'part of all members, as key',
      { op: 'replace', value: { 'members.value': 'x' } },
      'mutability',
      /cannot be changed/,
    ],
    ['a filter as key', { op: 'add', value: { 'members[value eq "x"]': {} } }, 'mutability', /cannot be changed/],
    ['members twice', { op: 'add', value: { members: ['a'], Members: ['b'] } }, 'invalidSyntax', /twice/],
    [
      'a nested group',
      { op: 'add', path: 'members', value: [{ value: 'g', type: 'Group' }] },
      'invalidValue',
      /is a group/,
    ],
    [
      'a member without id',
      { op: 'add', path: 'members', value: [{ display: 'x' }] },
      'invalidValue',
      /members\[0\]\.value/,
    ],
    ['an empty object to remove', { op: 'remove', path: 'members', value: {} }, 'invalidValue', /members\.value/],
    ['empty text to remove', { op: 'remove', path: 'members', value: '' }, 'invalidValue', /members/],
    ['a list with null to remove', { op: 'remove', path: 'members', value: [null] }, 'invalidValue', /members\[0\]/],
    ['a number', { op: 'replace', path: 'members', value: 5 }, 'invalidValue', /members/],
    ['false', { op: 'remove', path: 'members', value: false }, 'invalidValue', /members/],
    ['empty text', { op: 'replace', path: 'members', value: '' }, 'invalidValue', /members/],
    ['an empty object', { op: 'replace', path: 'members', value: {} }, 'invalidValue', /members/],
  ])('%s', (_, operation, scimType, detail) => {
    expect(() => fold(operation)).toThrow(refusal(scimType, detail));
  });
});

describe('assertSameId', () => {
  it.each<[string, object]>([
    ['Okta repeats the id', { op: 'replace', value: { id: 'g1', displayName: 'New' } }],
    ['no id', { op: 'replace', value: { displayName: 'New' } }],
    ['null', { op: 'replace', value: { id: null } }],
    ['an id deeper down', { op: 'replace', value: { name: { id: 'other' } } }],
  ])('accepts: %s', (_, operation) => {
    expect(() => assertSameId(parse(operation), 'g1')).not.toThrow();
  });

  it.each<[string, object]>([
    ['another id', { op: 'replace', value: { id: 'g2', displayName: 'New' } }],
    ['another case', { op: 'add', value: { ID: 'G1' } }],
    ['a number', { op: 'add', value: { id: 5 } }],
    ['a list', { op: 'add', value: { Id: ['g1'] } }],
  ])('refuses: %s', (_, operation) => {
    expect(() => assertSameId(parse({ op: 'add', value: {} }, operation), 'g1')).toThrow(refusal('mutability', /"id"/));
  });
});
