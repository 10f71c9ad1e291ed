import { uuidv7 } from '../../src/audit/uuidv7.js';
import { insertResource } from '../../src/persistence/write-resource.js';
import { BodyCaptureSweep } from '../../src/tenancy/body-capture-sweep.service.js';
import { BodyCaptureStore } from '../../src/tenancy/body-capture-store.js';
import { BodyCaptures } from '../../src/tenancy/body-captures.service.js';
import { TenancyChanges } from '../../src/tenancy/tenancy-changes.js';
import type { Answer, ScimClient } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const FIELDS = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SECRET = 'Tr0ub4dor&3-canary';
const HOUR_MS = 3_600_000;
const FLOOD = 200;

interface Captured {
  readonly transaction: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly request: { readonly body?: Record<string, unknown>; readonly note?: string } | null;
  readonly response: { readonly body?: Record<string, unknown>; readonly note?: string } | null;
}

let names = 0;
const newName = (): string => `capture-${(names += 1)}`;
const user = (more: object = {}): object => ({ schemas: [USER], userName: `${newName()}@x.io`, ...more });

describeApp('the capture of bodies', (app) => {
  /** A tenant with a connector of its own. */
  async function setUp(): Promise<{ tenant: string; path: string; scim: ScimClient }> {
    const tenant = newName();
    await app().admin('POST', '/tenants', { slug: tenant, displayName: 'T' });
    await app().admin('POST', `/tenants/${tenant}/connectors`, { slug: 'okta', displayName: 'Okta' });
    return { tenant, path: `/tenants/${tenant}/connectors/okta`, scim: await app().scim(tenant) };
  }
  const on = (path: string, minutes: unknown = 5): Promise<Answer> =>
    app().admin('PUT', `${path}/body-capture`, { minutes });
  const list = async (path: string, query = ''): Promise<readonly Captured[]> =>
    (await app().admin('GET', `${path}/body-captures${query}`)).body.items as readonly Captured[];
  const of = async (path: string, answer: Answer): Promise<Captured | undefined> => {
    const found = await list(path, `?transaction=${answer.headers.get('x-request-id') ?? ''}`);
    expect(found.length).toBeLessThanOrEqual(1);
    return found[0];
  };
  const rows = async (): Promise<readonly Record<string, unknown>[]> => {
    await app().app.get(BodyCaptures).flush();
    return app().database.read('SELECT * FROM body_capture');
  };
  const until = async (tenant: string, at: Date): Promise<void> => {
    await app().database.withTransaction((tx) =>
      tx.execute(
        'UPDATE connector SET body_capture_until = ? WHERE tenant_id = (SELECT pk FROM tenant WHERE slug = ?)',
        [at.toISOString(), tenant],
      ),
    );
    app().app.get(TenancyChanges).announce();
  };
  const typesOf = async (tenant: string): Promise<readonly string[]> => {
    const { body } = await app().admin('GET', `/tenants/${tenant}/logs?limit=1000`);
    return Array.isArray(body) ? body.map((event: { eventType: string }) => event.eventType) : [];
  };

  it('is off, and keeps nothing then', async () => {
    const { path, scim } = await setUp();
    const before = (await rows()).length;
    await scim('POST', '/Users', user({ password: SECRET }));
    await scim('GET', '/Users');
    await scim('POST', '/Users', '{');
    expect((await rows()).length).toBe(before);
    expect(await list(path)).toEqual([]);
    expect((await app().admin('GET', `${path}/body-capture`)).body).toEqual({ enabled: false, until: null });
  });

  it('is switched on and off, with an event each', async () => {
    const { tenant, path, scim } = await setUp();
    const started = await on(path);
    expect([started.status, started.body.enabled]).toEqual([200, true]);
    const left = Date.parse(String(started.body.until)) - Date.now();
    expect(left).toBeGreaterThan(4.5 * 60_000);
    expect(left).toBeLessThanOrEqual(5 * 60_000);
    expect((await app().admin('GET', `${path}/body-capture`)).body).toEqual(started.body);
    const kept = await scim('POST', '/Users', user());
    expect(await of(path, kept)).toMatchObject({ method: 'POST', status: 201 });

    expect((await app().admin('DELETE', `${path}/body-capture`)).status).toBe(204);
    expect((await app().admin('DELETE', `${path}/body-capture`)).status).toBe(204);
    expect(await of(path, await scim('POST', '/Users', user()))).toBeUndefined();
    expect(await list(path)).toHaveLength(1);
    const types = await typesOf(tenant);
    const counts = ['start', 'stop'].map(
      (verb) => types.filter((type) => type === `application.integration.body_capture.${verb}`).length,
    );
    expect(counts).toEqual([1, 1]);
    expect(types.filter((type) => type === 'system.log.read').length).toBeGreaterThan(0);
  });

  it('ends by itself', async () => {
    const { tenant, path, scim } = await setUp();
    await on(path);
    await until(tenant, new Date(Date.now() - 1));
    expect(await of(path, await scim('POST', '/Users', user()))).toBeUndefined();
    expect((await app().admin('GET', `${path}/body-capture`)).body).toEqual({ enabled: false, until: null });
    await until(tenant, new Date(Date.now() + 60_000));
    expect(await of(path, await scim('POST', '/Users', user()))).toBeDefined();
  });

  it.each<[unknown]>([[0], [61], [1.5], ['5'], [null], [-1], [1e9], [undefined]])(
    'refuses %p minutes',
    async (minutes) => {
      const { path } = await setUp();
      const answer = await app().admin('PUT', `${path}/body-capture`, { minutes });
      expect(answer.status).toBe(400);
      expect((await app().admin('GET', `${path}/body-capture`)).body.enabled).toBe(false);
    },
  );

  it.each(['limit=0', 'limit=51', 'limit=x', 'after=MTAwx', `transaction=${'x'.repeat(65)}`, 'other=1'])(
    'refuses a list by %s',
    async (query) => {
      const { path } = await setUp();
      expect((await app().admin('GET', `${path}/body-captures?${query}`)).status).toBe(400);
    },
  );

  it('is of its connector alone', async () => {
    const [one, other] = [await setUp(), await setUp()];
    await on(one.path);
    expect(await of(other.path, await other.scim('POST', '/Users', user()))).toBeUndefined();
    const kept = await one.scim('POST', '/Users', user());
    expect(await of(one.path, kept)).toBeDefined();
    expect(await of(other.path, kept)).toBeUndefined();
    for (const sub of ['body-capture', 'body-captures']) {
      expect((await app().admin('GET', `/tenants/${one.tenant}/connectors/none/${sub}`)).status).toBe(404);
    }
  });

  it('is for no auditor, nor for an admin of another tenant', async () => {
    const [one, other] = [await setUp(), await setUp()];
    const tokenOf = async (body: object): Promise<string> =>
      String((await app().admin('POST', '/admin-tokens', { name: 'x', ...body })).body.token);
    const statuses = async (token: string): Promise<readonly number[]> => {
      const found: number[] = [];
      for (const [method, sub] of [
        ['GET', 'body-capture'],
        ['GET', 'body-captures'],
        ['PUT', 'body-capture'],
        ['DELETE', 'body-capture'],
      ] as const) {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const body = method === 'PUT' ? { minutes: 1 } : undefined;
        found.push((await app().request(method, `/api/v1${one.path}/${sub}`, { headers, body })).status);
      }
      return found;
    };
    expect(await statuses(await tokenOf({ role: 'auditor' }))).toEqual([403, 403, 403, 403]);
    expect(await statuses(await tokenOf({ role: 'auditor', tenant: one.tenant }))).toEqual([403, 403, 403, 403]);
    expect(await statuses(await tokenOf({ role: 'admin', tenant: other.tenant }))).toEqual([404, 404, 404, 404]);
    expect(await statuses(await tokenOf({ role: 'admin', tenant: one.tenant }))).toEqual([200, 200, 200, 204]);
    expect((await app().request('GET', `/api/v1${one.path}/body-captures`)).status).toBe(401);
  });

  it('shows what the schema knows and masks the rest', async () => {
    const { tenant, path, scim } = await setUp();
    await app().admin('POST', `/tenants/${tenant}/extended-fields`, {
      fieldId: 'cost',
      type: 'string',
      displayName: 'C',
    });
    await app().admin('PATCH', path, { customFields: ['cost'] });
    await on(path);
    const sent = user({
      ...{ password: SECRET, title: 'Boss', shoeSize: SECRET, name: { givenName: 'Jane', pet: SECRET } },
      ...{ [ENTERPRISE]: { department: 'Sales' }, [FIELDS]: { cost: 'A-1' } },
    });
    const created = await scim('POST', '/Users', sent);
    expect(created.status).toBe(201);
    const found = await of(path, created);
    expect(found?.path).toBe(`/scim/${tenant}/okta/v2/Users`);
    expect(found?.request?.body).toMatchObject({
      ...{ password: '***', title: 'Boss', shoeSize: '*** (string, 18)' },
      name: { givenName: 'Jane', pet: '*** (string, 18)' },
      ...{ [ENTERPRISE]: { department: 'Sales' }, [FIELDS]: { cost: 'A-1' } },
    });
    expect(found?.response?.body).toMatchObject({ id: created.body.id, title: 'Boss', [FIELDS]: { cost: 'A-1' } });
  });

  it('masks a password wherever one is sent', async () => {
    const { tenant, path, scim } = await setUp();
    await on(path);
    const id = String((await scim('POST', '/Users', user({ password: SECRET }))).body.id);
    const patch = (operation: object) => scim('PATCH', `/Users/${id}`, { schemas: [PATCH], Operations: [operation] });
    const v1 = (method: string, sub: string, body: object): Promise<Answer> =>
      app().request(method, `/scim/${tenant}/okta/v1${sub}`, {
        headers: { authorization: `Bearer ${scim.token}`, 'content-type': 'application/json' },
        body,
      });
    const answers = [
      await scim('PUT', `/Users/${id}`, user({ PassWord: SECRET })),
      await patch({ op: 'replace', path: 'password', value: SECRET }),
      await patch({ op: 'replace', path: `${USER}:password`, value: SECRET }),
      await patch({ op: 'replace', value: { password: SECRET } }),
      await patch({ op: 'replace', path: `emails[value eq "${SECRET}"].value`, value: 'a@x.io' }),
      await patch({ op: SECRET, path: 'title', value: 'x' }),
      await scim('POST', '/Users', { userName: { password: SECRET } }),
      await scim('POST', '/Bulk', {
        schemas: [BULK],
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'a', data: user({ password: SECRET }) },
          { method: 'PATCH', path: `/Users/${id}`, data: { Operations: [{ op: 'add', value: { password: SECRET } }] } },
        ],
      }),
      await v1('POST', '/Users', { schemas: ['urn:scim:schemas:core:1.0'], userName: newName(), password: SECRET }),
      await v1('PATCH', `/Users/${id}`, { password: SECRET }),
    ];
    for (const answer of answers) expect((await of(path, answer))?.request?.body).toBeDefined();
    const text = JSON.stringify(await list(path, '?limit=50'));
    expect(text).not.toContain(SECRET);
    expect(JSON.stringify(await rows())).not.toContain(SECRET);
    expect(text).toContain('"password":"***"');
  });

  it('keeps what was refused, and of what is no JSON only that it was there', async () => {
    const { path, scim } = await setUp();
    await on(path);
    const invalid = await scim('POST', '/Users', { schemas: [USER], userName: 7 });
    expect(await of(path, invalid)).toMatchObject({ status: 400, response: { body: { status: '400' } } });
    const malformed = await scim('POST', '/Users', `{"password":"${SECRET}"`);
    expect(await of(path, malformed)).toMatchObject({ status: 400, request: { note: 'not JSON, 32 bytes' } });
    const form = await scim('POST', '/Users', `password=${SECRET}`, { 'content-type': 'text/plain' });
    expect(await of(path, form)).toMatchObject({ status: 415, request: { note: 'not JSON, 27 bytes' } });
    const empty = await scim('POST', '/Users');
    expect((await of(path, empty))?.request).toBeNull();
    const large = await scim('POST', '/Users', user({ title: 'x'.repeat(2 * 1024 * 1024) }));
    expect(await of(path, large)).toMatchObject({ status: 413, request: { note: 'not read' } });
    const larger = await scim('POST', '/Users', user({ nick: 'x'.repeat(70_000) }));
    expect((await of(path, larger))?.request?.note).toMatch(/^70\d\d\d bytes, more than/);
    for (let i = 0; i < 12; i += 1) await scim('POST', '/Users', user({ title: 'x'.repeat(6_000) }));
    expect((await of(path, await scim('GET', '/Users')))?.response?.note).toMatch(/^7\d\d\d\d bytes, more than/);
    const gone = await scim('DELETE', '/Users/none');
    expect(await of(path, gone)).toMatchObject({ method: 'DELETE', status: 404, request: null });
    await app().admin('PATCH', path, { syncEnabled: false });
    const off = await scim('POST', '/Users', user({ password: SECRET }));
    expect(await of(path, off)).toMatchObject({ status: 403, request: { note: 'not read' } });
    expect(JSON.stringify(await rows())).not.toContain(SECRET);
  });

  it('keeps nothing of what is not there, which the log has', async () => {
    const { tenant, path, scim } = await setUp();
    await on(path);
    for (const [method, below, status] of [
      ['DELETE', '/Users', 405],
      ['POST', '/Schemas', 405],
      ['POST', '/Nothing', 404],
      ['GET', '/Nothing', 404],
    ] as const) {
      const answer = await scim(method, below, method === 'POST' ? user() : undefined);
      expect([below, answer.status]).toEqual([below, status]);
      expect(await of(path, answer)).toBeUndefined();
      const id = encodeURIComponent(`transaction.id eq "${answer.headers.get('x-request-id') ?? ''}"`);
      expect((await app().admin('GET', `/tenants/${tenant}/logs?filter=${id}`)).body).toHaveLength(1);
    }
  });

  it('keeps nothing of strangers, of token endpoints and of queries', async () => {
    const { tenant, path, scim } = await setUp();
    await on(path);
    const wrong = { headers: { authorization: 'Bearer wrong', 'content-type': 'application/json' }, body: user() };
    expect((await app().request('POST', `/scim/${tenant}/okta/v2/Users`, wrong)).status).toBe(401);
    expect((await app().request('GET', `/scim/${tenant}/okta/v2/ServiceProviderConfig`)).status).toBe(200);
    const oauth = await app().admin('POST', `${path}/credentials`, { type: 'oauth', name: 'x' });
    const form = new URLSearchParams({
      ...{ grant_type: 'client_credentials', client_id: String(oauth.body.clientId) },
      client_secret: String(oauth.body.clientSecret),
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const token = await app().request('POST', `/scim/${tenant}/okta/oauth/token`, { headers, body: form.toString() });
    expect(token.status).toBe(200);
    expect(await list(path)).toEqual([]);
    const found = await scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${SECRET}"`)}`);
    expect((await of(path, found))?.path).toBe(`/scim/${tenant}/okta/v2/Users`);
    expect(JSON.stringify(await rows())).not.toContain(encodeURIComponent(SECRET));
  });

  it('of HEAD keeps no answer, nor of one that is sent in pieces', async () => {
    const { tenant, path, scim } = await setUp();
    const [{ pk: tenantPk } = { pk: 0 }] = await app().database.read<{ pk: number }>(
      'SELECT pk FROM tenant WHERE slug = ?',
      [tenant],
    );
    const ids = Array.from({ length: 1_500 }, () => uuidv7());
    await app().database.withTransaction(async (tx) => {
      for (const id of ids) {
        const draft = { type: 'User', id, connectorPk: null, document: { userName: id } } as const;
        await insertResource(tx, { tenantPk }, draft, new Date().toISOString());
      }
    });
    const group = { schemas: [GROUP], displayName: 'big', members: ids.map((value) => ({ value })) };
    const id = String((await scim('POST', '/Groups?excludedAttributes=members', group)).body.id);
    await on(path);
    const big = await scim('GET', `/Groups/${id}`);
    expect(big.body.members).toHaveLength(ids.length);
    expect((await of(path, big))?.response).toEqual({ note: 'sent in pieces as it was read' });
    expect((await of(path, await scim('HEAD', '/Users')))?.response).toBeNull();
    expect((await of(path, await scim('GET', '/Users?count=1')))?.response?.body).toMatchObject({ itemsPerPage: 1 });
  });

  it('is read page by page, the newest first', async () => {
    const { path, scim } = await setUp();
    await on(path);
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.unshift((await scim('GET', '/Users')).headers.get('x-request-id') ?? '');
    const read: string[] = [];
    let query = '?limit=2';
    for (let pages = 0; pages < 5; pages += 1) {
      const { body } = await app().admin('GET', `${path}/body-captures${query}`);
      read.push(...(body.items as readonly Captured[]).map(({ transaction }) => transaction));
      if (body.next === null) break;
      query = `?limit=2&after=${body.next as string}`;
    }
    expect(read).toEqual(ids);
  });

  it('keeps the newest thousand', async () => {
    const { path, scim } = await setUp();
    await on(path);
    await scim('GET', '/Users');
    await list(path);
    const [own] = await app().database.read<{ tenant_id: number; connector_id: number }>(
      'SELECT tenant_id, connector_id FROM body_capture ORDER BY pk DESC LIMIT 1',
    );
    const key = [own?.tenant_id ?? 0, own?.connector_id ?? 0];
    await app().database.withTransaction(async (tx) => {
      for (let i = 0; i < 1_010; i += 1) {
        await tx.execute(
          "INSERT INTO body_capture (tenant_id, connector_id, transaction_id, at, method, path, status) VALUES (?, ?, ?, ?, 'GET', '/', 200)",
          [...key, `x-${i}`, new Date().toISOString()],
        );
      }
    });
    await scim('GET', '/Users');
    await list(path);
    const [count] = await app().database.read<{ n: number }>(
      'SELECT COUNT(*) AS n FROM body_capture WHERE tenant_id = ? AND connector_id = ?',
      key,
    );
    expect(Number(count?.n)).toBe(1_000);
    expect((await list(path))[0]?.path).toMatch(/\/v2\/Users$/);
  });

  it('is gone after a day, and with its connector and its tenant', async () => {
    const [one, two, three] = [await setUp(), await setUp(), await setUp()];
    for (const { path, scim } of [one, two, three]) {
      await on(path);
      await scim('POST', '/Users', user());
      expect(await list(path)).toHaveLength(1);
    }
    const before = (await rows()).length;
    await app().admin('DELETE', two.path);
    expect((await rows()).length).toBe(before - 1);
    await app().admin('DELETE', `/tenants/${three.tenant}?confirm=${three.tenant}`);
    expect((await rows()).length).toBe(before - 2);
    const sweep = app().app.get(BodyCaptureSweep);
    await sweep.run(Date.now() + 22 * HOUR_MS);
    expect(await list(one.path)).toHaveLength(1);
    await sweep.run(Date.now() + 24 * HOUR_MS);
    expect(await rows()).toEqual([]);
  });

  it('that is too old is not shown before it is removed either', async () => {
    const { path, scim } = await setUp();
    await on(path);
    await scim('GET', '/Users');
    expect(await list(path)).toHaveLength(1);
    const old = new Date(Date.now() - 23.1 * HOUR_MS).toISOString();
    await app().database.withTransaction((tx) => tx.execute('UPDATE body_capture SET at = ?', [old]));
    expect(await list(path)).toEqual([]);
  });

  it('in a flood keeps what it can in bounded memory, says what it did not, and every call is answered', async () => {
    const { path, scim } = await setUp();
    await on(path);
    const before = (await rows()).length;
    const store = app().app.get(BodyCaptureStore, { strict: false });
    const add = store.add.bind(store);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    // A database that writes nothing for a while.
    const slow = jest.spyOn(store, 'add').mockImplementation((drafts) => held.then(() => add(drafts)));
    const answers = await Promise.all(Array.from({ length: FLOOD }, () => scim('GET', '/Users')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    release();
    const kept = (await rows()).length - before;
    slow.mockRestore();
    // What waited, and the batch that was being written.
    expect(kept).toBeGreaterThanOrEqual(100);
    expect(kept).toBeLessThanOrEqual(120);
    const said = app().log.lines.filter(({ message }) => message === 'bodies came too fast to be captured');
    expect(said.map(({ fields }) => fields)).toEqual([{ dropped: FLOOD - kept }]);
  });
});
