import { parseProjection as parseLenient } from '../../../test/support/lenient.js';
import type { JsonObject } from '../json.js';
import { defineAttribute, definePlural } from '../schema/define-attribute.js';
import { ResourceSchema } from '../schema/resource-schema.js';
import { groupSchema, USER_TYPE, userSchema } from '../schema/resource-types.js';
import { Tolerances } from '../tolerance/tolerances.js';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../urns.js';
import { parseProjection, wants, type RawProjection } from './parse-projection.js';
import { projectResource } from './project-resource.js';
import { withWritten } from './with-written.js';

const USER: JsonObject = {
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  id: '1',
  externalId: 'x1',
  userName: 'jane@x.io',
  name: { givenName: 'Jane', familyName: 'Doe' },
  active: true,
  emails: [{ value: 'jane@x.io', type: 'work', primary: true }, { type: 'home' }],
  [ENTERPRISE_USER_SCHEMA]: { department: 'R&D', manager: { value: '26', displayName: 'Mo' } },
  meta: { resourceType: 'User', version: 'W/"1"' },
};

const project = (raw: RawProjection, resource = USER, schema = userSchema) =>
  projectResource(resource, parseLenient(raw, schema), schema);

const always = { schemas: [USER_SCHEMA], id: '1' };

describe('attributes (RFC 7644 §3.9)', () => {
  it.each<[string, JsonObject]>([
    ['userName', { ...always, userName: 'jane@x.io' }],
    ['USERNAME , active,', { ...always, userName: 'jane@x.io', active: true }],
    [`${USER_SCHEMA}:userName`, { ...always, userName: 'jane@x.io' }],
    ['name.givenName', { ...always, name: { givenName: 'Jane' } }],
    ['name.givenName,name', { ...always, name: { givenName: 'Jane', familyName: 'Doe' } }],
    ['emails.value', { ...always, emails: [{ value: 'jane@x.io' }] }],
    ['emails.display', always],
    ['meta.version', { ...always, meta: { version: 'W/"1"' } }],
    ['id', always],
    ['nonsense', always],
    ['__proto__,constructor', always],
    ['emails[type eq "work"]', always],
    ['password', always],
    ['', USER],
    [' , ', USER],
    [
      `${ENTERPRISE_USER_SCHEMA}:department`,
      { ...always, schemas: USER.schemas ?? null, [ENTERPRISE_USER_SCHEMA]: { department: 'R&D' } },
    ],
    [
      `${ENTERPRISE_USER_SCHEMA}:manager.value`.toUpperCase(),
      { ...always, schemas: USER.schemas ?? null, [ENTERPRISE_USER_SCHEMA]: { manager: { value: '26' } } },
    ],
    ['department', { ...always, schemas: USER.schemas ?? null, [ENTERPRISE_USER_SCHEMA]: { department: 'R&D' } }],
    [
      ENTERPRISE_USER_SCHEMA,
      {
        ...always,
        schemas: USER.schemas ?? null,
        [ENTERPRISE_USER_SCHEMA]: { department: 'R&D', manager: { value: '26', displayName: 'Mo' } },
      },
    ],
  ])('attributes=%s', (attributes, expected) => {
    expect(project({ attributes })).toEqual(expected);
  });
});

it('of a strict connector a bare name of an extension is an unknown one', () => {
  const strict = new Tolerances('strict');
  const of = (raw: RawProjection) => projectResource(USER, parseProjection(raw, userSchema, strict), userSchema);
  expect(of({ attributes: 'department' })).toEqual(always);
  expect(of({ excludedAttributes: 'department' })).toEqual(USER);
});

it('refuses a bare name that two extensions have', () => {
  const extensions = ['urn:x:User', 'urn:y:User'].map((id) => ({
    required: false,
    schema: { id, name: 'X', description: 'X', attributes: [defineAttribute('badge', 'badge')] },
  }));
  expect(() => project({ attributes: 'badge' }, USER, new ResourceSchema({ ...USER_TYPE, extensions }))).toThrow(
    expect.objectContaining({
      scimType: 'invalidValue',
      detail: 'More than one extension has an attribute "badge". Write urn:x:User:badge or urn:y:User:badge.',
    }) as Error,
  );
});

describe('excludedAttributes', () => {
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(USER).filter(([name]) => !names.includes(name)));

  it.each<[string, JsonObject]>([
    ['emails', without('emails')],
    ['id,schemas', USER],
    ['nonsense', USER],
    ['', USER],
    ['emails.type', { ...USER, emails: [{ value: 'jane@x.io', primary: true }] }],
    ['name.givenName,name.familyName', without('name')],
    [ENTERPRISE_USER_SCHEMA, { ...without(ENTERPRISE_USER_SCHEMA), schemas: [USER_SCHEMA] }],
    ['manager', { ...USER, [ENTERPRISE_USER_SCHEMA]: { department: 'R&D' } }],
    [
      `${ENTERPRISE_USER_SCHEMA}:manager.displayName`,
      { ...USER, [ENTERPRISE_USER_SCHEMA]: { department: 'R&D', manager: { value: '26' } } },
    ],
  ])('excludedAttributes=%s', (excludedAttributes, expected) => {
    expect(project({ excludedAttributes })).toEqual(expected);
  });
});

