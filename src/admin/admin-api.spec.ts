import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { type MemoryApp, PUBLIC_URL, startMemoryApp } from '../../test/support/memory-app.js';
import { AdminModule } from './admin.module.js';

const ADMIN = 'bootstrap-token-of-the-environment-0123456789';

let running: MemoryApp;
beforeAll(async () => {
  running = await startMemoryApp({ modules: [AdminModule], bootstrapToken: ADMIN });
});
afterAll(() => running.app.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${running.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = text === '' ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, body: json as Record<string, unknown> };
}

let count = 0;
/** A tenant of its own with the connector `okta`; gives the slug. */
async function newTenant(): Promise<string> {
  count += 1;
  const slug = `t${count}`;
  await call('POST', '/tenants', { slug, displayName: 'Acme' });
  await call('POST', `/tenants/${slug}/connectors`, { slug: 'okta', displayName: 'Okta' });
  return slug;
}

const problem = (status: number, path?: string): object => ({
  status,
  body: {
    type: expect.stringMatching(/^urn:rollbook:problem:[a-z-]+$/) as string,
    title: expect.any(String) as string,
    status,
    detail: expect.any(String) as string,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    errors: path === undefined ? [] : [{ path, detail: expect.any(String) as string }],
  },
});

describe('tenants', () => {
  it('live from POST to DELETE', async () => {
    const created = await call('POST', '/tenants', { slug: 'life', displayName: 'Life' });
    const view = { slug: 'life', displayName: 'Life', enabled: true, createdAt: expect.any(String) as string };
    expect(created).toMatchObject({ status: 201, body: view });
    expect(created.headers.get('location')).toBe(`${PUBLIC_URL}/api/v1/tenants/life`);
    expect((await call('GET', '/tenants/life')).body).toEqual(view);
    const changed = await call('PATCH', '/tenants/life', { enabled: false });
    expect(changed).toMatchObject({ status: 200, body: { ...view, enabled: false } });
    expect((await call('PATCH', '/tenants/life', {})).body).toEqual(changed.body);
    expect(running.memory.eventTypes().slice(-2)).toEqual(['tenant.lifecycle.create', 'tenant.lifecycle.deactivate']);
    expect(await call('DELETE', '/tenants/life')).toMatchObject(problem(400, 'confirm'));
    expect(await call('DELETE', '/tenants/life?confirm=other')).toMatchObject(problem(400, 'confirm'));
    expect((await call('DELETE', '/tenants/life?confirm=life')).status).toBe(204);
    expect(await call('GET', '/tenants/life')).toMatchObject(problem(404));
  });

  it('keep their slug to themselves', async () => {
    const slug = await newTenant();
    expect(await call('POST', '/tenants', { slug, displayName: 'Two' })).toMatchObject(problem(409));
  });

  it.each<[string, unknown, string]>([
    ['no slug', { displayName: 'x' }, 'slug'],
    ['a slug with _', { slug: 'a_b', displayName: 'x' }, 'slug'],
    ['a slug that is a number', { slug: 1, displayName: 'x' }, 'slug'],
    ['a slug in a list', { slug: ['a'], displayName: 'x' }, 'slug'],
    ['no name', { slug: 'a' }, 'displayName'],
    ['null as name', { slug: 'a', displayName: null }, 'displayName'],
    ['an empty name', { slug: 'a', displayName: '' }, 'displayName'],
    ['a blank name', { slug: 'a', displayName: '  ' }, 'displayName'],
    ['a name that is an object', { slug: 'a', displayName: { length: 3 } }, 'displayName'],
    ['a name too long', { slug: 'a', displayName: 'x'.repeat(256) }, 'displayName'],
    ['a name with a line break', { slug: 'a', displayName: 'x\ny' }, 'displayName'],
    ['a name with half a character', { slug: 'a', displayName: '\ud800' }, 'displayName'],
    ['an unknown field', { slug: 'a', displayName: 'x', admin: true }, 'admin'],
    ['a field of the answer', { slug: 'a', displayName: 'x', pk: 1 }, 'pk'],
    ['a field in another case', { slug: 'a', displayName: 'x', Slug: 'b' }, 'Slug'],
    ['a list', [{ slug: 'a', displayName: 'x' }], 'body'],
    ['an empty list', [], 'body'],
  ])('are not created from %s', async (_, body, path) => {
    const tenants = running.memory.tenants.size;
    expect(await call('POST', '/tenants', body)).toMatchObject(problem(400, path));
    expect(running.memory.tenants.size).toBe(tenants);
  });

  it('name every wrong field, an unknown one clipped', async () => {
    const { body } = await call('POST', '/tenants', { ['k'.repeat(5000)]: 1 });
    const errors = body.errors as readonly { path: string }[];
    expect(errors.map(({ path }) => path.slice(0, 20)).sort()).toEqual(['displayName', 'k'.repeat(20), 'slug']);
    expect(JSON.stringify(body).length).toBeLessThan(1000);
  });

  it.each<[string, unknown, string]>([
    ['null as switch', { enabled: null }, 'enabled'],
    ['a text as switch', { enabled: 'false' }, 'enabled'],
    ['a number as switch', { enabled: 0 }, 'enabled'],
    ['null as name', { displayName: null }, 'displayName'],
    ['the slug', { slug: 'other' }, 'slug'],
    ['a list', [], 'body'],
  ])('are not changed by %s', async (_, body, path) => {
    expect(await call('PATCH', `/tenants/${await newTenant()}`, body)).toMatchObject(problem(400, path));
  });

  it('are not reached without an admin token', async () => {
    expect((await fetch(`${running.url}/api/v1/tenants`)).status).toBe(401);
  });
});

