import { ResourceStore } from '../../src/directory/resource-store.js';
import { BULK_REQUEST, ERROR, LIST_RESPONSE, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import { TenantStore } from '../../src/tenancy/tenant-store.js';
import { sampleEvent } from '../contract/sample-event.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser, createUsers } from '../support/users.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const filtered = (filter: string): string => `/Users?filter=${encodeURIComponent(filter)}`;
const patchBody = (...Operations: readonly object[]): object => ({ schemas: [PATCH_OP], Operations });

describeApp('/Users', (app) => {
  let scim: ScimClient;
  beforeAll(async () => {
    scim = await app().scim();
  });
  const pathOf = (user: Answer): string => `/Users/${String(user.body.id)}`;

  describe('create', () => {
    it('answers 201 with the user, Location, Content-Location and ETag (RFC 7644 §3.3)', async () => {
      const created = await createUser(scim, 'Create@Example.com', { externalId: '00u1', locale: 'en-US', groups: [] });
      const location = `https://rollbook.example/scim/default/okta/v2/Users/${String(created.body.id)}`;
      expect(created.status).toBe(201);
      expect(created.headers.get('location')).toBe(location);
      expect(created.headers.get('content-location')).toBe(location);
      expect(created.headers.get('etag')).toBe('W/"1"');
      expect(created.headers.get('content-type')).toBe('application/scim+json');
      expect(created.headers.get('cache-control')).toBe('no-store');
      const { created: at, lastModified } = created.body.meta as Record<string, string>;
      expect(created.body).toEqual({
        schemas: [USER_SCHEMA],
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        externalId: '00u1',
        userName: 'Create@Example.com',
        name: { givenName: 'Test', familyName: 'User' },
        displayName: 'Test User',
        locale: 'en-US',
        active: true,
        emails: [{ primary: true, value: 'Create@Example.com', type: 'work' }],
        meta: { resourceType: 'User', created: at, lastModified: at, location, version: 'W/"1"' },
      });
      expect(lastModified).toBe(at);
    });

    it('counts the characters of a userName, not what they are stored in', async () => {
      const userName = '😀'.repeat(255);
      const made = await createUser(scim, userName);
      expect([made.status, made.body.userName]).toEqual([201, userName]);
      expect((await createUser(scim, userName)).body.scimType).toBe('uniqueness');
      const found = await scim('GET', filtered(`userName eq "${userName}"`));
      expect(found.body.Resources).toMatchObject([{ id: made.body.id }]);
      const refused = await createUser(scim, `${userName}😀`);
      expect(refused.body).toMatchObject({ status: '400', detail: 'userName is longer than 255 characters.' });
      const checked = { userName, password: 'x' };
      expect((await app().admin('POST', '/tenants/default/password-checks', checked)).body).toEqual({ valid: false });
    });

    it.each([
      ['application/json', 'application/json'],
      ['application/scim+json', 'application/scim+json'],
      ['application/json, application/scim+json', 'application/scim+json'],
      ['*/*', 'application/scim+json'],
      ['text/html', 'application/scim+json'],
    ])('Accept: %s is answered with %s', async (accept, type) => {
      const answer = await scim('GET', '/Users?count=1', undefined, { accept });
      expect(answer.headers.get('content-type')).toBe(type);
    });

    it('ignores id, meta and groups of the client', async () => {
      const created = await createUser(scim, 'readonly@example.com', {
        id: 'mine',
        meta: { version: 'W/"9"' },
        groups: [{ value: 'x' }],
      });
      expect(created.status).toBe(201);
      expect(created.body.id).not.toBe('mine');
      expect(created.body.groups).toBeUndefined();
      expect(created.body.meta).toMatchObject({ version: 'W/"1"' });
    });

    it('a userName in another case, width or normal form is taken (409 uniqueness)', async () => {
      await createUser(scim, 'josé@example.com');
      for (const name of ['JOSÉ@EXAMPLE.COM', 'jose\u0301@example.com', 'ｊｏｓé@example.com']) {
        const answer = await createUser(scim, name);
        expect(answer.body).toMatchObject({ schemas: [ERROR], status: '409', scimType: 'uniqueness' });
      }
      expect((await createUser(scim, 'jose@example.com')).status).toBe(201);
    });

    it('without a word about it, a user is active', async () => {
      const created = await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName: 'bare@example.com' });
      expect(created.body.active).toBe(true);
    });
  });

  describe('read', () => {
    it('projects with attributes and excludedAttributes (RFC 7644 §3.9)', async () => {
      const path = pathOf(await createUser(scim, 'project@example.com', { [ENTERPRISE]: { department: 'Sales' } }));
      const only = await scim('GET', `${path}?attributes=userName,name.familyName,password`);
      expect(only.body).toEqual({
        schemas: [USER_SCHEMA],
        id: only.body.id,
        userName: 'project@example.com',
        name: { familyName: 'User' },
      });
      const without = await scim('GET', `${path}?excludedAttributes=emails,id,${ENTERPRISE}:department`);
      expect(without.body.emails).toBeUndefined();
      expect(without.body.id).toBeDefined();
      expect(without.body[ENTERPRISE]).toBeUndefined();
      expect((await scim('GET', `${path}?attributes=userName&excludedAttributes=emails`)).status).toBe(400);
    });

    it('If-None-Match with the current version is 304 without a body', async () => {
      const path = pathOf(await createUser(scim, 'etag@example.com'));
      const same = await scim('GET', path, undefined, { 'if-none-match': 'W/"1"' });
      expect([same.status, same.text]).toEqual([304, '']);
      expect((await scim('GET', path, undefined, { 'if-none-match': 'W/"2"' })).status).toBe(200);
    });

    it('HEAD answers as GET without a body', async () => {
      const path = pathOf(await createUser(scim, 'head@example.com'));
      const head = await scim('HEAD', path);
      expect([head.status, head.text]).toEqual([200, '']);
      expect(head.headers.get('etag')).toBe('W/"1"');
    });
  });

  describe('list', () => {
    it('pages with integers and the true total, each user once, in one order', async () => {
      const tenant = await freshTenant();
      const ids = await createUsers(tenant, 'page', 25);
      const seen: string[] = [];
      for (let startIndex = 1; startIndex <= 31; startIndex += 10) {
        const page = await tenant('GET', `/Users?startIndex=${startIndex}&count=10`);
        const resources = page.body.Resources as { id: string }[];
        expect(page.body).toMatchObject({
          schemas: [LIST_RESPONSE],
          totalResults: 25,
          startIndex,
          itemsPerPage: resources.length,
        });
        seen.push(...resources.map(({ id }) => id));
      }
      expect([...seen].sort()).toEqual([...ids].sort());
      expect(new Set(seen).size).toBe(25);
    });

    it.each([
      ['count=0', { totalResults: 3, itemsPerPage: 0, Resources: [] }],
      ['count=-5', { totalResults: 3, itemsPerPage: 0, Resources: [] }],
      ['startIndex=0&count=1', { totalResults: 3, startIndex: 1, itemsPerPage: 1 }],
      ['startIndex=-7', { totalResults: 3, startIndex: 1, itemsPerPage: 3 }],
      ['startIndex=4', { totalResults: 3, startIndex: 4, itemsPerPage: 0, Resources: [] }],
      ['startIndex=99999999999999999999', { totalResults: 3, itemsPerPage: 0, Resources: [] }],
      ['count=1000000', { totalResults: 3, itemsPerPage: 3 }],
      ['aadOptscim062020', { totalResults: 3 }],
    ])('%s', async (query, expected) => {
      const tenant = await freshTenant();
      await createUsers(tenant, 'few', 3);
      expect((await tenant('GET', `/Users?${query}`)).body).toMatchObject(expected);
    });

    it('filters compare as the schema says, in any case of names and URNs, inactive users included', async () => {
      const tenant = await freshTenant();
      const make = (name: string, attributes: object): Promise<Answer> => createUser(tenant, name, attributes);
      await make('ann@x.io', {
        title: 'Head of 100%_sure',
        externalId: 'A',
        emails: [
          { value: 'ann@work.io', type: 'work' },
          { value: 'ann@home.io', type: 'home' },
        ],
      });
      await make('BOB@x.io', {
        active: false,
        externalId: 'a',
        [ENTERPRISE]: { department: 'Sales', manager: { value: '26118915' } },
      });
      await make('cyd@x.io', { name: { familyName: 'O\'Hara "Q" \\ \u00e9' }, emails: [] });
      const cases: readonly (readonly [string, readonly string[]])[] = [
        ['userName eq "bob@X.IO"', ['BOB@x.io']],
        ['USERNAME EQ "ann@x.io"', ['ann@x.io']],
        [`${USER_SCHEMA.toUpperCase()}:userName eq "ann@x.io"`, ['ann@x.io']],
        ['active eq false', ['BOB@x.io']],
        ['not (active eq false)', ['ann@x.io', 'cyd@x.io']],
        ['externalId eq "A"', ['ann@x.io']],
        ['userName sw "B"', ['BOB@x.io']],
        ['userName co "@X"', ['ann@x.io', 'BOB@x.io', 'cyd@x.io']],
        ['userName ew "d@x.io"', ['cyd@x.io']],
        ['title co "100%_"', ['ann@x.io']],
        ['title co "1_0"', []],
        ['title pr', ['ann@x.io']],
        ['title eq null', ['BOB@x.io', 'cyd@x.io']],
        ['userName gt "b"', ['BOB@x.io', 'cyd@x.io']],
        ['userName ne "ann@x.io"', ['BOB@x.io', 'cyd@x.io']],
        ['emails.value eq "ANN@home.io"', ['ann@x.io']],
        ['emails eq "ann@home.io"', ['ann@x.io']],
        ['emails[type eq "work" and value co "home"]', []],
        ['emails[type eq "home" and value co "home"]', ['ann@x.io']],
        ['emails.type eq "work" and emails.value co "home"', ['ann@x.io']],
        ['emails[type eq "home"].value sw "ann"', ['ann@x.io']],
        ['not (emails pr)', ['cyd@x.io']],
        [`${ENTERPRISE}:department eq "SALES"`, ['BOB@x.io']],
        [`${ENTERPRISE}:manager eq "26118915"`, ['BOB@x.io']],
        ['name.familyName eq "o\'hara \\"q\\" \\\\ \\u00c9"', ['cyd@x.io']],
        ['userName eq "ann@x.io" or userName eq "bob@x.io" and active eq true', ['ann@x.io']],
        ['(userName eq "ann@x.io" or userName eq "bob@x.io") and active eq false', ['BOB@x.io']],
        ['meta.created gt "2020-01-01T00:00:00+02:00"', ['ann@x.io', 'BOB@x.io', 'cyd@x.io']],
        ['meta.lastModified lt "2020-01-01T00:00:00Z"', []],
        ['meta.resourceType eq "User"', ['ann@x.io', 'BOB@x.io', 'cyd@x.io']],
        [`schemas eq "${ENTERPRISE}"`, ['BOB@x.io']],
        [`userName eq "' OR 1=1 --"`, []],
      ];
      for (const [filter, expected] of cases) {
        const found = await tenant('GET', filtered(filter));
        const names =
          found.status === 200
            ? (found.body.Resources as { userName: string }[]).map(({ userName }) => userName)
            : found.body;
        expect({ filter, names }).toEqual({ filter, names: expected });
        expect(found.body.totalResults).toBe(expected.length);
      }
    });
  });

  describe('PUT', () => {
    it('echoing a GET changes nothing: same version, same lastModified', async () => {
      const user = await createUser(scim, 'echo@example.com', { [ENTERPRISE]: { department: 'Sales' } });
      const read = await scim('GET', pathOf(user));
      const put = await scim('PUT', pathOf(user), read.body);
      expect(put.status).toBe(200);
      expect(put.body).toEqual(read.body);
      expect(put.headers.get('etag')).toBe('W/"1"');
    });

    it('clears what is omitted, but keeps active: an omission lets nobody back in', async () => {
      const user = await createUser(scim, 'omit@example.com', { active: false, title: 'CEO' });
      const put = await scim('PUT', pathOf(user), { schemas: [USER_SCHEMA], userName: 'omit@example.com' });
      expect(put.body).toMatchObject({ active: false });
      expect(put.body.title).toBeUndefined();
      expect(put.body.name).toBeUndefined();
    });

    it('renames; the old name is free, the new one taken', async () => {
      const user = await createUser(scim, 'old.name@example.com');
      await createUser(scim, 'taken.name@example.com');
      const conflict = await scim('PUT', pathOf(user), { ...user.body, userName: 'TAKEN.name@example.com' });
      expect(conflict.body).toMatchObject({ status: '409', scimType: 'uniqueness' });
      const renamed = await scim('PUT', pathOf(user), { ...user.body, userName: 'new.name@example.com' });
      expect(renamed.body).toMatchObject({ id: user.body.id, userName: 'new.name@example.com' });
      expect((await scim('GET', filtered('userName eq "old.name@example.com"'))).body.totalResults).toBe(0);
      expect((await createUser(scim, 'old.name@example.com')).status).toBe(201);
    });

    it('the id in the body never wins over the one in the URL', async () => {
      const [a, b] = [await createUser(scim, 'url.a@example.com'), await createUser(scim, 'url.b@example.com')];
      const put = await scim('PUT', pathOf(a), { ...a.body, id: b.body.id, ID: undefined, title: 'A' });
      expect(put.body).toMatchObject({ id: a.body.id, title: 'A' });
      expect((await scim('GET', pathOf(b))).body).toEqual(b.body);
    });

    it('obeys If-Match (412, unchanged)', async () => {
      const user = await createUser(scim, 'match@example.com');
      const stale = await scim('PUT', pathOf(user), { ...user.body, title: 'X' }, { 'if-match': 'W/"7"' });
      expect(stale.body).toMatchObject({ schemas: [ERROR], status: '412' });
      expect((await scim('GET', pathOf(user))).body).toEqual(user.body);
      expect((await scim('PUT', pathOf(user), { ...user.body, title: 'X' }, { 'if-match': '*' })).status).toBe(200);
    });
  });

  describe('PATCH', () => {
    it('is all or nothing', async () => {
      const user = await createUser(scim, 'atomic@example.com');
      const operations = [
        { op: 'replace', path: 'title', value: 'CEO' },
        { op: 'replace', path: 'active', value: 'maybe' },
      ];
      expect((await scim('PATCH', pathOf(user), patchBody(...operations))).body).toMatchObject({
        scimType: 'invalidValue',
      });
      expect((await scim('GET', pathOf(user))).body).toEqual(user.body);
    });

    it('deactivates and reactivates with the same id, attributes and groups', async () => {
      const user = await createUser(scim, 'cycle@example.com');
      const group = await scim('POST', '/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Cycle',
        members: [{ value: user.body.id }],
      });
      const off = await scim('PATCH', pathOf(user), patchBody({ op: 'replace', value: { active: false } }));
      expect([off.status, off.body.active]).toEqual([200, false]);
      expect((await scim('GET', filtered('userName eq "cycle@example.com"'))).body).toMatchObject({ totalResults: 1 });
      const on = await scim('PATCH', pathOf(user), patchBody({ op: 'Replace', path: 'active', value: 'True' }));
      expect(on.body).toMatchObject({
        ...user.body,
        active: true,
        groups: [{ value: group.body.id }],
        meta: { version: 'W/"3"' },
      });
    });

    it.each<[string, object, number, string]>([
      ['no operation', { schemas: [PATCH_OP], Operations: [] }, 400, 'invalidSyntax'],
      [
        'another schema',
        { schemas: [USER_SCHEMA], Operations: [{ op: 'remove', path: 'title' }] },
        400,
        'invalidSyntax',
      ],
      ['an unknown op', patchBody({ op: 'move', path: 'title' }), 400, 'invalidSyntax'],
      ['remove without path', patchBody({ op: 'remove' }), 400, 'noTarget'],
      ['add without value', patchBody({ op: 'add', path: 'title' }), 400, 'invalidValue'],
      ['a broken path', patchBody({ op: 'remove', path: 'emails[' }), 400, 'invalidFilter'],
      ['an unknown attribute', patchBody({ op: 'remove', path: 'shoeSize' }), 400, 'invalidPath'],
      ['the id', patchBody({ op: 'replace', path: 'id', value: 'x' }), 400, 'mutability'],
      ['another id, pathless', patchBody({ op: 'replace', value: { id: 'x' } }), 400, 'mutability'],
      ['meta', patchBody({ op: 'replace', path: 'meta.version', value: 'x' }), 400, 'mutability'],
      ['groups', patchBody({ op: 'add', path: 'groups', value: [{ value: 'x' }] }), 400, 'mutability'],
      ['removing userName', patchBody({ op: 'remove', path: 'userName' }), 400, 'mutability'],
      ['userName null', patchBody({ op: 'replace', path: 'userName', value: null }), 400, 'mutability'],
      ['an empty userName', patchBody({ op: 'replace', path: 'userName', value: '' }), 400, 'invalidValue'],
      ['active null', patchBody({ op: 'replace', value: { active: null } }), 400, 'invalidValue'],
      ['removing active', patchBody({ op: 'remove', path: 'active' }), 400, 'invalidValue'],
      ['__proto__', patchBody({ op: 'add', path: '__proto__.x', value: 1 }), 400, 'invalidPath'],
    ])('refuses %s and changes nothing', async (name, body, status, scimType) => {
      const user = await createUser(scim, `${name.replace(/\W/g, '')}.patch@example.com`);
      const answer = await scim('PATCH', pathOf(user), body);
      expect(answer.body).toMatchObject({ status: String(status), scimType });
      expect((await scim('GET', pathOf(user))).body).toEqual(user.body);
      expect(({} as Record<string, unknown>).x).toBeUndefined();
    });
  });

  describe('DELETE', () => {
    it('makes the user vanish, frees the name for a new id, and takes it out of its groups', async () => {
      const user = await createUser(scim, 'gone@example.com');
      const group = await scim('POST', '/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Gone',
        members: [{ value: user.body.id }],
      });
      expect([(await scim('DELETE', pathOf(user))).status, (await scim('DELETE', pathOf(user))).status]).toEqual([
        204, 404,
      ]);
      for (const method of ['GET', 'PUT', 'PATCH'])
        expect((await scim(method, pathOf(user), method === 'GET' ? undefined : {})).status).toBe(404);
      expect((await scim('GET', filtered('userName eq "gone@example.com"'))).body.totalResults).toBe(0);
      expect((await scim('GET', `/Groups/${String(group.body.id)}`)).body.members).toEqual([]);
      const again = await createUser(scim, 'GONE@example.com');
      expect(again.status).toBe(201);
      expect(again.body.id).not.toBe(user.body.id);
    });
  });

  describe.each([
    ['a no-break space', 'before\u00a0now'],
    ['an en quad', 'before\u2000now'],
    ['a Braille blank', 'before\u2800now'],
    ['a character that Unicode ignores', 'before\u{1d173}now'],
    ['a noncharacter', 'before\ufffenow'],
    ['a space before it', ' before now'],
  ])('a userName with %s, which an earlier version took', (_, text) => {
    const patches: readonly (readonly [string, object])[] = [
      ['deactivates', { op: 'replace', path: 'active', value: false }],
      ['sends the name along', { op: 'replace', value: { userName: text, title: 'CEO' } }],
      ['names it', { op: 'replace', path: 'userName', value: text }],
    ];
    let user: Answer;
    beforeAll(async () => {
      const { body } = await createUser(scim, `planted-${encodeURIComponent(text)}@example.com`);
      const scope = { tenantPk: (await app().app.get(TenantStore).findTenant('default'))?.pk ?? 0 };
      await app()
        .app.get(ResourceStore)
        .update(
          scope,
          'User',
          String(body.id),
          ({ document, connectorPk }) => ({ document: { ...document, userName: text }, connectorPk }),
          () => sampleEvent(),
        );
      user = await scim('GET', `/Users/${String(body.id)}`);
    });
    afterAll(async () => {
      await app().admin('PATCH', '/tenants/default/connectors/okta', { syncEnabled: true });
      await scim('DELETE', pathOf(user));
    });

    it('is read, and found by it', async () => {
      expect(user.body.userName).toBe(text);
      const found = await scim('GET', filtered(`userName eq ${JSON.stringify(text)}`));
      expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ userName: text }] });
    });

    it('PUT of what was read, changed or not, is taken; also in SCIM 1.1 and in bulk', async () => {
      expect((await scim('PUT', pathOf(user), user.body)).status).toBe(200);
      for (const active of [false, true]) {
        const put = await scim('PUT', pathOf(user), { ...user.body, active });
        expect(put).toMatchObject({ status: 200, body: { userName: text, active } });
      }
      const path = `${scim.base.replace('/v2', '/v1')}${pathOf(user)}`.replace(/^https?:..[^/]+/, '');
      const headers = { authorization: `Bearer ${scim.token}`, 'content-type': 'application/json' };
      const { body } = await app().request('GET', path, { headers });
      expect(await app().request('PUT', path, { headers, body: { ...body, title: 'V1' } })).toMatchObject({
        ...{ status: 200, body: { userName: text, title: 'V1' } },
      });
      const Operations = [{ method: 'PUT', path: pathOf(user), data: user.body }];
      const bulk = await scim('POST', '/Bulk', { schemas: [BULK_REQUEST], Operations });
      expect(bulk.body.Operations).toMatchObject([{ status: '200' }]);
    });

    it.each(patches)('a PATCH that %s is taken', async (__, operation) => {
      expect(await scim('PATCH', pathOf(user), patchBody(operation))).toMatchObject({
        ...{ status: 200, body: { userName: text } },
      });
    });

    it('another such name is refused, and the same one for somebody else', async () => {
      const other = await createUser(scim, `other-${encodeURIComponent(text)}@example.com`);
      for (const [whose, userName] of [
        [user, `${text}x`],
        [other, text],
      ] as const) {
        const refusal = { status: 400, body: { scimType: 'invalidValue' } };
        expect(await scim('PUT', pathOf(whose), { ...whose.body, userName })).toMatchObject(refusal);
        const operation = { op: 'replace', path: 'userName', value: userName };
        expect(await scim('PATCH', pathOf(whose), patchBody(operation))).toMatchObject(refusal);
      }
      const put = { schemas: [USER_SCHEMA], userName: text };
      expect((await scim('PUT', '/Users/00000000-0000-7000-8000-000000000000', put)).status).toBe(404);
    });

    it('an admin changes the user, and puts the name right', async () => {
      await app().admin('PATCH', '/tenants/default/connectors/okta', { syncEnabled: false });
      const path = `/tenants/default${pathOf(user).toLowerCase()}`;
      expect((await app().admin('PATCH', path, { userName: text, title: 'Admin' })).status).toBe(200);
      expect((await app().admin('PATCH', path, { userName: `${text}x` })).status).toBe(400);
      const userName = `after-${encodeURIComponent(text)}@example.com`;
      expect((await app().admin('PATCH', path, { userName })).status).toBe(200);
      expect((await app().admin('PATCH', path, { userName: text })).status).toBe(400);
    });
  });

  describe('isolation', () => {
    it('tenants with equal names do not touch, and a foreign id is byte for byte an unknown one', async () => {
      const [a, b] = [await freshTenant(), await freshTenant()];
      const mine = await createUser(a, 'same@example.com');
      expect((await createUser(b, 'same@example.com')).status).toBe(201);
      const unknown = (await b('GET', '/Users/00000000-0000-7000-8000-000000000000')).text;
      for (const [method, body] of [
        ['GET'],
        ['DELETE'],
        ['PUT', mine.body],
        ['PATCH', patchBody({ op: 'remove', path: 'title' })],
      ] as const) {
        const answer = await b(method, pathOf(mine), body);
        expect([answer.status, answer.text]).toEqual([404, unknown]);
      }
      expect((await b('GET', filtered(`id eq "${String(mine.body.id)}"`))).body.totalResults).toBe(0);
      expect((await a('GET', pathOf(mine))).body).toEqual(mine.body);
    });

    it('another connector of the tenant reads, but may not write what it does not own', async () => {
      await app().admin('POST', '/tenants/default/connectors', {
        slug: 'entra',
        displayName: 'Entra',
        provider: 'entra',
      });
      const entra = await app().scim('default', 'entra');
      const user = await createUser(scim, 'owned@example.com');
      expect((await entra('GET', pathOf(user))).status).toBe(200);
      for (const [method, body] of [
        ['DELETE'],
        ['PUT', user.body],
        ['PATCH', patchBody({ op: 'remove', path: 'displayName' })],
      ] as const) {
        const answer = await entra(method, pathOf(user), body);
        expect(answer.body).toMatchObject({ schemas: [ERROR], status: '403' });
      }
      expect((await scim('GET', pathOf(user))).body).toEqual(user.body);
    });
  });

  let tenants = 0;
  async function freshTenant(): Promise<ScimClient> {
    const slug = `t${(tenants += 1)}`;
    await app().admin('POST', '/tenants', { slug, displayName: slug });
    await app().admin('POST', `/tenants/${slug}/connectors`, { slug: 'okta', displayName: 'Okta', provider: 'okta' });
    return app().scim(slug, 'okta');
  }
});
