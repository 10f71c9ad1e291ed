import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import { type Tolerance, TOLERANCES } from '../../src/protocol/tolerance/tolerances.js';
import {
  BULK_REQUEST,
  ENTERPRISE_USER_SCHEMA as EXT,
  GROUP_SCHEMA,
  PATCH_OP,
  USER_SCHEMA,
} from '../../src/protocol/urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

/** A user and a group with two members, made for one test. */
interface World {
  readonly name: string;
  readonly user: string;
  readonly group: string;
  readonly members: readonly [string, string];
}
type Request = (world: World) => readonly [method: string, path: string, body?: object];

interface Departure {
  readonly name: Tolerance;
  readonly request: Request;
  /** What is answered where it is accepted. */
  readonly status: number;
  readonly body?: (world: World) => object;
  /** What the user and the group are then, as far as it matters. */
  readonly user?: object;
  readonly members?: (world: World) => readonly string[];
  /** Of the refusal; undefined for 404. */
  readonly scimType: string | undefined;
}

const patchUser =
  (...Operations: object[]): Request =>
  ({ user }) => ['PATCH', `/Users/${user}`, { schemas: [PATCH_OP], Operations }];
const postUser =
  (attributes: object): Request =>
  () => ['POST', '/Users', { schemas: [USER_SCHEMA], userName: uuidv7(), ...attributes }];
const find =
  (filter: (world: World) => string): Request =>
  (world) => ['GET', `/Users?filter=${encodeURIComponent(filter(world))}`];
const found = ({ user }: World): object => ({ totalResults: 1, Resources: [{ id: user }] });