describe('connectors', () => {
  it('live from POST to DELETE and hand out their base URL', async () => {
    const slug = await newTenant();
    const path = `/tenants/${slug}/connectors`;
    const created = await call('POST', path, {
      slug: 'entra',
      displayName: 'Entra',
      provider: 'entra',
      syncEnabled: false,
    });
    const view = {
      id: expect.any(String) as string,
      slug: 'entra',
      displayName: 'Entra',
      provider: 'entra',
      syncEnabled: false,
      existingUsers: 'adopt',
      onDeactivate: 'deactivate',
      passwordSync: 'ignore',
      customFieldNamespace: 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User',
      customFields: [],
      mode: 'lenient',
      tolerances: {},
      createdAt: expect.any(String) as string,
      scimBaseUrl: `${PUBLIC_URL}/scim/${slug}/entra/v2`,
    };
    expect(created).toMatchObject({ status: 201, body: view });
    expect(created.headers.get('location')).toBe(`${PUBLIC_URL}/api/v1${path}/entra`);
    expect((await call('GET', `${path}/entra`)).body).toEqual(view);
    const changed = await call('PATCH', `${path}/entra`, { syncEnabled: true });
    expect(changed).toMatchObject({ status: 200, body: { ...view, syncEnabled: true } });
    expect(running.memory.events.at(-1)?.event).toMatchObject({
      eventType: 'application.lifecycle.activate',
      actor: { id: 'bootstrap' },
      changes: [{ path: 'syncEnabled', from: false, to: true }],
    });
    expect((await call('DELETE', `${path}/entra`)).status).toBe(204);
    expect(await call('GET', `${path}/entra`)).toMatchObject(problem(404));
    expect(await call('DELETE', `${path}/entra`)).toMatchObject(problem(404));
  });

  it('default to okta, switched on', async () => {
    const { body } = await call('GET', `/tenants/${await newTenant()}/connectors/okta`);
    expect(body).toMatchObject({ provider: 'okta', syncEnabled: true });
  });

  it('share no slug within a tenant, but across tenants', async () => {
    const [one] = [await newTenant(), await newTenant()];
    const path = `/tenants/${one}/connectors`;
    expect(await call('POST', path, { slug: 'okta', displayName: 'Two' })).toMatchObject(problem(409));
  });

  it.each<[string, unknown, string]>([
    ['an unknown provider', { slug: 'a', displayName: 'A', provider: 'ldap' }, 'provider'],
    ['null as provider', { slug: 'a', displayName: 'A', provider: null }, 'provider'],
    ['a text as switch', { slug: 'a', displayName: 'A', syncEnabled: 'true' }, 'syncEnabled'],
    ['a setting that there is not', { slug: 'a', displayName: 'A', pk: 7 }, 'pk'],
    ['an unknown mode', { slug: 'a', displayName: 'A', mode: 'loose' }, 'mode'],
    ['a number as policy', { slug: 'a', displayName: 'A', existingUsers: 1 }, 'existingUsers'],
    ['another case', { slug: 'a', displayName: 'A', onDeactivate: 'Unlink' }, 'onDeactivate'],
    ['null as policy', { slug: 'a', displayName: 'A', passwordSync: null }, 'passwordSync'],
    ['a text as fields', { slug: 'a', displayName: 'A', customFields: 'a' }, 'customFields'],
    ['a bad field id', { slug: 'a', displayName: 'A', customFields: ['a b'] }, 'customFields'],
    ['an id of a field that has no letter', { slug: 'a', displayName: 'A', customFields: ['1'] }, 'customFields'],
    ['201 fields', { slug: 'a', displayName: 'A', customFields: Array(201).fill('a') }, 'customFields'],
    [
      'a namespace of the RFC',
      { slug: 'a', displayName: 'A', customFieldNamespace: 'urn:ietf:params:scim:schemas:core:2.0:User' },
      'customFieldNamespace',
    ],
    ['an unknown tolerance', { slug: 'a', displayName: 'A', tolerances: { everything: true } }, 'tolerances'],
    ['a tolerance that is no switch', { slug: 'a', displayName: 'A', tolerances: { opCase: 'yes' } }, 'tolerances'],
    ['a list of tolerances', { slug: 'a', displayName: 'A', tolerances: ['opCase'] }, 'tolerances'],
  ])('are not created from %s', async (_, body, path) => {
    expect(await call('POST', `/tenants/${await newTenant()}/connectors`, body)).toMatchObject(problem(400, path));
  });

  it('are not found in another tenant or none', async () => {
    const slug = await newTenant();
    expect(await call('GET', `/tenants/nobody/connectors/okta`)).toMatchObject(problem(404));
    expect(await call('GET', `/tenants/${slug}/connectors/entra`)).toMatchObject(problem(404));
    expect(await call('POST', `/tenants/nobody/connectors`, { slug: 'a', displayName: 'A' })).toMatchObject(
      problem(404),
    );
  });
});

