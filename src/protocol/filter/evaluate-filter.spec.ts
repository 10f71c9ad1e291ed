import fc from 'fast-check';
import { parseFilter, resolveElementFilter, resolveFilter } from '../../../test/support/lenient.js';
import type { Json, JsonObject } from '../json.js';
import { groupSchema, userSchema } from '../schema/resource-types.js';
import { evaluateElement, evaluateFilter } from './evaluate-filter.js';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const bob: JsonObject = {
  schemas: [CORE, ENTERPRISE],
  id: '0190f0aa-1111-7000-8000-00000000000a',
  externalId: 'AbC',
  userName: 'Bob@Example.com',
  displayName: 'Bob "B" C:\\dir é',
  nickName: '',
  title: '',
  active: true,
  name: { givenName: 'Bob', familyName: 'Οδυσσεύς' },
  emails: [
    { value: 'bob@work.com', type: 'work', primary: true },
    { value: 'bob@home.com', type: 'home' },
  ],
  phoneNumbers: [],
  ims: [{}, { value: '', type: null }],
  roles: [{ value: 'admin' }, { value: 'u:reader' }],
  groups: [{ value: 'g1', display: 'Ops' }],
  [ENTERPRISE]: { department: 'R&D 100%', manager: { value: 'Id7' } },
  meta: {
    resourceType: 'User',
    created: '2026-01-31T12:00:00.000Z',
    lastModified: '2026-02-01T00:30:00.123Z',
    location: 'https://example.com/Users/1',
    version: 'W/"1"',
  },
};

const matches = (text: string, resource: JsonObject = bob, schema = userSchema) =>
  evaluateFilter(resolveFilter(parseFilter(text), schema), resource);

