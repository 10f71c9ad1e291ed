import { CORE_V1, ENTERPRISE_V1, LIST_RESPONSE_V1, OKTA_GROUP_V1 } from '../../src/protocol/v1/v1-urns.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

const BASE = 'https://rollbook.example/scim/default/okta/v1';
const JSON_UTF8 = { accept: 'application/json', 'content-type': 'application/json; charset=utf-8' };

/** An error of SCIM 1.1: `Errors`, and `detail` with the same words; nothing of SCIM 2.0, and nothing of our insides. */
function expectV1Error(answer: Answer, status: number): void {
  const { detail } = answer.body;
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: { Errors: [{ description: detail, code: String(status) }], detail },
  });
  expect(String(detail).length).toBeGreaterThan(15);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.text).not.toMatch(/urn:ietf|\bat .*:\d+:\d+|node_modules|SELECT |INSERT |\.ts\b/);
}

describeApp('SCIM 1.1', (app) => {
  let scim: ScimClient;
  let v2: ScimClient;
  let names = 0;
  const newName = (): string => `v1.${(names += 1)}@x.io`;

  /** The 1.1 base URL with the credential of the 2.0 one: they are the same connector. */
  beforeAll(async () => {
    v2 = await app().scim();
    const path = new URL(v2.base).pathname.replace(/v2$/, 'v1');
    const client = (method: string, sub: string, body?: unknown, headers: Record<string, string> = {}) =>
      app().request(method, `${path}${sub}`, {
        headers: { authorization: `Bearer ${v2.token}`, ...JSON_UTF8, ...headers },
        body,
      });
    scim = Object.assign(client, { base: v2.base.replace(/v2$/, 'v1'), token: v2.token });
  });

  const v1 = (body: object): object => ({ schemas: [CORE_V1], ...body });
  const newUser = async (more: object = {}): Promise<Answer> => {
    const created = await scim('POST', '/Users', v1({ userName: newName(), ...more }));
    expect(created.status).toBe(201);
    return created;
  };
  const newGroup = async (members: readonly string[], displayName = 'V1'): Promise<string> => {
    const body = v1({ displayName, members: members.map((value) => ({ value })) });
    return String((await scim('POST', '/Groups', body)).body.id);
  };
  const membersOf = async (id: string): Promise<readonly string[]> => {
    const { members } = (await scim('GET', `/Groups/${id}`)).body as { members: readonly { value: string }[] };
    return members.map(({ value }) => value).sort();
  };
  const idOf = ({ body }: Answer): string => String(body.id);

  describe('resources', () => {
    it('a user has the shape of 1.1, and addresses of 1.1', async () => {
      const userName = newName();
      const name = { givenName: 'Jane', familyName: 'Doe' };
      const emails = [{ primary: true, value: userName, type: 'work' }];
      const manager = { managerId: '26118915' };
      const created = await scim('POST', '/Users', {
        schemas: [CORE_V1, ENTERPRISE_V1],
        userName,
        name,
        emails,
        groups: [],
        password: '1mz050nq',
        active: true,
        [ENTERPRISE_V1]: { department: 'R', manager },
      });
      const id = idOf(created);
      const { created: createdAt } = created.body.meta as { created: string };
      expect({ status: created.status, body: created.body }).toEqual({
        status: 201,
        body: {
          schemas: [CORE_V1, ENTERPRISE_V1],
          id,
          userName,
          name,
          emails,
          active: true,
          [ENTERPRISE_V1]: { department: 'R', manager },
          meta: { created: createdAt, lastModified: createdAt, location: `${BASE}/Users/${id}`, version: 'W/"1"' },
        },
      });
      for (const header of ['location', 'content-location'])
        expect(created.headers.get(header)).toBe(`${BASE}/Users/${id}`);
      expect(created.headers.get('etag')).toBe('W/"1"');
      expect(created.headers.get('content-type')).toBe('application/json');
      expect((await scim('GET', `/Users/${id}`)).body).toEqual(created.body);
      const put = await scim('PUT', `/Users/${id}`, created.body);
      expect([put.status, put.body]).toEqual([200, created.body]);
    });

    it('a group and its members point to each other below the 1.1 base URL', async () => {
      const user = idOf(await newUser({ displayName: 'Jane' }));
      const description = { [OKTA_GROUP_V1]: { description: 'People who test' } };
      const created = await scim('POST', '/Groups', {
        schemas: [CORE_V1, OKTA_GROUP_V1],
        displayName: 'Pointing',
        ...description,
        members: [{ value: user }],
      });
      expect(created.body).toMatchObject({
        schemas: [CORE_V1],
        members: [{ value: user, $ref: `${BASE}/Users/${user}`, type: 'User', display: 'Jane' }],
      });
      expect(created.body[OKTA_GROUP_V1]).toBeUndefined();
      expect((await scim('GET', `/Users/${user}`)).body.groups).toEqual([
        { value: created.body.id, $ref: `${BASE}/Groups/${idOf(created)}`, type: 'direct', display: 'Pointing' },
      ]);
    });

    it('is the same directory as SCIM 2.0 sees', async () => {
      const id = idOf(await newUser({ [ENTERPRISE_V1]: { manager: { managerId: '7' } } }));
      const seen = await v2('GET', `/Users/${id}`);
      expect(seen.body).toMatchObject({
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: '7' } },
        meta: { resourceType: 'User', location: `https://rollbook.example/scim/default/okta/v2/Users/${id}` },
      });
      expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
      expect((await v2('GET', `/Users/${id}`)).status).toBe(404);
    });

    it('knows versions', async () => {
      const id = idOf(await newUser());
      const current = { 'if-none-match': 'W/"1"' };
      expect((await scim('GET', `/Users/${id}`, undefined, current)).status).toBe(304);
      expectV1Error(await scim('PATCH', `/Users/${id}`, v1({ title: 'x' }), { 'if-match': 'W/"9"' }), 412);
      expect((await scim('PATCH', `/Users/${id}`, v1({ title: 'x' }), { 'if-match': 'W/"1"' })).status).toBe(200);
      expect((await scim('GET', `/Users/${id}`, undefined, current)).status).toBe(200);
      expectV1Error(await scim('GET', `/Users/${id}`, undefined, { 'if-match': 'W/"9"' }), 412);
      const there = { 'if-none-match': '*' };
      expectV1Error(await scim('PUT', `/Users/${id}`, v1({ userName: `${id}-x` }), there), 412);
      expectV1Error(await scim('PATCH', `/Users/${id}`, v1({ title: 'y' }), there), 412);
      expectV1Error(await scim('DELETE', `/Users/${id}`, undefined, there), 412);
      expect((await scim('GET', `/Users/${id}`)).body).toMatchObject({ title: 'x' });
    });

    it.each([
      [{ accept: 'application/json' }, 'application/json'],
      [{ accept: 'application/json; charset=utf-8' }, 'application/json'],
      [{ accept: '*/*' }, 'application/json'],
      [{ accept: 'application/scim+json' }, 'application/scim+json'],
      [
        { accept: 'application/scim+json', 'content-type': 'application/scim+json; charset=utf-8' },
        'application/scim+json',
      ],
    ])('with %j the answer is %s', async (headers, type) => {
      const listed = await scim('GET', '/Users?count=0', undefined, headers);
      expect([listed.status, listed.headers.get('content-type')]).toEqual([200, type]);
      const refused = await scim('POST', '/Users', '{', headers);
      expect([refused.status, refused.headers.get('content-type')]).toEqual([400, type]);
    });
  });

  describe('lists', () => {
    it('pages, sorts, filters and projects', async () => {
      const title = `lists ${String(Math.random())}`;
      const found = encodeURIComponent(`${CORE_V1}:title eq "${title}"`);
      for (const familyName of ['B', 'A', 'C']) await newUser({ title, name: { familyName } });
      const query = `filter=${found}&sortBy=name.familyName&sortOrder=descending&startIndex=2&count=1&attributes=name.familyName`;
      const { body } = await scim('GET', `/Users?${query}`);
      expect(body).toEqual({
        schemas: [CORE_V1],
        totalResults: 3,
        startIndex: 2,
        itemsPerPage: 1,
        Resources: [{ schemas: [CORE_V1], id: expect.any(String) as string, name: { familyName: 'B' } }],
      });
    });

    it.each([
      ['userName eq "V1.FIND@X.IO"', 1],
      [`${CORE_V1}:userName eq "v1.find@x.io"`, 1],
      [`${ENTERPRISE_V1}:department eq "finding"`, 1],
      [`${ENTERPRISE_V1}:manager.managerId eq "find-me"`, 1],
      [`${ENTERPRISE_V1}:manager.managerId eq "find-nobody"`, 0],
      ['userName eq "v1.find@x.io" and meta.lastModified gt "2020-04-07T14:19:34Z"', 1],
      ['userName eq "v1.find@x.io" and meta.lastModified gt "2099-04-07T14:19:34Z"', 0],
      ['emails.value eq "v1.find@x.io" and active eq true', 1],
      [`schemas eq "${CORE_V1}" and userName eq "v1.find@x.io"`, 1],
      [`schemas ne "${CORE_V1}" and userName eq "v1.find@x.io"`, 0],
      [`schemas eq "${ENTERPRISE_V1}" and userName eq "v1.find@x.io"`, 1],
      [`not (schemas eq "${ENTERPRISE_V1}") and userName eq "v1.find@x.io"`, 0],
    ])('finds by %s', async (filter, total) => {
      const existing = await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "v1.find@x.io"')}`);
      if (existing.body.totalResults === 0) {
        await newUser({
          userName: 'v1.find@x.io',
          emails: [{ value: 'v1.find@x.io' }],
          [ENTERPRISE_V1]: { department: 'Finding', manager: { managerId: 'find-me' } },
        });
      }
      const listed = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}&startIndex=1&count=100`);
      expect([listed.status, listed.body.totalResults]).toEqual([200, total]);
      expect(listed.text).not.toContain('urn:ietf');
    });
  });

  it('finds groups by the URN that they bear', async () => {
    const created = await scim('POST', '/Groups', v1({ displayName: 'By URN' }));
    const filter = `schemas eq "${CORE_V1}" and id eq "${idOf(created)}"`;
    const { body } = await scim('GET', `/Groups?filter=${encodeURIComponent(filter)}`);
    expect(body.totalResults).toBe(1);
  });

  describe('PATCH', () => {
    it('deactivates and reactivates as Okta does, and changes nothing else', async () => {
      const created = await newUser({ displayName: 'Jane', emails: [{ value: 'j@x.io', type: 'work' }] });
      const path = `/Users/${idOf(created)}`;
      const off = await scim('PATCH', path, v1({ id: created.body.id, active: false }));
      expect([off.status, off.body.active, off.body.emails]).toEqual([200, false, created.body.emails]);
      const on = await scim('PATCH', path, v1({ id: created.body.id, active: true }));
      expect({ ...on.body, meta: undefined }).toEqual({ ...created.body, meta: undefined });
    });

    it('clears by meta.attributes, merges, adds and deletes in one request', async () => {
      const [a, b, c] = ['a@x.io', 'b@x.io', 'c@x.io'].map((value) => ({ value }));
      const created = await newUser({ title: 'x', nickName: 'n', name: { givenName: 'A' }, emails: [a, b] });
      const patched = await scim('PATCH', `/Users/${idOf(created)}`, {
        emails: [{ ...a, operation: 'delete' }, c],
        name: { familyName: 'B' },
        meta: { attributes: ['title', `${CORE_V1}:nickName`] },
        schemas: [CORE_V1],
      });
      expect(patched.status).toBe(200);
      expect(patched.body).toMatchObject({ emails: [b, c], name: { givenName: 'A', familyName: 'B' } });
      expect([patched.body.title, patched.body.nickName]).toEqual([undefined, undefined]);
    });

    it('changes members as Okta does', async () => {
      const ids = await Promise.all(Array.from({ length: 5 }, async () => idOf(await newUser())));
      const refs = (...at: readonly number[]): readonly object[] => at.map((i) => ({ value: ids[i], display: 'x' }));
      const gone = (...at: readonly number[]): readonly object[] =>
        at.map((i) => ({ value: ids[i], display: 'x', operation: 'delete' }));
      const sorted = (...at: readonly number[]): readonly unknown[] => at.map((i) => ids[i]).sort();
      const id = await newGroup([]);
      const patch = async (body: object): Promise<readonly string[]> => {
        expect([200, 204]).toContain((await scim('PATCH', `/Groups/${id}`, v1(body))).status);
        return membersOf(id);
      };
      expect(await patch({ members: refs(0, 1) })).toEqual(sorted(0, 1));
      expect(await patch({ members: refs(1, 2) })).toEqual(sorted(0, 1, 2));
      expect(await patch({ id, displayName: 'Renamed' })).toEqual(sorted(0, 1, 2));
      expect(await patch({ members: [...gone(0), ...refs(3), ...gone(2)] })).toEqual(sorted(1, 3));
      expect(await patch({ members: [] })).toEqual(sorted(1, 3));
      expect(await patch({ members: refs(4), meta: { attributes: ['members'] } })).toEqual(sorted(4));
      expect(await patch({ meta: { attributes: ['members'] }, members: refs(0, 2) })).toEqual(sorted(0, 2));
      expect(await patch({ meta: { attributes: ['members'] }, members: [] })).toEqual([]);
    });

    it('is atomic: an unknown member changes nothing', async () => {
      const user = idOf(await newUser());
      const id = await newGroup([user], 'Atomic');
      const body = v1({ displayName: 'No', members: [{ value: user, operation: 'delete' }, { value: 'nobody' }] });
      expectV1Error(await scim('PATCH', `/Groups/${id}`, body), 400);
      expect((await scim('GET', `/Groups/${id}`)).body.displayName).toBe('Atomic');
      expect(await membersOf(id)).toEqual([user]);
    });

    it('of a group with more than 100 members is 204, unless attributes are named', async () => {
      const ids = await Promise.all(Array.from({ length: 101 }, async () => idOf(await newUser())));
      const id = await newGroup(ids);
      expect((await scim('PATCH', `/Groups/${id}`, v1({ displayName: 'Large' }))).status).toBe(204);
      const named = await scim('PATCH', `/Groups/${id}?attributes=displayName`, v1({ displayName: 'Larger' }));
      expect([named.status, named.body]).toEqual([200, { schemas: [CORE_V1], id, displayName: 'Larger' }]);
      const gone = ids.map((value) => ({ value, operation: 'delete' }));
      expect((await scim('PATCH', `/Groups/${id}`, v1({ members: gone }))).status).toBe(200);
      expect(await membersOf(id)).toEqual([]);
    });

    it.each<[string, object]>([
      ['another id', { id: 'x' }],
      ['an unknown attribute', { tittle: 'x' }],
      ['an unknown name to clear', { meta: { attributes: ['tittle'] } }],
      ['an unknown operation', { emails: [{ value: 'x', operation: 'add' }] }],
      ['a required attribute to clear', { meta: { attributes: ['userName'] } }],
      ['a wrong type', { [ENTERPRISE_V1]: { department: {} } }],
      ['an extension to clear by its name in 2.0', { meta: { attributes: ['urn:ietf:params:scim:x'] } }],
    ])('refuses %s and changes nothing', async (_, body) => {
      const created = await newUser({ title: 'kept' });
      const answer = await scim('PATCH', `/Users/${idOf(created)}`, v1({ title: 'new', ...body }));
      expect(answer.status).toBe(400);
      expect((await scim('GET', `/Users/${idOf(created)}`)).body).toEqual(created.body);
    });
  });

  describe('errors', () => {
    it.each([
      ['GET', '/Nothing', 404],
      ['GET', '', 404],
      ['GET', '/Users/00919288221112222', 404],
      ['GET', '/Users/%00', 404],
      ['GET', '/Groups/1', 404],
      ['GET', '/Schemas/Nothing', 404],
      ['GET', '/Schemas/urn:ietf:x', 404],
      ['DELETE', '/Users/1', 404],
      ['PATCH', '/Users', 405],
      ['DELETE', '/Users', 405],
      ['POST', '/Users/.search', 405],
      ['POST', '/ServiceProviderConfigs', 405],
      ['PUT', '/ResourceTypes', 405],
      ['DELETE', '/Schemas', 405],
      ['GET', '/ServiceProviderConfig', 404],
      ['POST', '/Bulk', 501],
      ['GET', '/Users?filter=RUNSCOPE123@ATKO.COM', 400],
      ['GET', '/Users?filter=userName', 400],
      ['GET', '/Users?filter=', 400],
      ['GET', '/Users?filter=password%20eq%20%22x%22', 400],
      ['GET', `/Users?filter=${ENTERPRISE_V1}:nothing%20pr`, 400],
      ['GET', '/Users?sortBy=nothing', 400],
      ['GET', '/Users?count=abc', 400],
      ['GET', '/Users?startIndex=1&startIndex=2', 400],
      ['GET', '/Users/x%', 400],
    ])('%s %s is %i', async (method, path, status) => {
      const answer = await scim(method, path);
      expectV1Error(answer, status);
      if (status === 405) expect(answer.headers.get('allow')).not.toBeNull();
    });

    it.each<[string, string | undefined, Record<string, string>, number]>([
      ['malformed JSON', '{"schemas":', {}, 400],
      ['a list', '[]', {}, 400],
      ['no body', undefined, {}, 400],
      ['a body of SCIM 2.0', '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"x"}', {}, 400],
      ['no userName', `{"schemas":["${CORE_V1}"]}`, {}, 400],
      ['a wrong extension', `{"schemas":["${CORE_V1}"],"userName":"x","${ENTERPRISE_V1}":1}`, {}, 400],
      ['depth 100,000', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, {}, 400],
      ['more than 1 MiB', JSON.stringify({ x: 'a'.repeat(1_100_000) }), {}, 413],
      ['text/plain', '{}', { 'content-type': 'text/plain' }, 415],
      ['XML', '<User/>', { 'content-type': 'application/xml' }, 415],
    ])('POST of %s', async (_, body, headers, status) =>
      expectV1Error(await scim('POST', '/Users', body, headers), status),
    );

    it('409 for a userName that is taken', async () => {
      const { userName } = (await newUser()).body;
      expectV1Error(await scim('POST', '/Users', v1({ userName: String(userName).toUpperCase() })), 409);
    });

    it('an unknown id is 404 whatever is wrong with the body, unless it is no JSON', async () => {
      for (const method of ['PUT', 'PATCH']) {
        expectV1Error(await scim(method, '/Users/unknown', { nonsense: true }), 404);
        expectV1Error(await scim(method, '/Groups/unknown', { nonsense: true }), 404);
        expectV1Error(await scim(method, '/Users/unknown', '{'), 400);
      }
    });

    it.each(['default/okta', 'default/nobody', 'nobody/okta'])('401 for a wrong credential of %s', async (path) => {
      const answer = await app().request('GET', `/scim/${path}/v1/Users`, { headers: { authorization: 'non-token' } });
      expectV1Error(answer, 401);
      expect(answer.headers.get('www-authenticate')).toMatch(/Bearer/);
    });

    it('403 while the synchronization switch is off', async () => {
      await app().admin('POST', '/tenants/default/connectors', { slug: 'off', displayName: 'Off', provider: 'okta' });
      const { token } = await app().scim('default', 'off');
      await app().admin('PATCH', '/tenants/default/connectors/off', { syncEnabled: false });
      const headers = { authorization: `Bearer ${token}` };
      expectV1Error(await app().request('GET', '/scim/default/off/v1/Users', { headers }), 403);
    });
  });

  describe('discovery', () => {
    it('ServiceProviderConfigs is readable without a credential, for every well-formed address', async () => {
      for (const path of ['default/okta', 'nobody/nothing']) {
        const answer = await app().request('GET', `/scim/${path}/v1/ServiceProviderConfigs`);
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
        expect(answer.body).toMatchObject({ patch: { supported: true }, bulk: { supported: false } });
        expect(answer.text).not.toContain('urn:ietf');
      }
      expectV1Error(await app().request('GET', '/scim/Default/x_y/v1/ServiceProviderConfigs'), 404);
    });

    it('405 comes before the body is parsed', async () => {
      for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfigs'])
        expectV1Error(await scim('POST', path, 'test'), 405);
    });

    it('Schemas and ResourceTypes', async () => {
      const schemas = await scim('GET', '/Schemas');
      expect(schemas.body).toMatchObject({ schemas: [CORE_V1, LIST_RESPONSE_V1], totalResults: 2 });
      expect((await scim('GET', '/Schemas/Users')).body).toEqual((schemas.body.Resources as readonly unknown[])[0]);
      expect((await scim('GET', `/Schemas/${CORE_V1}:Group`)).body).toMatchObject({ endpoint: '/Groups' });
      expect((await scim('GET', '/ResourceTypes')).body).toMatchObject({ schemas: [CORE_V1], totalResults: 2 });
    });
  });

  it('the log tells of it as of SCIM 2.0, with the path', async () => {
    const userName = newName();
    const { id } = (await newUser({ userName })).body;
    await scim('PATCH', `/Users/${String(id)}`, v1({ active: false }));
    await scim('PATCH', `/Users/${String(id)}`, v1({ tittle: 'x' }));
    await scim('POST', '/Users', { userName });
    const { text } = await app().admin('GET', '/tenants/default/logs?sortOrder=DESCENDING&limit=50');
    const events = JSON.parse(text) as readonly { eventType: string; displayMessage: string; outcome: object }[];
    // Refusals are written a moment later than changes, so they may stand in another order.
    const told = events.map(({ eventType, displayMessage }) => [eventType, displayMessage] as const);
    const aboutUser = told.filter(([, words]) => words.includes(userName));
    expect([...aboutUser].sort()).toEqual([
      ['application.provision.user.deactivate', `Okta deactivated the user ${userName}`],
      ['application.provision.user.push', `Okta could not create the user ${userName}`],
      ['application.provision.user.push', `Okta created the user ${userName}`],
      ['application.provision.user.push_profile', `Okta could not update the user ${userName}`],
    ]);
    expect(text).toContain('/scim/default/okta/v1/Users');
  });
});
