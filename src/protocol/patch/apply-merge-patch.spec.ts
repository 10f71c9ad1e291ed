import type { JsonObject } from '../json.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { ENTERPRISE_USER_SCHEMA, PATCH_OP, USER_SCHEMA } from '../urns.js';
import { applyMergePatch, namesIn, parseMergePatch } from './apply-merge-patch.js';

const REFUSAL = expect.objectContaining({ name: 'ScimError', status: 400 }) as Error;
const OTHER = 'urn:example:fields:2.0:User';
const USER: JsonObject = {
  userName: 'jane',
  name: { familyName: 'Doe', givenName: 'Jane' },
  title: 'Clerk',
  emails: [{ value: 'a@x.io' }, { value: 'b@x.io' }],
  active: true,
  [ENTERPRISE_USER_SCHEMA]: { department: 'Sales', manager: { value: 'm1', displayName: 'M' } },
  // Of a connector that publishes more fields than this schema knows.
  [OTHER]: { shoeSize: 43 },
};
const strict = (): Tolerances => new Tolerances('strict', { extensionWithoutUrn: true });
const patched = (patch: JsonObject, document = USER): JsonObject =>
  applyMergePatch(document, patch, userSchema, strict());
const without = (name: string): JsonObject => Object.fromEntries(Object.entries(USER).filter(([key]) => key !== name));
const enterprise = (value: JsonObject): JsonObject => ({ ...USER, [ENTERPRISE_USER_SCHEMA]: value });