describe('evaluateFilter', () => {
  it.each([
    // case and forms of names and values
    'userName eq "bob@example.com"',
    'USERNAME EQ "BOB@EXAMPLE.COM"',
    `${CORE}:userName eq "bob@example.com"`,
    `${CORE.toUpperCase()}:userName eq "bob@example.com"`,
    'externalId eq "AbC"',
    String.raw`displayName eq "Bob \"B\" C:\\dir \u00e9"`,
    String.raw`displayName ew "e\u0301"`,
    'name.familyName eq "ΟΔΥΣΣΕΎΣ"',
    'userName co "@EXAMPLE"',
    'userName sw "bob"',
    'userName ew ".COM"',
    'userName co ""',
    `${ENTERPRISE}:department co "0%"`,
    `${ENTERPRISE}:department eq "r&d 100%"`,
    `${ENTERPRISE}:manager.value eq "Id7"`,
    'manager eq "Id7"',
    `id eq "0190f0aa-1111-7000-8000-00000000000a" and manager eq "Id7"`,
    'id ne "not-a-uuid"',
    'active eq true',
    'active eq "True"',
    'not (active eq false)',
    // order
    'userName gt "bob"',
    'userName ge "BOB@EXAMPLE.COM"',
    'userName lt "c"',
    'userName le "BOB@EXAMPLE.COM"',
    'meta.created eq "2026-01-31T12:00:00Z"',
    'meta.created eq "2026-01-31T14:00:00.000+02:00"',
    'meta.created lt "2026-01-31T12:00:00.0001Z"',
    'meta.lastModified gt "2026-02-01T01:30:00+01:00"',
    'meta.lastModified ge "2026-02-01T00:30:00.123Z"',
    // one element or any
    'emails co "work.com"',
    'emails.value eq "BOB@HOME.COM"',
    'emails.type eq "work" and emails.value co "home"',
    'emails[type eq "work" and value co "work"]',
    'emails[type eq "work"].value eq "bob@work.com"',
    'emails[not (type eq "work")]',
    'emails[primary eq "True"]',
    'emails[primary ne true]',
    'emails[primary eq null]',
    'not (emails[type eq "work" and value co "home"])',
    'roles eq "admin"',
    'roles[value eq "u:reader"]',
    'groups eq "g1"',
    'name[givenName eq "bob" and familyName pr]',
    // presence
    'emails pr',
    'roles pr',
    'name pr',
    `${ENTERPRISE}:manager pr`,
    'not (title pr)',
    'not (nickName pr)',
    'not (phoneNumbers pr)',
    'not (ims pr)',
    'not (addresses pr)',
    'title eq null',
    'addresses eq null',
    'userName ne null',
    'title ne "x"',
    'addresses.type ne "x"',
    'emails.type ne "other"',
    // derived
    `schemas eq "${CORE}"`,
    `schemas eq "${ENTERPRISE}"`,
    'meta.resourceType eq "User"',
    'id pr and meta pr and schemas pr',
    // logic
    'title pr or userName pr and active eq true',
    'userName pr or title pr and title pr',
    'not (title pr or nickName pr)',
    'not (title pr and userName pr)',
    'not (not (userName pr))',
  ])('%s', (text) => {
    expect(matches(text)).toBe(true);
  });

  it.each([
    'userName eq "bob"',
    'userName eq ""',
    'title eq ""',
    'title co ""',
    'externalId eq "abc"',
    'userName co "%"',
    'userName co "_"',
    String.raw`userName sw "\\"`,
    'userName sw "example"',
    'userName ew "bob"',
    'userName gt "BOB@EXAMPLE.COM"',
    'userName lt "bob@example.com"',
    'title gt ""',
    'title le "z"',
    'title eq "x"',
    'active eq false',
    'active ne "True"',
    'emails[type eq "work" and value eq "bob@home.com"]',
    'emails[type eq "work"].value eq "bob@home.com"',
    'emails[type eq "other"]',
    'emails[not (type eq "work" or type eq "home")]',
    'addresses[not (type eq "work")]',
    'emails.type ne "work"',
    'roles ne "admin"',
    'emails eq null',
    'nickName pr',
    'phoneNumbers pr',
    'ims pr',
    'ims[type pr]',
    'meta.created gt "2026-01-31T12:00:00Z"',
    'meta.created eq "2026-01-31T12:00:00+02:00"',
    'schemas eq "urn:x"',
    'meta.resourceType eq "Group"',
    '(title pr or userName pr) and title pr',
    'not (userName eq "x" or userName eq "Bob@example.com")',
    `${ENTERPRISE}:division pr`,
  ])('not: %s', (text) => {
    expect(matches(text)).toBe(false);
  });

  it('knows presence of an extension by its attributes, not by `schemas`', () => {
    expect(matches(`schemas eq "${ENTERPRISE}"`, { schemas: [CORE, ENTERPRISE], [ENTERPRISE]: {} })).toBe(false);
    expect(matches(`schemas eq "${ENTERPRISE}"`, { [ENTERPRISE]: { manager: { value: '7' } } })).toBe(true);
  });

  it('finds members of a group', () => {
    const group: JsonObject = { id: 'g', displayName: 'Ops', members: [{ value: 'u1' }, { value: 'u2' }] };
    expect(matches('id eq "g" and members eq "u2"', group, groupSchema)).toBe(true);
    expect(matches('members[value eq "U2"]', group, groupSchema)).toBe(false);
    expect(matches('members pr', { ...group, members: [] }, groupSchema)).toBe(false);
  });

  it.each<[string, string, Json]>([
    ['userName', 'userName pr or userName co ""', null],
    ['userName', 'userName eq "1"', 1],
    ['userName', 'userName co "a"', ['x', 1, null]],
    ['userName', 'userName co "a"', { a: 'a' }],
    ['active', 'active eq true', 'true'],
    ['emails', 'emails[value pr]', ['a', null, 1, ['b']]],
    ['emails', 'emails.value pr', 'a'],
    ['emails', 'emails pr', [[], {}, null, [{}]]],
    ['name', 'name.givenName pr', []],
    ['title', `${ENTERPRISE}:department pr`, 'x'],
    [ENTERPRISE, `${ENTERPRISE}:department pr`, null],
    [ENTERPRISE, `${ENTERPRISE}:department pr`, 'x'],
    [ENTERPRISE, `${ENTERPRISE}:department pr`, [{ department: 'x' }]],
  ])('survives a wrong %s: %s over %j', (name, text, value) => {
    expect(matches(text, { [name]: value })).toBe(false);
  });

  it('reads own properties only', () => {
    const inherited = Object.create({ userName: 'bob', emails: [{ value: 'x' }] }) as JsonObject;
    expect(matches('userName pr or emails pr', inherited)).toBe(false);
  });

  it('keeps the laws of logic for any filter and user', () => {
    const terms = ['userName sw "b"', 'emails co "work"', 'title pr', 'emails[type eq "home"]', 'active eq true'];
    const term = fc.constantFrom(...terms);
    const user = fc.record(
      {
        userName: fc.constantFrom('bob', 'eve', ''),
        title: fc.constantFrom('', 'x', null),
        active: fc.boolean(),
        emails: fc.array(fc.record({ type: fc.constantFrom('work', 'home'), value: fc.constantFrom('a@work', 'b') })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(term, term, user, (a, b, resource) => {
        const [left, right] = [matches(a, resource), matches(b, resource)];
        expect(matches(`${a} and ${b}`, resource)).toBe(left && right);
        expect(matches(`${a} or ${b}`, resource)).toBe(left || right);
        expect(matches(`not (${a})`, resource)).toBe(!left);
        expect(matches(`not (${a} or ${b})`, resource)).toBe(matches(`not (${a}) and not (${b})`, resource));
      }),
    );
  });
});

describe('evaluateElement', () => {
  const emails = userSchema.resolve('emails');
  if (emails === undefined) throw new Error('no emails');
  const holds = (text: string, element: JsonObject) =>
    evaluateElement(resolveElementFilter(parseFilter(text), userSchema, emails), element);

  it.each<[string, JsonObject, boolean]>([
    ['type eq "WORK"', { type: 'work' }, true],
    ['type eq "work" and primary eq true', { type: 'work', primary: true }, true],
    ['type eq "work" and primary eq "True"', { type: 'work', primary: true }, true],
    ['not (primary eq true)', { type: 'work' }, true],
    ['value pr or type pr', { type: 'work' }, true],
    ['type eq "home"', { type: 'work' }, false],
    ['type pr', { type: '' }, false],
    ['type pr', {}, false],
    ['primary eq false', {}, false],
    ['value co "a"', { value: ['b'] }, false],
  ])('%s over %j is %s', (text, element, expected) => {
    expect(holds(text, element)).toBe(expected);
  });
});