describe('returned (RFC 7643 §7)', () => {
  const secretive = new ResourceSchema({
    ...USER_TYPE,
    extensions: [
      {
        required: false,
        schema: {
          id: 'urn:x:User',
          name: 'X',
          description: 'X',
          attributes: [
            defineAttribute('shy', 'on request', { returned: 'request' }),
            defineAttribute('badge', 'always', { returned: 'always' }),
            defineAttribute('pin', 'never', { returned: 'never' }),
          ],
        },
      },
    ],
  });
  const resource: JsonObject = {
    id: '1',
    password: 'hunter2',
    'urn:x:User': { shy: 's', badge: 'b', pin: 'p' },
    evil: 1,
  };

  it.each<[RawProjection, JsonObject]>([
    [{}, { id: '1', 'urn:x:User': { badge: 'b' } }],
    [{ attributes: 'password,urn:x:User:pin' }, { id: '1', 'urn:x:User': { badge: 'b' } }],
    [{ attributes: 'urn:x:User:shy' }, { id: '1', 'urn:x:User': { shy: 's', badge: 'b' } }],
    [{ attributes: 'urn:x:User' }, { id: '1', 'urn:x:User': { badge: 'b' } }],
    [{ excludedAttributes: 'urn:x:User:shy' }, { id: '1', 'urn:x:User': { badge: 'b' } }],
    [{ excludedAttributes: 'urn:x:User:badge' }, { id: '1', 'urn:x:User': { badge: 'b' } }],
  ])('%j shows neither what is never returned nor what the schema does not know', (raw, expected) => {
    expect(project(raw, resource, secretive)).toEqual(expected);
  });
});

describe('68: what is returned on request is returned where it was written (RFC 7643 §7)', () => {
  const URN = 'urn:x:User';
  const shy = new ResourceSchema({
    ...USER_TYPE,
    extensions: [
      {
        required: false,
        schema: {
          id: URN,
          name: 'X',
          description: 'X',
          attributes: [
            defineAttribute('shy', 'on request', { returned: 'request' }),
            definePlural('keys', 'keys', defineAttribute('value', 'on request', { returned: 'request' })),
          ],
        },
      },
    ],
  });
  const resource: JsonObject = { id: '1', [URN]: { shy: 's', keys: [{ value: 'k', type: 't' }] } };
  const keys = [{ type: 't' }];
  const patch = (operation: object): object => ({ schemas: [PATCH_OP], Operations: [operation] });
  const shown = (body: unknown, raw: RawProjection = {}): unknown =>
    projectResource(resource, withWritten(parseLenient(raw, shy), body, shy), shy)[URN];

  it.each<[string, unknown]>([
    ['POST or PUT', { [URN]: { shy: 's' } }],
    ['names in another case', { [URN.toUpperCase()]: { SHY: 's' } }],
    ['PATCH with a path', patch({ op: 'replace', path: `${URN}:shy`, value: 's' })],
    ['PATCH with the path of the extension', patch({ op: 'replace', path: URN, value: { shy: 's' } })],
    ['PATCH without a path', patch({ op: 'replace', value: { [URN]: { shy: 's' } } })],
    ['PATCH with a URN for a key', patch({ op: 'replace', value: { [`${URN}:shy`]: 's' } })],
  ])('%s', (_, body) => expect(shown(body)).toEqual({ shy: 's', keys }));

  it.each<[string, unknown]>([
    ['POST of a part', { [URN]: { keys: [{ value: 'k' }] } }],
    ['PATCH of a part', patch({ op: 'replace', path: `${URN}:keys[type eq "t"].value`, value: 'k' })],
  ])('%s', (_, body) => expect(shown(body)).toEqual({ keys: [{ value: 'k', type: 't' }] }));

  it.each<[string, unknown, RawProjection]>([
    ['a request that reads', undefined, {}],
    ['another attribute', { userName: 'a', [URN]: { keys: [{ type: 't' }] } }, {}],
    ['one that is excluded', { [URN]: { shy: 's' } }, { excludedAttributes: `${URN}:shy` }],
    ['not what a list is', ['x'], {}],
    ['Operations that are none', { Operations: 'x' }, {}],
  ])('not for %s', (_, body, raw) => expect(shown(body, raw)).toEqual({ keys }));

  it('gives way to attributes', () => {
    expect(shown({ [URN]: { shy: 's' } }, { attributes: 'userName' })).toBeUndefined();
  });

  it('costs nothing where no attribute is returned on request', () => {
    const projection = parseLenient({}, userSchema);
    expect(withWritten(projection, { userName: 'a' }, userSchema)).toBe(projection);
  });
});