describe('JSON merge patch (RFC 7396)', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['nothing', {}, USER],
    ['schemas alone', { schemas: [USER_SCHEMA] }, USER],
    ['all its schemas, in another spelling', { Schemas: [USER_SCHEMA.toUpperCase(), ENTERPRISE_USER_SCHEMA] }, USER],
    ['a value', { title: 'Boss' }, { ...USER, title: 'Boss' }],
    ['a value in another spelling', { TITLE: 'Boss' }, { ...USER, title: 'Boss' }],
    ['null', { title: null }, without('title')],
    ['null for what is not there', { nickName: null }, USER],
    ['a part', { name: { familyName: 'Roe' } }, { ...USER, name: { familyName: 'Roe', givenName: 'Jane' } }],
    [
      'a part in another spelling',
      { name: { FAMILYNAME: 'Roe' } },
      { ...USER, name: { familyName: 'Roe', givenName: 'Jane' } },
    ],
    ['a part that is null', { name: { givenName: null } }, { ...USER, name: { familyName: 'Doe' } }],
    ['the last part', { name: { givenName: null, familyName: null } }, without('name')],
    ['a complex value that is null', { name: null }, without('name')],
    ['a list, which replaces', { emails: [{ value: 'c@x.io' }] }, { ...USER, emails: [{ value: 'c@x.io' }] }],
    ['an empty list', { emails: [] }, without('emails')],
    [
      'a field of an extension',
      { [ENTERPRISE_USER_SCHEMA]: { costCenter: '7' } },
      enterprise({ costCenter: '7', department: 'Sales', manager: { value: 'm1', displayName: 'M' } }),
    ],
    [
      'a field of an extension that is null',
      { [ENTERPRISE_USER_SCHEMA]: { manager: null } },
      enterprise({ department: 'Sales' }),
    ],
    [
      'a part within an extension',
      { [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm2' } } },
      enterprise({ department: 'Sales', manager: { value: 'm2' } }),
    ],
    ['the whole extension', { [ENTERPRISE_USER_SCHEMA]: null }, without(ENTERPRISE_USER_SCHEMA)],
    [
      'the last field of it',
      { [ENTERPRISE_USER_SCHEMA]: { manager: null, department: null } },
      without(ENTERPRISE_USER_SCHEMA),
    ],
    ['a switch', { active: false }, { ...USER, active: false }],
  ])('%s', (_, patch, expected) => {
    const before = JSON.stringify(USER);
    expect(patched(patch)).toEqual(expected);
    expect(JSON.stringify(USER)).toBe(before);
  });

  it.each<[string, JsonObject]>([
    ['an unknown attribute', { shoeSize: 43 }],
    ['an unknown extension', { 'urn:x:y': {} }],
    ['what this schema does not know, although it is there', { [OTHER]: { shoeSize: 44 } }],
    ['an unknown part', { name: { nick: 'J' } }],
    ['an unknown part of an element', { emails: [{ value: 'a@x.io', colour: 'red' }] }],
    ['an unknown field of an extension', { [ENTERPRISE_USER_SCHEMA]: { shoeSize: 43 } }],
    ['an extension that is a list', { [ENTERPRISE_USER_SCHEMA]: [] }],
    ['an extension that is a text', { [ENTERPRISE_USER_SCHEMA]: 'Sales' }],
    ['schemas of something else', { schemas: ['urn:x'] }],
    ['schemas of something else beside its own', { schemas: [USER_SCHEMA, 'urn:x'] }],
    ['schemas without its own', { schemas: [ENTERPRISE_USER_SCHEMA] }],
    ['a schema twice', { schemas: [USER_SCHEMA, USER_SCHEMA] }],
    ['no schemas', { schemas: [] }],
    ['null for schemas', { schemas: null }],
    ['a text for schemas', { schemas: USER_SCHEMA }],
    ['a number for schemas', { schemas: 5 }],
    ['an id', { id: 'x' }],
    ['an id in another spelling', { ID: 'x' }],
    ['meta', { meta: null }],
    ['groups', { groups: [] }],
    ['a part that only the server sets', { [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm2', displayName: 'N' } } }],
    ['such a part as it is', { [ENTERPRISE_USER_SCHEMA]: { manager: { displayName: 'M' } } }],
    ['such a part in another spelling', { [ENTERPRISE_USER_SCHEMA]: { MANAGER: { DISPLAYNAME: 'N' } } }],
    ['such a part that is null', { [ENTERPRISE_USER_SCHEMA]: { manager: { displayName: null } } }],
    ['a password', { password: 'secret' }],
    ['no password', { password: null }],
    ['null for what is required', { userName: null }],
    ['an empty userName', { userName: '' }],
    ['null for a switch', { active: null }],
    ['a text for a switch', { active: 'True' }],
    ['an empty list for a switch', { active: [] }],
    ['a number for a text', { title: 7 }],
    ['an object for a text', { title: { length: 1 } }],
    ['a text for a complex value', { name: 'Jane Doe' }],
    ['a list for a complex value', { name: [{ familyName: 'Roe' }] }],
    ['an object for a list', { emails: { value: 'a@x.io' } }],
    [
      'two primary values',
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
    ],
    ['a name twice', { title: 'a', Title: 'b' }],
    ['a part twice', { name: { givenName: 'a', GivenName: 'b' } }],
    ['a part twice, once null', { name: { givenName: 'a', GivenName: null } }],
    ['a prototype', { constructor: { prototype: {} } }],
    ['a part that is a prototype', { name: { constructor: 'x' } }],
    ['too much', { title: 'x'.repeat(8_193) }],
  ])('refuses %s', (_, patch) => {
    expect(() => patched(patch)).toThrow(REFUSAL);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('members are none of its business', () => {
    const group = { displayName: 'g' };
    expect(applyMergePatch(group, { displayName: 'h' }, groupSchema, strict())).toEqual({ displayName: 'h' });
    expect(() => applyMergePatch(group, { members: [] }, groupSchema, strict())).toThrow('an address of its own');
  });

  it.each([[null], [[]], ['x'], [1], [true], [undefined]])('%j is no merge patch of a resource', (body) => {
    expect(() => parseMergePatch(body)).toThrow(REFUSAL);
  });

  it('says of a PatchOp of SCIM what it should be', () => {
    const body = { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title', value: 'x' }] };
    expect(() => parseMergePatch(body)).toThrow('JSON merge patch');
  });

  it('names what it touches', () => {
    expect([...namesIn({ schemas: [], Active: false, TITLE: null })]).toEqual(['active', 'title']);
  });
});
