import type { LogEvent } from '../../src/audit/log-event.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import { ADMIN_TOKEN, type Answer, type ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser } from '../support/users.js';

const JSON_BODY = 'application/json';

interface Item {
  readonly id: string;
  readonly userName: string;
}

const patchOf = (operation: object): object => ({ schemas: [PATCH_OP], Operations: [operation] });
const UNKNOWN = '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee';
const itemsOf = ({ body }: Answer): readonly Item[] => body.items as Item[];
const namesOf = (answer: Answer): readonly string[] => itemsOf(answer).map(({ userName }) => userName);

describeApp('users and groups in the admin API', (app) => {
  let tenants = 0;
  let tenant = '';
  let scim: ScimClient;

  async function newTenant(): Promise<void> {
    tenants += 1;
    tenant = `admin-${tenants}`;
    await app().admin('POST', '/tenants', { slug: tenant, displayName: 'Admin' });
    await app().admin('POST', `/tenants/${tenant}/connectors`, { slug: 'okta', displayName: 'Okta' });
    scim = await app().scim(tenant, 'okta');
  }
  const admin = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    app().request(method, `/api/v1/tenants/${tenant}${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json', ...headers },
      body,
    });
  const make = async (userName: string, attributes: object = {}): Promise<string> => {
    const created = await admin('POST', '/users', { userName, ...attributes });
    if (created.status !== 201) throw new Error(created.text);
    return String(created.body.id);
  };
  const makeGroup = async (displayName: string, members: readonly string[] = []): Promise<string> => {
    const body = { displayName, members: members.map((value) => ({ value })) };
    return String((await admin('POST', '/groups', body)).body.id);
  };
  const eventsOf = async (answer: Answer): Promise<readonly LogEvent[]> => {
    const events = (await admin('GET', '/logs?sortOrder=DESCENDING&limit=200')).body as unknown as LogEvent[];
    return events.filter(({ transaction }) => transaction.id === answer.headers.get('x-request-id'));
  };
  const sync = (on: boolean): Promise<Answer> => admin('PATCH', '/connectors/okta', { syncEnabled: on });

  beforeAll(newTenant);

  describe('create and read', () => {
    it('answers 201 with the item, Location and ETag, and logs it with the admin as actor', async () => {
      const created = await admin('POST', '/users', {
        userName: 'Jane@Example.com',
        displayName: 'Jane',
        externalId: 'x1',
        emails: [{ value: 'jane@example.com', type: 'work' }],
        [ENTERPRISE_USER_SCHEMA]: { department: 'Sales' },
      });
      const { id } = created.body;
      expect(created.status).toBe(201);
      expect(created.body).toEqual({
        ...{ id, userName: 'Jane@Example.com', displayName: 'Jane', active: true, authorized: true },
        ...{ source: 'manual', connector: null, externalId: 'x1' },
        createdAt: expect.any(String) as string,
        lastModifiedAt: expect.any(String) as string,
        resource: expect.objectContaining({
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          [ENTERPRISE_USER_SCHEMA]: { department: 'Sales' },
        }) as object,
      });
      const address = `https://rollbook.example/api/v1/tenants/${tenant}/users/${String(id)}`;
      expect(created.headers.get('location')).toBe(address);
      expect(created.headers.get('etag')).toBe('W/"1"');
      const read = await admin('GET', `/users/${String(id)}`);
      expect([read.status, read.text]).toEqual([200, created.text]);
      const { meta } = created.body.resource as { meta: { location: string } };
      expect((await admin('GET', meta.location.split(tenant)[1] ?? '')).text).toBe(read.text);
      const [event] = await eventsOf(created);
      expect(event).toMatchObject({
        eventType: 'user.lifecycle.create',
        actor: { type: 'AdminToken' },
        target: [{ type: 'User', id, alternateId: 'Jane@Example.com' }],
        debugContext: { debugData: { status: 201 } },
      });
    });

    it.each<[string, unknown]>([
      ['no userName', {}],
      ['an empty userName', { userName: '' }],
      ['a userName that is a number', { userName: 7 }],
      ['a name that is taken, in another letter case', { userName: 'JANE@example.com' }],
      ['an unknown attribute', { userName: 'u1', shoeSize: 43 }],
      ['an unknown part', { userName: 'u1', name: { nick: 'x' } }],
      ['an unknown extension', { userName: 'u1', 'urn:x:y': { a: 1 } }],
      ['a text for active', { userName: 'u1', active: 'true' }],
      ['an object for a list', { userName: 'u1', emails: { value: 'x@y.z' } }],
      ['a password', { userName: 'u1', password: 'Tr0ub4dor&3' }],
      ['the URN of a group', { schemas: [GROUP_SCHEMA], userName: 'u1' }],
      ['the same name twice in other letters', { userName: 'u1', USERNAME: 'u2' }],
      ['a list', [{ userName: 'u1' }]],
      ['text', '"u1"'],
      ['what is no JSON', '{'],
    ])('refuses %s, with a problem document, and logs it', async (_, body) => {
      const answer = await admin('POST', '/users', body);
      expect([400, 409]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.text).not.toContain('Tr0ub4dor');
      expect(namesOf(await admin('GET', '/users?q=u'))).toEqual([]);
    });

    it('what the id does not name is 404, whatever it looks like', async () => {
      for (const id of [UNKNOWN, UNKNOWN.toUpperCase(), '1', '%20', 'a%00b', '..%2f', "'", 'x'.repeat(300)])
        expect((await admin('GET', `/users/${id}`)).status).toBe(404);
      expect((await admin('GET', `/groups/${await make('nogroup@example.com')}`)).status).toBe(404);
    });
  });

  describe('merge patch (RFC 7396)', () => {
    it('null unassigns, an object merges, a list replaces, names match in any case', async () => {
      const id = await make('merge@example.com', {
        name: { givenName: 'A', familyName: 'B' },
        title: 'Clerk',
        emails: [{ value: 'a@x.io' }, { value: 'b@x.io' }],
        [ENTERPRISE_USER_SCHEMA]: { department: 'Sales', division: 'EMEA' },
      });
      const patched = await admin('PATCH', `/users/${id}`, {
        schemas: [USER_SCHEMA],
        NAME: { FamilyName: 'C', givenName: null },
        title: null,
        emails: [{ value: 'c@x.io' }],
        [ENTERPRISE_USER_SCHEMA.toUpperCase()]: { division: null, costCenter: '7' },
      });
      expect(patched.status).toBe(200);
      expect(patched.headers.get('etag')).toBe('W/"2"');
      const { resource } = patched.body as { resource: Record<string, unknown> };
      expect(resource.name).toEqual({ familyName: 'C' });
      expect(resource.title).toBeUndefined();
      expect(resource.emails).toEqual([{ value: 'c@x.io' }]);
      expect(resource[ENTERPRISE_USER_SCHEMA]).toEqual({ costCenter: '7', department: 'Sales' });
      expect((await eventsOf(patched))[0]?.eventType).toBe('user.account.update_profile');
      const gone = await admin('PATCH', `/users/${id}`, { [ENTERPRISE_USER_SCHEMA]: null });
      expect((gone.body.resource as Record<string, unknown>)[ENTERPRISE_USER_SCHEMA]).toBeUndefined();
      const found = await admin('GET', `/users?filter=${encodeURIComponent('emails.value eq "c@x.io"')}`);
      expect(itemsOf(found).map((item) => item.id)).toEqual([id]);
    });

    it('takes its media type, and changes nothing where nothing differs', async () => {
      const id = await make('same@example.com', { title: 'x' });
      const type = { 'content-type': 'application/merge-patch+json' };
      const same = await admin('PATCH', `/users/${id}`, { title: 'x' }, type);
      expect([same.status, same.headers.get('etag')]).toEqual([200, 'W/"1"']);
      expect(await eventsOf(same)).toEqual([]);
    });

    it.each<[string, string, string, unknown, string, string]>([
      ['an unknown name as it was sent', 'PATCH', '/users/ID', { Operations: [] }, JSON_BODY, '"Operations"'],
      [
        'an unknown field so',
        'PATCH',
        '/users/ID',
        { [ENTERPRISE_USER_SCHEMA]: { ShoeSize: 4 } },
        JSON_BODY,
        '"ShoeSize"',
      ],
      ['an unknown extension so', 'PATCH', '/users/ID', { 'urn:X:Y': {} }, JSON_BODY, '"urn:X:Y"'],
      [
        'the media types',
        'PATCH',
        '/users/ID',
        '{}',
        'text/plain',
        'must be application/merge-patch+json, application/json',
      ],
      ['the media types', 'POST', '/users', '{}', 'text/plain', 'must be application/scim+json or application/json.'],
      ['where a password is set', 'PATCH', '/users/ID', { password: 'x' }, JSON_BODY, '/{id}/password.'],
      ['where a password is set', 'POST', '/users', { userName: 'p', password: 'x' }, JSON_BODY, '/{id}/password.'],
      ['where members are changed', 'PATCH', '/groups/ID', { members: [] }, JSON_BODY, '/{id}/members.'],
      ['which parameter is wrong', 'GET', '/users?q=a%00', undefined, JSON_BODY, 'q must not hold NUL'],
      ['which parameter is wrong', 'GET', '/groups?q=%00', undefined, JSON_BODY, 'q must not hold NUL'],
    ])('a refusal names %s: %s %s %j', async (_, method, path, body, type, words) => {
      const of = path.startsWith('/groups') ? makeGroup(uuidv7()) : make(`${uuidv7()}@example.com`);
      const answer = await admin(method, path.replace('ID', await of), body, { 'content-type': type });
      const { detail, errors = [] } = answer.body as { detail: string; errors?: { path: string; detail: string }[] };
      const [error] = errors;
      expect(error === undefined ? detail : `${error.path} ${error.detail}`).toContain(words);
    });

    it.each<[string, unknown, number]>([
      ['an unknown attribute', { shoeSize: 43 }, 400],
      ['an unknown part', { name: { nick: 'x' } }, 400],
      ['an unknown field of an extension', { [ENTERPRISE_USER_SCHEMA]: { shoeSize: 43 } }, 400],
      ['an extension that is a text', { [ENTERPRISE_USER_SCHEMA]: 'x' }, 400],
      ['the id', { id: UNKNOWN }, 400],
      ['meta', { meta: { version: 'W/"9"' } }, 400],
      ['groups', { groups: [] }, 400],
      ['a password', { password: 'x' }, 400],
      ['a password of null', { password: null }, 400],
      ['null for userName', { userName: null }, 400],
      ['null for active', { active: null }, 400],
      ['a text for active', { active: 'false' }, 400],
      ['a SCIM PATCH', { schemas: [PATCH_OP], Operations: [] }, 400],
      ['a name twice', { title: 'a', Title: 'b' }, 400],
      ['a part twice', { name: { givenName: 'a', GivenName: 'b' } }, 400],
      ['a list', [], 400],
      ['somebody else’s userName', { userName: 'Jane@example.com' }, 409],
    ])('refuses %s and changes nothing', async (what, body, status) => {
      const id = await make(`refuse.${what.replace(/\W/g, '.')}@example.com`);
      const before = await admin('GET', `/users/${id}`);
      expect((await admin('PATCH', `/users/${id}`, body)).status).toBe(status);
      expect((await admin('GET', `/users/${id}`)).text).toBe(before.text);
      await admin('DELETE', `/users/${id}`);
    });

    it.each<[string, (user: Readonly<Record<string, unknown>>) => object]>([
      ['id', ({ id }) => ({ id, title: 'x' })],
      ['meta', ({ meta }) => ({ meta, title: 'x' })],
      ['groups', () => ({ groups: [], title: 'x' })],
      [
        `${ENTERPRISE_USER_SCHEMA}:manager.displayName`,
        () => ({ title: 'x', [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm', displayName: 'Boss' } } }),
      ],
    ])('says that %s is kept by the server, also as it is, and changes nothing', async (name, body) => {
      const path = `/users/${await make(`kept.${name.length}@example.com`)}`;
      const before = await admin('GET', path);
      const answer = await admin('PATCH', path, body(before.body.resource as Readonly<Record<string, unknown>>));
      const detail = `${name} is kept by the server and cannot be changed. Leave it out.`;
      expect(answer).toMatchObject({ status: 400, body: { detail } });
      expect((await admin('GET', path)).text).toBe(before.text);
    });

    it('ignores what is kept by the server where a user is made, as SCIM does', async () => {
      const made = await admin('POST', '/users', {
        ...{ userName: 'unkept@example.com', id: UNKNOWN, meta: { version: 'W/"9"' }, groups: [{ value: UNKNOWN }] },
        [ENTERPRISE_USER_SCHEMA]: { manager: { value: 'm', displayName: 'Boss' } },
      });
      expect(made.status).toBe(201);
      expect(made.body.id).not.toBe(UNKNOWN);
      expect(made.headers.get('etag')).toBe('W/"1"');
      const resource = made.body.resource as Readonly<Record<string, unknown>>;
      expect(resource.groups).toBeUndefined();
      expect(resource[ENTERPRISE_USER_SCHEMA]).toEqual({ manager: { value: 'm' } });
    });

    it('members have an address of their own', async () => {
      const id = await makeGroup('Patch me');
      expect((await admin('PATCH', `/groups/${id}`, { members: [] })).status).toBe(400);
      expect((await admin('PATCH', `/groups/${id}`, { displayName: null })).status).toBe(400);
      expect((await admin('PATCH', `/groups/${id}`, { displayName: 'Patched' })).body.displayName).toBe('Patched');
    });

    it('If-Match: 412 for another version, also for DELETE and members', async () => {
      const id = await make('if-match@example.com');
      const group = await makeGroup('If-Match');
      const old = { 'if-match': 'W/"7"' };
      const answers = [
        await admin('PATCH', `/users/${id}`, { title: 'x' }, old),
        await admin('DELETE', `/users/${id}`, undefined, old),
        await admin('POST', `/groups/${group}/members`, { ids: [id] }, old),
        await admin('DELETE', `/groups/${group}/members?id=${id}`, undefined, old),
      ];
      expect(answers.map(({ status }) => status)).toEqual([412, 412, 412, 412]);
      const now = { 'if-match': 'W/"1"' };
      expect((await admin('PATCH', `/users/${id}`, { title: 'x' }, now)).status).toBe(200);
      expect((await admin('DELETE', `/users/${id}`, undefined, { 'if-match': '*' })).status).toBe(204);
    });

    it('If-None-Match: 412 for the current version, 304 for GET, where If-Match comes first', async () => {
      const id = await make('if-none-match@example.com');
      const group = await makeGroup('If-None-Match');
      for (const tag of ['*', 'W/"1"']) {
        const there = { 'if-none-match': tag };
        const answers = [
          await admin('PATCH', `/users/${id}`, { title: 'x' }, there),
          await admin('DELETE', `/users/${id}`, undefined, there),
          await admin('PUT', `/users/${id}/password`, { password: 'a quiet harbour at noon' }, there),
          await admin('POST', `/groups/${group}/members`, { ids: [id] }, there),
          await admin('DELETE', `/groups/${group}/members?id=${id}`, undefined, there),
        ];
        expect(answers.map(({ status }) => status)).toEqual([412, 412, 412, 412, 412]);
      }
      for (const path of [`/users/${id}`, `/groups/${group}`]) {
        // Of its own, fetch asks with no-cache where there are conditions.
        const cached = { 'cache-control': 'max-age=0' };
        const get = async (headers: Record<string, string>) =>
          (await admin('GET', path, undefined, { ...cached, ...headers })).status;
        expect(await get({ 'if-none-match': 'W/"1"' })).toBe(304);
        expect(await get({ 'if-match': 'W/"9"', 'if-none-match': 'W/"1"' })).toBe(412);
        expect(await get({ 'if-match': 'W/"1"' })).toBe(200);
      }
      expect((await admin('PATCH', `/users/${id}`, { title: 'x' }, { 'if-none-match': 'W/"9"' })).status).toBe(200);
    });
  });

  describe('lists', () => {
    beforeAll(async () => {
      await newTenant();
      for (const name of ['anna', 'annabel', 'bert', 'carl']) await make(`${name}@example.com`, { displayName: name });
      await make('mail@example.com', { emails: [{ value: 'Anne@other.org' }], displayName: 'Zed' });
      await createUser(scim, 'dora@example.com', { active: false, displayName: 'Dora' });
      await createUser(scim, 'erik@example.com', { displayName: 'Ännchen' });
    });

    it.each<[string, readonly string[]]>([
      ['', ['anna', 'annabel', 'bert', 'carl', 'mail', 'dora', 'erik']],
      ['q=ANN', ['anna', 'annabel', 'mail']],
      ['q=%C3%A4nn', ['erik']],
      ['q=%22', []],
      ['q=%25', []],
      ['source=manual', ['anna', 'annabel', 'bert', 'carl', 'mail']],
      ['source=scim', ['dora', 'erik']],
      ['connector=okta', ['dora', 'erik']],
      ['connector=okta&active=true', ['erik']],
      ['active=false', ['dora']],
      ['authorized=false', []],
      ['authorized=true&q=b', ['bert']],
      ['filter=userName+sw+%22a%22', ['anna', 'annabel']],
      ['filter=userName+sw+%22a%22&q=annab', ['annabel']],
      ['filter=active+eq+false&source=manual', []],
      ['filter=emails+co+%22other%22', ['mail']],
      ['deleted=false&q=carl', ['carl']],
    ])('?%s', async (query, names) => {
      const expected = names.map((name) => `${name}@example.com`);
      expect(namesOf(await admin('GET', `/users?${query}`))).toEqual(expected);
      const walked: string[] = [];
      let address = `/users?${query}&limit=2`;
      for (;;) {
        const page = await admin('GET', address);
        walked.push(...namesOf(page));
        const link = /<([^>]*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
        expect(link === undefined).toBe(page.body.next === null);
        if (link === undefined) break;
        address = link.split(`/tenants/${tenant}`)[1] ?? '';
      }
      expect(walked).toEqual(expected);
    });

    it.each<[string, number]>([
      ['filter=', 400],
      ['filter=shoeSize+eq+1', 400],
      ['filter=password+eq+%22x%22', 400],
      ['filter=userName+eq', 400],
      ['filter=a&filter=b', 400],
      ['q=', 400],
      [`q=${'x'.repeat(256)}`, 400],
      ['source=ldap', 400],
      ['connector=nobody', 400],
      ['connector=Not_A_Slug', 400],
      ['active=yes', 400],
      ['active=', 400],
      ['authorized=0', 400],
      ['deleted=1', 400],
      ['deleted=true&q=a', 400],
      ['deleted=true&filter=active+eq+true', 400],
      ['limit=0', 400],
      ['limit=1001', 400],
      ['after=xyz', 400],
      ['shoeSize=1', 400],
      ['sortBy=userName', 400],
    ])('refuses ?%s', async (query, status) => {
      const answer = await admin('GET', `/users?${query}`);
      expect(answer.status).toBe(status);
      expect(answer.body.requestId).toBeDefined();
    });

    it('groups have no active and no authorized', async () => {
      const id = await makeGroup('Sales');
      expect(itemsOf(await admin('GET', '/groups?q=sal')).map((item) => item.id)).toEqual([id]);
      expect((await admin('GET', '/groups?active=true')).status).toBe(400);
      expect((await admin('GET', `/groups/${id}`)).body.resource).not.toHaveProperty('members');
    });
  });

  describe('members', () => {
    it('are added, removed, and read page by page', async () => {
      const ids = [await make('ma@example.com'), await make('mb@example.com'), await make('mc@example.com')];
      const [first, second, third] = ids as [string, string, string];
      const group = await makeGroup('Members', [second]);
      const added = await admin('POST', `/groups/${group}/members`, { ids: [third, first, second, first] });
      expect(added.headers.get('etag')).toBe('W/"2"');
      expect((await eventsOf(added))[0]).toMatchObject({
        eventType: 'group.user_membership.update',
        displayMessage: expect.stringContaining('(2 members added)') as string,
      });
      const one = await admin('GET', `/groups/${group}/members?limit=2`);
      expect(one.body.items).toEqual([
        { id: first, userName: 'ma@example.com', displayName: null, active: true },
        { id: second, userName: 'mb@example.com', displayName: null, active: true },
      ]);
      const two = await admin('GET', `/groups/${group}/members?limit=2&after=${String(one.body.next)}`);
      expect(itemsOf(two).map(({ id }) => id)).toEqual([third]);
      expect(two.body.next).toBeNull();
      const removed = await admin('DELETE', `/groups/${group}/members?id=${first}&id=${third}&id=${UNKNOWN}`);
      expect([removed.status, removed.headers.get('etag')]).toEqual([200, 'W/"3"']);
      expect(itemsOf(await admin('GET', `/groups/${group}/members`)).map(({ id }) => id)).toEqual([second]);
      expect((await scim('GET', `/Groups/${group}`)).body.members).toMatchObject([{ value: second }]);
      expect((await admin('GET', `/users/${second}`)).body.resource).toMatchObject({ groups: [{ value: group }] });
    });

    it.each<[string, unknown]>([
      ['nobody', { ids: [] }],
      ['a text', { ids: UNKNOWN }],
      ['an unknown user', { ids: [UNKNOWN] }],
      ['a number', { ids: [1] }],
      ['null', { ids: [null] }],
      ['objects', { ids: [{ value: UNKNOWN }] }],
      ['more than 1,000', { ids: Array.from({ length: 1001 }, () => UNKNOWN) }],
      ['an unknown field', { ids: [UNKNOWN], force: true }],
      ['nothing', {}],
    ])('refuses %s', async (_, body) => {
      const group = await makeGroup('Refuses');
      expect((await admin('POST', `/groups/${group}/members`, body)).status).toBe(400);
      expect((await admin('GET', `/groups/${group}`)).headers.get('etag')).toBe('W/"1"');
    });

    it('who nobody is are refused in words for an admin, not for one of Okta', async () => {
      const group = await makeGroup('Refuses');
      const members = [{ value: UNKNOWN }];
      for (const [path, body] of [
        [`/groups/${group}/members`, { ids: [UNKNOWN] }],
        ['/groups', { displayName: 'Refused', members }],
      ] as const) {
        const refused = await admin('POST', path, body);
        const detail = `These members are no users here: "${UNKNOWN}". Take ids from GET …/users.`;
        expect(refused).toMatchObject({ status: 400, body: { detail } });
        expect((await eventsOf(refused))[0]?.outcome.reason).toBe(detail);
      }
      const pushed = await scim('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'Refused', members });
      expect(pushed.body.detail).toMatch(/Assign them to the application first/);
    });

    it('of an unknown group are 404, without any id 400', async () => {
      const id = await make('lonely@example.com');
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['POST', '', { ids: [id] }],
        ['DELETE', `?id=${id}`, undefined],
      ] as const)
        expect((await admin(method, `/groups/${UNKNOWN}/members${path}`, body)).status).toBe(404);
      expect((await admin('DELETE', `/groups/${await makeGroup('x')}/members`)).status).toBe(400);
    });
  });

  describe('the lock', () => {
    let user = '';
    let group = '';
    beforeAll(async () => {
      await newTenant();
      user = String((await createUser(scim, 'locked@example.com')).body.id);
      const body = { schemas: [GROUP_SCHEMA], displayName: 'Locked', members: [{ value: user }] };
      group = String((await scim('POST', '/Groups', body)).body.id);
    });

    it('what a connector owns is read-only while it synchronizes: 409 managed-by-connector, the way out named', async () => {
      const before = [(await admin('GET', `/users/${user}`)).text, (await admin('GET', `/groups/${group}`)).text];
      const mine = await make('mine@example.com');
      const answers = [
        await admin('PATCH', `/users/${user}`, { title: 'x' }),
        await admin('PATCH', `/users/${user}`, { active: false, title: 'x' }),
        await admin('PATCH', `/users/${user}`, {}),
        await admin('DELETE', `/users/${user}`),
        await admin('PATCH', `/groups/${group}`, { displayName: 'x' }),
        await admin('DELETE', `/groups/${group}`),
        await admin('POST', `/groups/${group}/members`, { ids: [mine] }),
        await admin('DELETE', `/groups/${group}/members?id=${user}`),
      ];
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 409, body: { type: 'urn:rollbook:problem:managed-by-connector' } });
        expect(answer.body.detail).toContain('connector "okta" (Okta)');
        expect(answer.body.detail).toContain(`/api/v1/tenants/${tenant}/connectors/okta {"syncEnabled": false}`);
        expect((await eventsOf(answer))[0]?.outcome.result).toBe('FAILURE');
      }
      expect([(await admin('GET', `/users/${user}`)).text, (await admin('GET', `/groups/${group}`)).text]).toEqual(
        before,
      );
    });

    it('but sign-in can be switched off and on', async () => {
      const off = await admin('PATCH', `/users/${user}`, { Active: false });
      expect(off).toMatchObject({ status: 200, body: { active: false, source: 'scim', connector: 'okta' } });
      expect((await eventsOf(off))[0]?.eventType).toBe('user.lifecycle.deactivate');
      expect((await scim('GET', `/Users/${user}`)).body.active).toBe(false);
      expect((await admin('PATCH', `/users/${user}`, { active: true })).body.active).toBe(true);
    });

    it('with the switch off it can be edited and deleted, and the answer says what will become of it', async () => {
      await sync(false);
      const patched = await admin('PATCH', `/users/${user}`, { title: 'Edited' });
      expect(patched).toMatchObject({ status: 200, body: { source: 'scim', connector: 'okta' } });
      expect(patched.body.warning).toContain('overwritten when it is switched on again');
      expect(patched.headers.get('x-rollbook-warning')).toBe(patched.body.warning);
      expect((await admin('DELETE', `/groups/${group}/members?id=${user}`)).body.warning).toContain('"okta"');
      const deleted = await admin('DELETE', `/groups/${group}`);
      expect([deleted.status, deleted.text]).toEqual([204, '']);
      expect(deleted.headers.get('x-rollbook-warning')).toContain('"okta"');
      await sync(true);
      const body = { schemas: [USER_SCHEMA], userName: 'locked@example.com' };
      const overwritten = await scim('PUT', `/Users/${user}`, body);
      expect([overwritten.status, overwritten.body.title]).toEqual([200, undefined]);
    });

    it('what a deleted connector owned is manual and free', async () => {
      await admin('DELETE', '/connectors/okta');
      const patched = await admin('PATCH', `/users/${user}`, { title: 'Free' });
      expect(patched).toMatchObject({ status: 200, body: { source: 'manual', connector: null } });
      expect(patched.body.warning).toBeUndefined();
    });
  });

  describe('deletion and restore', () => {
    beforeAll(newTenant);

    it('what is deleted vanishes and can be restored with id, attributes and memberships', async () => {
      const id = await make('back@example.com', { title: 'Clerk', emails: [{ value: 'back@x.io' }] });
      const group = await makeGroup('With back', [id]);
      const deleted = await admin('DELETE', `/users/${id}`);
      expect(deleted.status).toBe(204);
      expect((await eventsOf(deleted))[0]?.eventType).toBe('user.lifecycle.delete.completed');
      expect((await admin('GET', `/users/${id}`)).status).toBe(404);
      expect((await admin('DELETE', `/users/${id}`)).status).toBe(404);
      expect((await scim('GET', `/Users/${id}`)).status).toBe(404);
      expect(namesOf(await admin('GET', '/users?q=back'))).toEqual([]);
      expect((await admin('GET', `/groups/${group}/members`)).body.items).toEqual([]);
      const tombstones = await admin('GET', '/users?deleted=true&source=manual');
      expect(tombstones.body.items).toMatchObject([{ id, deletedAt: expect.any(String) as string }]);
      const version = (await admin('GET', `/groups/${group}`)).headers.get('etag');
      const restored = await admin('POST', `/users/${id}/restore`);
      expect(restored).toMatchObject({
        status: 200,
        body: { id, resource: { title: 'Clerk', groups: [{ value: group }] } },
      });
      expect(restored.body.deletedAt).toBeUndefined();
      expect((await admin('GET', `/groups/${group}`)).headers.get('etag')).not.toBe(version);
      expect((await eventsOf(restored))[0]?.displayMessage).toContain('restored the user back@example.com');
      expect(namesOf(await admin('GET', '/users?q=back@x'))).toEqual(['back@example.com']);
      expect((await admin('GET', `/groups/${group}/members`)).body.items).toMatchObject([{ id }]);
      expect((await admin('POST', `/users/${id}/restore`)).status).toBe(404);
    });

    let cases = 0;
    it.each([
      ['PATCH', (id: string) => patchOf({ op: 'remove', path: `members[value eq "${id}"]` })],
      ['PATCH', () => patchOf({ op: 'replace', path: 'members', value: [] })],
      ['PATCH', () => patchOf({ op: 'remove', path: 'members' })],
      ['PUT', () => ({ schemas: [GROUP_SCHEMA], displayName: 'Left', members: [] })],
    ])('what was taken from a deleted member by %s (case %#) does not come back', async (method, body) => {
      const id = await make(`taken-${(cases += 1)}@example.com`);
      const [left, kept] = [await makeGroup('Left', [id]), await makeGroup('Kept', [id])];
      await admin('DELETE', `/users/${id}`);
      const changed = await scim(method, `/Groups/${left}`, body(id));
      expect(changed.status).toBeLessThan(300);
      expect(JSON.stringify(await eventsOf(changed))).toContain(`"from":["${id}"]`);
      const restored = await admin('POST', `/users/${id}/restore`);
      expect(restored.body.resource).toMatchObject({ groups: [{ value: kept }] });
      const told = JSON.stringify(await eventsOf(restored));
      expect([told.includes(kept), told.includes(left)]).toEqual([true, false]);
    });

    it('a group comes back with its members', async () => {
      const id = await make('member@example.com');
      const group = await makeGroup('Phoenix', [id]);
      await admin('DELETE', `/groups/${group}`);
      expect((await admin('GET', `/users/${id}`)).body.resource).not.toHaveProperty('groups');
      expect((await admin('POST', `/groups/${group}/restore`)).status).toBe(200);
      expect((await scim('GET', `/Groups/${group}`)).body.members).toMatchObject([{ value: id }]);
    });

    it('what an identity provider deleted comes back as its own, also while it synchronizes', async () => {
      const user = await createUser(scim, 'theirs@example.com');
      const path = String(user.body.id);
      await scim('DELETE', `/Users/${path}`);
      const restored = await admin('POST', `/users/${path}/restore`);
      expect(restored).toMatchObject({ status: 200, body: { source: 'scim', connector: 'okta' } });
      expect((await scim('GET', `/Users/${path}`)).status).toBe(200);
    });

    it('is 409 when the userName belongs to somebody else now, and nothing changes', async () => {
      const id = await make('taken@example.com');
      await admin('DELETE', `/users/${id}`);
      const other = await make('TAKEN@example.com');
      const refused = await admin('POST', `/users/${id}/restore`);
      expect([refused.status, refused.body.detail]).toEqual([
        409,
        'A user with the userName "taken@example.com" exists already.',
      ]);
      expect(itemsOf(await admin('GET', '/users?deleted=true')).map((item) => item.id)).toContain(id);
      await admin('DELETE', `/users/${other}`);
      expect((await admin('POST', `/users/${id}/restore`)).status).toBe(200);
    });

    it('of what is alive, unknown or of another type is 404', async () => {
      const id = await make('alive@example.com');
      expect((await admin('POST', `/users/${id}/restore`)).status).toBe(404);
      expect((await admin('POST', `/users/${UNKNOWN}/restore`)).status).toBe(404);
      await admin('DELETE', `/users/${id}`);
      expect((await admin('POST', `/groups/${id}/restore`)).status).toBe(404);
    });
  });
});