describe('credentials', () => {
  const newPath = async (): Promise<string> => `/tenants/${await newTenant()}/connectors/okta/credentials`;

  it.each<['bearer' | 'basic', object]>([
    ['bearer', { token: expect.stringMatching(/^rollbook_bt_/) as string }],
    [
      'basic',
      {
        key: expect.stringMatching(/^rollbook_ak_/) as string,
        secret: expect.stringMatching(/^rollbook_as_/) as string,
      },
    ],
  ])('%s: the secret is shown once and is in no event', async (type, shown) => {
    const path = await newPath();
    const created = await call('POST', path, { type, name: 'one' });
    expect(created).toMatchObject({ status: 201, body: { ...shown, type, name: 'one', enabled: true } });
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.headers.get('location')).toBe(`${PUBLIC_URL}/api/v1${path}/${String(created.body.id)}`);
    const read = await call('GET', `${path}/${String(created.body.id)}`);
    expect(Object.keys(read.body).sort()).toEqual(
      ['createdAt', 'enabled', 'expiresAt', 'id', 'lastUsedAt', 'lastUsedIp', 'name', 'prefix', 'type'].sort(),
    );
    expect((await call('GET', path)).body).toEqual({ items: [read.body], next: null });
    const secret = String(created.body.token ?? created.body.secret);
    expect(JSON.stringify(read.body)).not.toContain(secret);
    expect(JSON.stringify(running.memory.events)).not.toContain(secret.slice(0, 20));
  });

  it('live a year unless told otherwise', async () => {
    const { body } = await call('POST', await newPath(), { type: 'bearer', name: 'one' });
    const days = (Date.parse(String(body.expiresAt)) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(364.9);
    expect(days).toBeLessThan(365.1);
  });

  it('are disabled, renamed, revoked, each with its event', async () => {
    const path = await newPath();
    const { body } = await call('POST', path, { type: 'bearer', name: 'one' });
    const one = `${path}/${String(body.id)}`;
    expect((await call('PATCH', one, { enabled: false })).body).toMatchObject({ enabled: false });
    expect((await call('PATCH', one, { enabled: true })).body).toMatchObject({ enabled: true });
    expect((await call('PATCH', one, { name: 'two' })).body).toMatchObject({ name: 'two' });
    expect((await call('PATCH', one, { name: 'two' })).status).toBe(200);
    expect((await call('DELETE', one)).status).toBe(204);
    expect(await call('DELETE', one)).toMatchObject(problem(404));
    expect(await call('PATCH', one, { name: 'x' })).toMatchObject(problem(404));
    expect(running.memory.eventTypes().slice(-5)).toEqual(
      ['create', 'disable', 'enable', 'update', 'revoke'].map((verb) => `system.api_token.${verb}`),
    );
    expect(running.memory.events.at(-1)?.event.target).toMatchObject([{ type: 'Credential' }, { type: 'AppInstance' }]);
  });

  it.each<[string, unknown, string]>([
    ['no type', { name: 'x' }, 'type'],
    ['an unknown type', { type: 'oauth', name: 'x' }, 'type'],
    ['a type in a list', { type: ['bearer'], name: 'x' }, 'type'],
    ['no name', { type: 'bearer' }, 'name'],
    ['a token of its own', { type: 'bearer', name: 'x', token: 'y' }, 'token'],
    ['an end in the past', { type: 'bearer', name: 'x', expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an end too far', { type: 'bearer', name: 'x', expiresAt: '2999-01-01T00:00:00Z' }, 'expiresAt'],
    ['an end without zone', { type: 'bearer', name: 'x', expiresAt: '2027-01-01T00:00:00' }, 'expiresAt'],
    ['no end', { type: 'bearer', name: 'x', expiresAt: null }, 'expiresAt'],
    ['a number as end', { type: 'bearer', name: 'x', expiresAt: 1 }, 'expiresAt'],
  ])('are not created from %s', async (_, body, path) => {
    expect(await call('POST', await newPath(), body)).toMatchObject(problem(400, path));
  });

  it('are not found under another connector', async () => {
    const [path, other] = [await newPath(), await newPath()];
    const { body } = await call('POST', path, { type: 'bearer', name: 'one' });
    for (const method of ['GET', 'DELETE']) {
      expect(await call(method, `${other}/${String(body.id)}`)).toMatchObject(problem(404));
    }
    expect(await call('PATCH', `${other}/${String(body.id)}`, { enabled: false })).toMatchObject(problem(404));
    expect((await call('GET', `${path}/${String(body.id)}`)).body).toMatchObject({ enabled: true });
  });
});

describe('admin tokens', () => {
  it('are shown once, listed without themselves, and revoked', async () => {
    const created = await call('POST', '/admin-tokens', { name: 'jane' });
    expect(created).toMatchObject({ status: 201, body: { token: expect.stringMatching(/^rollbook_adm_/) as string } });
    expect(created.headers.get('cache-control')).toBe('no-store');
    const list = await call('GET', '/admin-tokens');
    expect(list.body.items).toMatchObject([{ id: created.body.id, name: 'jane' }]);
    expect(JSON.stringify(list.body)).not.toContain(String(created.body.token));
    expect((await call('DELETE', `/admin-tokens/${String(created.body.id)}`)).status).toBe(204);
    expect(await call('DELETE', `/admin-tokens/${String(created.body.id)}`)).toMatchObject(problem(404));
  });

  it('keep the last one while ADMIN_TOKEN is unset', async () => {
    const own = await startMemoryApp({ modules: [AdminModule] });
    const { AdminTokensService } = await import('../credentials/admin-tokens.service.js');
    const token = await own.app.get(AdminTokensService).ensureFirst();
    const [row] = own.memory.adminTokens.values();
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${own.url}/api/v1/admin-tokens/${row?.id}`, { method: 'DELETE', headers });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 409,
      body: { type: 'urn:rollbook:problem:last-admin-token' },
    });
    await own.app.close();
  });
});

describe('lists', () => {
  it('are walked page by page, each item once', async () => {
    const slug = await newTenant();
    for (const n of [1, 2, 3, 4])
      await call('POST', `/tenants/${slug}/connectors`, { slug: `c${n}`, displayName: 'C' });
    const seen: unknown[] = [];
    let path: string | null = `/tenants/${slug}/connectors?limit=2`;
    while (path !== null) {
      const page: Answer = await call('GET', path);
      seen.push(...(page.body.items as readonly { slug: string }[]).map((item) => item.slug));
      const link = page.headers.get('link');
      const next: string | undefined = /^<(.*)>; rel="next"$/.exec(link ?? '')?.[1];
      expect(next === undefined).toBe(page.body.next === null);
      path = next === undefined ? null : next.replace(`${PUBLIC_URL}/api/v1`, '');
    }
    expect(seen).toEqual(['okta', 'c1', 'c2', 'c3', 'c4']);
  });

  it('of exactly one page have no next', async () => {
    const path = `/tenants/${await newTenant()}/connectors?limit=1`;
    expect((await call('GET', path)).body).toMatchObject({ next: null });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=', 'limit'],
    ['limit=1e2', 'limit'],
    ['limit=0x10', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=%201', 'limit'],
    ['limit=NaN', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['limit[a]=1', 'limit[a]'],
    ['after=', 'after'],
    ['after=1', 'after'],
    ['after=!!!', 'after'],
    ['after=MA', 'after'],
    ['after=LTE', 'after'],
    ['after=MQ==', 'after'],
    ['after=MQ&after=MQ', 'after'],
    [`after=${Buffer.from('99999999999999999999').toString('base64url')}`, 'after'],
    [`after=${'M'.repeat(1000)}`, 'after'],
    ['filter=x', 'filter'],
  ])('refuse ?%s', async (query, path) => {
    expect(await call('GET', `/tenants?${query}`)).toMatchObject(problem(400, path));
  });
});

describe('every route in the OpenAPI document', () => {
  it('has a summary, the admin token, and error answers with an example', () => {
    const { paths } = SwaggerModule.createDocument(running.app, new DocumentBuilder().build());
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        route: `${method} ${path}`,
        operation: operation as Operation,
      })),
    );
    expect(routes.length).toBeGreaterThanOrEqual(18);
    for (const { route, operation } of routes) {
      expect({ route, summary: operation.summary }).toEqual({ route, summary: expect.stringMatching(/\S/) as string });
      expect({ route, security: operation.security }).toEqual({ route, security: [{ admin: [] }] });
      expect({ route, 401: operation.responses['401'] }).toMatchObject({
        401: { content: { 'application/problem+json': { example: { status: 401 } } } },
      });
      const hasBody = /^(?:post|patch) /.test(route);
      expect({ route, hasBody: operation.requestBody !== undefined }).toEqual({ route, hasBody });
      const examples = operation.requestBody?.content['application/json']?.examples;
      if (hasBody)
        expect({ route, examples: Object.keys(examples ?? {}).length > 0 }).toEqual({ route, examples: true });
    }
  });
});

interface Operation {
  readonly summary?: string;
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly examples?: object } | undefined>> };
}