describe('groups', () => {
  const group: JsonObject = { schemas: [GROUP_SCHEMA], id: 'g', displayName: 'G', members: [] };

  it('an empty list of members stays', () => {
    expect(project({}, group, groupSchema)).toEqual(group);
    expect(project({ attributes: 'members.value' }, group, groupSchema).members).toEqual([]);
  });

  it.each<[RawProjection, boolean]>([
    [{}, true],
    [{ attributes: 'displayName' }, false],
    [{ attributes: 'Members' }, true],
    [{ attributes: 'id,members.value' }, true],
    [{ attributes: 'nonsense' }, false],
    [{ excludedAttributes: 'MEMBERS' }, false],
    [{ excludedAttributes: `${GROUP_SCHEMA}:members` }, false],
    [{ excludedAttributes: 'members.value' }, true],
    [{ excludedAttributes: 'displayName' }, true],
  ])('%j wants members: %s', (raw, expected) => {
    expect(wants(parseLenient(raw, groupSchema), 'members')).toBe(expected);
  });
});

test.each(['attributes', 'excludedAttributes'])('%s is given once, as text', (name) => {
  for (const value of [['id', 'name'], ['id'], [], { a: 'id' }, 1, null, true])
    expect(() => parseLenient({ [name]: value }, userSchema)).toThrow(
      expect.objectContaining({
        scimType: 'invalidValue',
        detail: expect.stringMatching(new RegExp(`"${name}"`)) as string,
      }) as Error,
    );
});

test('what the query object inherits is not asked for', () => {
  const query = Object.create({ attributes: ['id'] }) as Record<string, unknown>;
  expect(parseLenient(query, userSchema)).toEqual({ kind: 'default' });
});

test('attributes and excludedAttributes exclude each other', () => {
  expect(() => parseLenient({ attributes: 'id', excludedAttributes: 'name' }, userSchema)).toThrow(
    expect.objectContaining({ scimType: 'invalidValue' }) as Error,
  );
});

describe('the short way of the default projection shows what the long way shows', () => {
  const odd: JsonObject = {
    schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA, 'urn:x'],
    id: '1',
    userName: 'a',
    password: 'never',
    unknown: 1,
    name: { givenName: 'A', unknown: 1 },
    emails: [{ value: 'a', type: 'work', display: 'a' }, { unknown: 1 }, {}, 'text', null],
    phoneNumbers: [{ unknown: 1 }],
    addresses: [],
    photos: {},
    roles: 'text',
    ims: null,
    groups: [{ value: '1', $ref: 'x', display: 'g', type: 'direct', unknown: 1 }],
    [ENTERPRISE_USER_SCHEMA]: { department: 'd', unknown: 1, manager: { value: '1', unknown: 1 } },
    meta: { version: 'W/"1"', unknown: 1 },
  };
  const custom = new ResourceSchema({
    ...USER_TYPE,
    schema: {
      ...USER_TYPE.schema,
      attributes: [
        defineAttribute('onRequest', '', { returned: 'request' }),
        defineAttribute('kept', '', {
          subAttributes: [defineAttribute('a', '', { returned: 'request' }), defineAttribute('b', '')],
        }),
      ],
    },
  });

  it.each<[string, JsonObject, ResourceSchema]>([
    ['a user', USER, userSchema],
    ['what no user should hold', odd, userSchema],
    ['the same as a group', odd, groupSchema],
    ['an extension without anything known', { ...odd, [ENTERPRISE_USER_SCHEMA]: { unknown: 1 } }, userSchema],
    ['an extension that is no object', { ...odd, [ENTERPRISE_USER_SCHEMA]: [{ department: 'd' }] }, userSchema],
    ['an extension of nothing', { ...odd, [ENTERPRISE_USER_SCHEMA]: {} }, userSchema],
    ['a complex value of nothing known', { ...odd, name: { unknown: 1 } }, userSchema],
    ['an own key of the prototype', JSON.parse('{"__proto__": {"id": "2"}, "id": "1"}') as JsonObject, userSchema],
    ['no schemas', { id: '1' }, userSchema],
    ['parts on request', { id: '1', onRequest: 1, kept: { a: 1, b: 2 } }, custom],
    ['only parts on request', { id: '1', onRequest: 1, kept: [{ a: 1 }] }, custom],
  ])('%s', (_, resource, schema) => {
    const longWay = projectResource(resource, { kind: 'except', keys: new Set() }, schema);
    const shortWay = projectResource(resource, { kind: 'default' }, schema);
    expect(JSON.stringify(shortWay)).toBe(JSON.stringify(longWay));
  });
});