const DEPARTURES: readonly Departure[] = [
  {
    name: 'opCase',
    request: patchUser({ op: 'Replace', path: 'title', value: 'x' }),
    ...{ status: 200, user: { title: 'x' }, scimType: 'invalidSyntax' },
  },
  {
    name: 'stringBooleans',
    request: patchUser({ op: 'replace', path: 'active', value: 'False' }),
    ...{ status: 200, user: { active: false }, scimType: 'invalidValue' },
  },
  {
    name: 'removePathPlusValueArray',
    request: ({ group, members }) => [
      'PATCH',
      `/Groups/${group}`,
      {
        schemas: [PATCH_OP],
        Operations: [{ op: 'remove', path: 'members', value: [{ $ref: null, value: members[0] }] }],
      },
    ],
    ...{ status: 200, scimType: 'invalidValue' },
    members: ({ members }) => [members[1]],
  },
  {
    name: 'patchNoMatchCreates',
    request: patchUser({ op: 'replace', path: 'phoneNumbers[type eq "fax"].value', value: '1' }),
    ...{ status: 200, user: { phoneNumbers: [{ value: '1', type: 'fax' }] }, scimType: 'noTarget' },
  },
  {
    name: 'pathlessDottedKeys',
    request: patchUser({ op: 'replace', value: { 'name.givenName': 'Kkom' } }),
    ...{ status: 200, user: { name: { givenName: 'Kkom', familyName: 'Young' } }, scimType: 'invalidSyntax' },
  },
  {
    name: 'pathlessUrnKeys',
    request: patchUser({ op: 'replace', value: { [`${EXT}:employeeNumber`]: 'Aklq' } }),
    ...{ status: 200, user: { [EXT]: { employeeNumber: 'Aklq', department: 'Sales' } }, scimType: 'invalidSyntax' },
  },
  {
    name: 'patchReadOnlyIgnored',
    request: ({ group }) => [
      'PATCH',
      `/Groups/${group}`,
      { schemas: [PATCH_OP], Operations: [{ op: 'replace', value: { id: group, externalId: 'e' } }] },
    ],
    ...{ status: 200, scimType: 'mutability' },
    body: () => ({ externalId: 'e' }),
  },
  {
    name: 'unqualifiedExtensionNames',
    request: patchUser({ op: 'replace', path: 'department', value: 'Legal' }),
    ...{ status: 200, user: { [EXT]: { department: 'Legal' } }, scimType: 'invalidPath' },
  },
  {
    name: 'unknownSchemaUrn',
    request: () => [
      'POST',
      '/Groups',
      {
        schemas: [GROUP_SCHEMA, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
        displayName: uuidv7(),
      },
    ],
    ...{ status: 201, body: () => ({ schemas: [GROUP_SCHEMA] }), scimType: 'invalidSyntax' },
  },
  {
    name: 'repeatedSchemaUrn',
    request: postUser({ schemas: [USER_SCHEMA, USER_SCHEMA] }),
    ...{ status: 201, body: () => ({ schemas: [USER_SCHEMA] }), scimType: 'invalidSyntax' },
  },
  {
    name: 'unknownAttributesIgnored',
    request: postUser({ shoeSize: 42 }),
    ...{ status: 201, body: () => ({ active: true }), scimType: 'invalidSyntax' },
  },
  {
    name: 'bareReferenceString',
    request: patchUser({ op: 'add', path: `${EXT}:manager`, value: '271' }),
    ...{ status: 200, user: { [EXT]: { manager: { value: '271' } } }, scimType: 'invalidValue' },
  },
  {
    name: 'emptyStringUnassigns',
    request: patchUser(
      { op: 'replace', path: `${EXT}:manager`, value: '' },
      { op: 'add', path: 'emails', value: [{ value: 'h@x.io', type: 'home' }] },
      { op: 'replace', path: 'emails[type eq "work"]', value: '' },
    ),
    ...{ status: 200, scimType: 'invalidValue' },
    user: { [EXT]: { department: 'Sales' }, emails: [{ value: 'h@x.io', type: 'home' }] },
  },
  {
    name: 'objectForArray',
    request: postUser({ emails: { value: 'o@x.io' } }),
    ...{ status: 201, body: () => ({ emails: [{ value: 'o@x.io' }] }), scimType: 'invalidValue' },
  },
  {
    name: 'arrayForObject',
    request: patchUser({ op: 'add', path: `${EXT}:manager`, value: [{ value: '271' }] }),
    ...{ status: 200, user: { [EXT]: { manager: { value: '271' } } }, scimType: 'invalidValue' },
  },
  {
    name: 'urlSafeBinary',
    request: postUser({ x509Certificates: [{ value: 'QUI_' }] }),
    ...{ status: 201, body: () => ({ x509Certificates: [{ value: 'QUI_' }] }), scimType: 'invalidValue' },
  },
  {
    name: 'looseFormats',
    request: postUser({ locale: 'en_US', timezone: 'Pacific Standard Time', addresses: [{ country: 'USA' }] }),
    ...{ status: 201, body: () => ({ locale: 'en_US', addresses: [{ country: 'USA' }] }), scimType: 'invalidValue' },
  },
  {
    name: 'unquotedFilterValue',
    request: find(({ name }) => `userName eq ${name}@x.io`),
    ...{ status: 200, body: found, scimType: 'invalidFilter' },
  },
  {
    name: 'valuePathThenOperator',
    request: find(({ name }) => `emails[type eq "work"].value eq "${name}@x.io"`),
    ...{ status: 200, body: found, scimType: 'invalidFilter' },
  },
  {
    name: 'implicitValueSubAttribute',
    request: find(({ user, members }) => `id eq "${user}" and ${EXT}:manager eq "${members[0]}"`),
    ...{ status: 200, body: found, scimType: 'invalidFilter' },
  },
  {
    name: 'extensionWithoutUrn',
    request: postUser({ [EXT]: { department: 'Legal' } }),
    ...{ status: 201, body: () => ({ [EXT]: { department: 'Legal' } }), scimType: 'invalidSyntax' },
  },
  {
    name: 'missingPatchSchemas',
    request: ({ user }) => ['PATCH', `/Users/${user}`, { Operations: [{ op: 'replace', path: 'title', value: 'x' }] }],
    ...{ status: 200, user: { title: 'x' }, scimType: 'invalidSyntax' },
  },
  {
    name: 'pluralServiceProviderConfigs',
    request: () => ['GET', '/ServiceProviderConfigs'],
    ...{ status: 200, body: () => ({ patch: { supported: true } }), scimType: undefined },
  },
];

/** A PATCH of a connector that takes every exception back. */
const NONE = Object.fromEntries(TOLERANCES.map((name) => [name, null]));

describeApp('tolerances', (app) => {
  const clients = new Map<string, ScimClient>();
  beforeAll(async () => {
    for (const [slug, mode] of [
      ['lenient', 'lenient'],
      ['strict', 'strict'],
      ['picky', 'lenient'],
    ] as const) {
      await app().admin('POST', '/tenants/default/connectors', { slug, displayName: slug, provider: 'generic', mode });
      clients.set(slug, await app().scim('default', slug));
    }
  });

  function client(slug: string): ScimClient {
    const found = clients.get(slug);
    if (found === undefined) throw new Error(`no connector ${slug}`);
    return found;
  }

  async function created(scim: ScimClient, path: string, body: object): Promise<string> {
    const answer = await scim('POST', path, body);
    if (answer.status !== 201) throw new Error(answer.text);
    return String(answer.body.id);
  }

  /** Made to the letter, so that it uses no tolerance. */
  async function newWorld(scim: ScimClient): Promise<World> {
    const name = uuidv7();
    const member = () => created(scim, '/Users', { schemas: [USER_SCHEMA], userName: uuidv7() });
    const members = [await member(), await member()] as const;
    const user = await created(scim, '/Users', {
      ...{ schemas: [USER_SCHEMA, EXT], userName: `${name}@x.io`, name: { givenName: 'Jane', familyName: 'Young' } },
      emails: [{ value: `${name}@x.io`, type: 'work', primary: true }],
      [EXT]: { department: 'Sales', manager: { value: members[0] } },
    });
    const group = await created(scim, '/Groups', {
      ...{ schemas: [GROUP_SCHEMA], displayName: name, members: members.map((value) => ({ value })) },
    });
    return { name, user, group, members };
  }

  async function stateOf(scim: ScimClient, { user, group }: World): Promise<readonly unknown[]> {
    const all = await scim('GET', '/Users?count=0');
    return [
      (await scim('GET', `/Users/${user}`)).body,
      (await scim('GET', `/Groups/${group}`)).body,
      all.body.totalResults,
    ];
  }

  async function usesOf(slug: string): Promise<Readonly<Record<string, number>>> {
    const { body } = await app().admin('GET', `/tenants/default/connectors/${slug}/tolerances`);
    const items = body.items as readonly { readonly name: string; readonly uses: number }[];
    return Object.fromEntries(items.filter(({ uses }) => uses > 0).map(({ name, uses }) => [name, uses]));
  }

  async function eventOf(answer: Answer): Promise<LogEvent | undefined> {
    const { body } = await app().admin('GET', '/tenants/default/logs?limit=20&sortOrder=DESCENDING');
    const id = answer.headers.get('x-request-id');
    return (body as unknown as readonly LogEvent[]).find(({ transaction }) => transaction.id === id);
  }

  async function expectRefusal(slug: string, { name, request, scimType }: Departure): Promise<void> {
    const scim = client(slug);
    const world = await newWorld(scim);
    const [before, uses] = [await stateOf(scim, world), await usesOf(slug)];
    const answer = await scim(...request(world));
    expect(answer).toMatchObject({ status: scimType === undefined ? 404 : 400 });
    expect(answer.body.scimType).toBe(scimType);
    const advice = `The tolerance "${name}", which would accept this, is off for this connector.`;
    expect(String(answer.body.detail).endsWith(` ${advice}`)).toBe(true);
    expect(await stateOf(scim, world)).toEqual(before);
    expect(await usesOf(slug)).toEqual(uses);
    expect((await eventOf(answer))?.debugContext.debugData).not.toHaveProperty('tolerances');
  }

  describe.each(DEPARTURES.map((departure) => [departure.name, departure] as const))('%s', (name, departure) => {
    it('is accepted by a lenient connector, takes effect, and is counted and logged once', async () => {
      const scim = client('lenient');
      const world = await newWorld(scim);
      const uses = await usesOf('lenient');
      const answer = await scim(...departure.request(world));
      expect(answer).toMatchObject({ status: departure.status, body: departure.body?.(world) ?? {} });
      if (departure.user !== undefined)
        expect((await scim('GET', `/Users/${world.user}`)).body).toMatchObject(departure.user);
      if (departure.members !== undefined) {
        const { members } = (await scim('GET', `/Groups/${world.group}`)).body;
        expect((members as readonly { value: string }[]).map(({ value }) => value)).toEqual(departure.members(world));
      }
      expect(await usesOf('lenient')).toEqual({ ...uses, [name]: (uses[name] ?? 0) + 1 });
      expect((await eventOf(answer))?.debugContext.debugData).toMatchObject({ tolerances: name });
    });

    it('is refused by a strict connector', () => expectRefusal('strict', departure));

    it('is refused by a lenient connector that has it switched off', async () => {
      const settings = '/tenants/default/connectors/picky';
      expect((await app().admin('PATCH', settings, { tolerances: { ...NONE, [name]: false } })).status).toBe(200);
      await expectRefusal('picky', departure);
    });
  });

  it('are no matter of admins, whose refusals do not speak of them', async () => {
    const { status, body } = await app().admin('POST', '/tenants/default/users', { userName: uuidv7(), shoeSize: 42 });
    expect([status, JSON.stringify(body).includes('olerance')]).toEqual([400, false]);
    const logs = await app().admin('GET', `/tenants/default/logs?filter=${encodeURIComponent('eventType eq x')}`);
    expect([logs.status, JSON.stringify(logs.body).includes('olerance')]).toEqual([400, false]);
  });

  it('has a row for every tolerance', () => {
    expect(DEPARTURES.map(({ name }) => name).sort()).toEqual([...TOLERANCES].sort());
  });

  it('are listed with what they accept, whether they are on, and their use', async () => {
    const settings = '/tenants/default/connectors/picky';
    await app().admin('PATCH', settings, { mode: 'strict', tolerances: { ...NONE, opCase: true } });
    await client('picky')(...patchUser({ op: 'Replace', path: 'title', value: 'x' })(await newWorld(client('picky'))));
    const { status, body } = await app().admin('GET', `${settings}/tolerances`);
    expect(status).toBe(200);
    const items = body.items as readonly Record<string, unknown>[];
    expect(items.map(({ name }) => name)).toEqual(TOLERANCES);
    expect(items.filter(({ enabled }) => enabled === true)).toEqual([
      {
        ...{ name: 'opCase', enabled: true, uses: 1 },
        description: expect.stringMatching(/RFC 7644/) as string,
        lastUsedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
    ]);
    await app().admin('PATCH', settings, { mode: 'lenient', tolerances: NONE });
  });

  it.each([
    ['an unknown connector', '/tenants/default/connectors/nobody/tolerances'],
    ['an unknown tenant', '/tenants/nobody/connectors/lenient/tolerances'],
  ])('of %s are 404', async (_, path) => {
    expect((await app().admin('GET', path)).status).toBe(404);
  });

  it('of every operation of a bulk request count for themselves', async () => {
    const scim = client('lenient');
    const { user } = await newWorld(scim);
    const uses = await usesOf('lenient');
    const change = (op: string) => ({ schemas: [PATCH_OP], Operations: [{ op, path: 'title', value: op }] });
    const operations = [
      { method: 'PATCH', path: `/Users/${user}`, data: change('Add') },
      { method: 'patch', path: `/Users/${user}`, data: change('replace') },
      { method: 'PATCH', path: `/Users/${user}`, data: change('replace') },
      { method: 'PATCH', path: '/Users/nobody', data: change('Add') },
    ];
    const answer = await scim('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations: operations });
    const statuses = (body: Answer['body']) =>
      (body.Operations as readonly { status: string }[]).map((one) => one.status);
    expect(statuses(answer.body)).toEqual(['200', '200', '200', '404']);
    expect(await usesOf('lenient')).toEqual({ ...uses, opCase: (uses.opCase ?? 0) + 2 });

    const strict = client('strict');
    const theirs = (await newWorld(strict)).user;
    const moved = operations.map((one) => ({ ...one, path: one.path.replace(user, theirs) }));
    const refused = await strict('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations: moved });
    expect(statuses(refused.body)).toEqual(['400', '400', '200', '404']);
  });

  it('need a credential where the name of the route is tolerated', async () => {
    expect((await app().request('GET', '/scim/default/lenient/v2/ServiceProviderConfigs')).status).toBe(401);
    expect((await app().request('GET', '/scim/default/strict/v2/ServiceProviderConfigs')).status).toBe(401);
    expect((await app().request('GET', '/scim/default/strict/v2/ServiceProviderConfig')).status).toBe(200);
  });

  it('a session to the letter of the RFC passes a strict connector and uses none', async () => {
    const scim = client('strict');
    const { user, group, members, name } = await newWorld(scim);
    const patch = (path: string, ...Operations: object[]) => scim('PATCH', path, { schemas: [PATCH_OP], Operations });
    const filter = (text: string, type = 'Users') => scim('GET', `/${type}?filter=${encodeURIComponent(text)}`);
    expect(
      (
        await patch(
          `/Users/${user}`,
          { op: 'replace', path: 'name.givenName', value: 'Joan' },
          { op: 'add', path: 'emails', value: [{ value: 'joan@home.io', type: 'home' }] },
          { op: 'replace', path: 'emails[type eq "work"].value', value: 'joan@x.io' },
          { op: 'remove', path: `${EXT}:manager` },
          { op: 'replace', value: { active: false, [EXT]: { department: 'Legal' } } },
        )
      ).body,
    ).toMatchObject({
      name: { givenName: 'Joan', familyName: 'Young' },
      emails: [{ value: 'joan@x.io' }, { value: 'joan@home.io' }],
      active: false,
      [EXT]: { department: 'Legal' },
    });
    expect((await filter(`userName eq "${name}@x.io" and active eq false`)).body).toMatchObject({ totalResults: 1 });
    expect((await filter(`emails[type eq "home" and value eq "joan@home.io"]`)).body.totalResults).toBe(1);
    expect((await filter(`members.value eq "${members[0]}"`, 'Groups')).body.totalResults).toBe(1);
    expect((await patch(`/Groups/${group}`, { op: 'remove', path: `members[value eq "${members[0]}"]` })).status).toBe(
      200,
    );
    const read = await scim('GET', `/Users/${user}`);
    expect((await scim('PUT', `/Users/${user}`, read.body)).status).toBe(200);
    const bulk = await scim('POST', '/Bulk', {
      schemas: [BULK_REQUEST],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'a', data: { schemas: [USER_SCHEMA], userName: uuidv7() } },
        {
          ...{ method: 'PATCH', path: `/Groups/${group}` },
          data: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:a' }] }] },
        },
        { method: 'DELETE', path: `/Users/${user}` },
      ],
    });
    expect((bulk.body.Operations as readonly { status: string }[]).map(({ status }) => status)).toEqual([
      '201',
      '200',
      '204',
    ]);
    expect((await scim('DELETE', `/Groups/${group}`)).status).toBe(204);
    expect((await scim('GET', `/Groups/${group}`)).status).toBe(404);
    expect(await usesOf('strict')).toEqual({});
  });
});
