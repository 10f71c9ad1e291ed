import type { Answer, TestApp } from '../support/app.js';
import { bootApp } from '../support/app.js';
import { describeDatabases, describeMariaDb } from '../support/databases.js';
import { declaredRoutes, fillPath, type Route } from '../support/declared-routes.js';
import { describeApp } from '../support/describe-app.js';
import { lastLetIn } from '../support/last-let-in.js';

const FORBIDDEN = 'urn:rollbook:problem:forbidden-role';
/** Routes without a tenant in their path, each with who is let in; a new one must be put here. */
const WITHOUT_TENANT: Readonly<Record<string, readonly string[]>> = {
  'GET /api/v1/tenants': ['admin', 'auditor', 'tenant admin', 'tenant auditor'],
  'POST /api/v1/tenants': ['admin'],
  'GET /api/v1/admin-tokens': ['admin', 'auditor', 'tenant admin', 'tenant auditor'],
  'POST /api/v1/admin-tokens': ['admin', 'tenant admin'],
  'GET /api/v1/log-sinks': ['admin', 'auditor'],
  'DELETE /api/v1/admin-tokens/:id': ['admin', 'tenant admin'],
  'GET /metrics': ['admin', 'auditor'],
};
/** Routes that ask less than their method says: a POST that changes nothing. */
const READS_BY_POST: readonly string[] = [];
/** Routes that ask more: what is read there is for no auditor. */
const FOR_NO_AUDITOR: readonly string[] = [
  'GET /api/v1/tenants/:tenant/connectors/:connector/body-capture',
  'GET /api/v1/tenants/:tenant/connectors/:connector/body-captures',
];
/** Routes that name a tenant and are closed to its own tokens. */
const NOT_BY_ITS_OWN: readonly string[] = ['DELETE /api/v1/tenants/:tenant'];

const CALLERS = ['admin', 'auditor', 'tenant admin', 'tenant auditor', 'other admin', 'other auditor'] as const;
type Caller = (typeof CALLERS)[number];

let names = 0;
const newSlug = (): string => `roles-${(names += 1)}`;

interface Wanted {
  readonly role?: string;
  readonly tenant?: string | null;
}

async function issue(app: TestApp, wanted: Wanted): Promise<{ readonly id: string; readonly token: string }> {
  const { status, body } = await app.admin('POST', '/admin-tokens', { name: 'test', ...wanted });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { id: String(body.id), token: String(body.token) };
}

function as(app: TestApp, token: string) {
  return (method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return app.request(method, path, { headers, body: method === 'GET' ? undefined : body });
  };
}

/** What tells two answers apart, without what differs anyway. */
function essence({ status, headers, body }: Answer): object {
  const kept = [...headers].filter(([name]) => !['x-request-id', 'date', 'content-length'].includes(name));
  return { status, headers: kept, body: { ...body, requestId: undefined } };
}

describeApp('roles of admin tokens', (app) => {
  let own: string;
  let other: string;
  const tokens = new Map<Caller, string>();
  beforeAll(async () => {
    [own, other] = [newSlug(), newSlug()];
    for (const slug of [own, other]) await app().admin('POST', '/tenants', { slug, displayName: 'T' });
    for (const role of ['admin', 'auditor'] as const) {
      tokens.set(role, (await issue(app(), { role })).token);
      tokens.set(`tenant ${role}`, (await issue(app(), { role, tenant: own })).token);
      tokens.set(`other ${role}`, (await issue(app(), { role, tenant: other })).token);
    }
  });

  const ask = (caller: Caller, { method, path }: Route, tenant = own): Promise<Answer> =>
    as(app(), tokens.get(caller) ?? '')(method, fillPath(path, { tenant }), {});
  const adminRoutes = (): readonly Route[] => declaredRoutes(app()).filter(({ access }) => access === 'admin');
  const isRead = ({ method, path }: Route): boolean =>
    (method === 'GET' && !FOR_NO_AUDITOR.includes(`${method} ${path}`)) || READS_BY_POST.includes(`${method} ${path}`);

  const mayInTenant = (kind: string, route: Route): boolean =>
    NOT_BY_ITS_OWN.includes(`${route.method} ${route.path}`)
      ? kind === 'admin'
      : kind.endsWith('admin') || isRead(route);

  it('every route of the admin API by every role and tenant is answered as the rule says', async () => {
    const wrong: string[] = [];
    let asked = 0;
    for (const route of adminRoutes()) {
      const name = `${route.method} ${route.path}`;
      const hasTenant = route.path.includes(':tenant');
      const byAdmin = await ask('admin', route);
      for (const caller of CALLERS) {
        asked += 1;
        const answer = caller === 'admin' ? byAdmin : await ask(caller, route);
        const isOther = caller.startsWith('other');
        const kind = caller.replace('other', 'tenant');
        const expected =
          isOther && hasTenant
            ? 'absent'
            : (hasTenant ? mayInTenant(kind, route) : WITHOUT_TENANT[name]?.includes(kind))
              ? 'admitted'
              : 'forbidden';
        const found =
          answer.status === 403 && answer.body.type === FORBIDDEN
            ? 'forbidden'
            : hasTenant && answer.status === 404 && answer.body.detail === 'There is no tenant with this slug.'
              ? 'absent'
              : answer.status !== 401 && answer.status !== 403 && answer.status < 500
                ? 'admitted'
                : String(answer.status);
        if (found !== expected) wrong.push(`${name} by ${caller}: ${found}, not ${expected}`);
        // Whoever is let in is answered as the admin of all tenants is.
        if (expected === 'admitted' && hasTenant && answer.status !== byAdmin.status)
          wrong.push(`${name} by ${caller}: ${answer.status}, not ${byAdmin.status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(250);
  });

  it('the routes without a tenant in their path are these', () => {
    const found = adminRoutes().filter(({ path }) => !path.includes(':tenant'));
    expect(found.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(WITHOUT_TENANT).sort());
  });

  it('to the token of one tenant another one does not exist, byte for byte', async () => {
    const different: string[] = [];
    for (const route of adminRoutes().filter(({ path }) => path.includes(':tenant'))) {
      for (const caller of ['other admin', 'other auditor'] as const) {
        const [there, nowhere] = [essence(await ask(caller, route)), essence(await ask(caller, route, 'never-was'))];
        if (JSON.stringify(there) !== JSON.stringify(nowhere)) different.push(`${route.method} ${route.path}`);
      }
    }
    expect(different).toEqual([]);
  });

  it.each<[string, (slug: string) => string]>([
    ['in upper case', (slug) => slug.toUpperCase()],
    ['percent-encoded', (slug) => `%${slug.charCodeAt(0).toString(16)}${slug.slice(1)}`],
    ['with a blank', (slug) => `${slug}%20`],
    ['with NUL', (slug) => `${slug}%00`],
    ['with a dot segment', (slug) => `never-was/../${slug}`],
    ['with a matrix parameter', (slug) => `${slug};a=b`],
    ['behind its own', (slug) => `${own}%2f..%2f${slug}`],
  ])('nor does its name %s', async (_, spell) => {
    for (const path of ['', '/connectors', '/users', '/logs', '/connectors/okta/credentials']) {
      const answer = await as(app(), tokens.get('tenant admin') ?? '')('GET', `/api/v1/tenants/${spell(other)}${path}`);
      expect(answer.status).toBe(404);
    }
  });

  it('the auditor is told in words', async () => {
    const answer = await as(app(), tokens.get('auditor') ?? '')('POST', '/api/v1/tenants', {});
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      ...{ type: FORBIDDEN, title: 'The admin token may not do this', status: 403 },
      detail:
        'The admin token test has the role auditor, which reads and changes nothing. Use an admin token with the role admin.',
    });
  });

  it('an auditor may HEAD what it may GET', async () => {
    const answer = await as(app(), tokens.get('auditor') ?? '')('HEAD', '/api/v1/tenants');
    expect(answer.status).toBe(200);
  });

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'an auditor writes nothing by %s',
    async (name) => {
      const slug = newSlug();
      const headers = { authorization: `Bearer ${tokens.get('auditor') ?? ''}`, 'content-type': 'application/json' };
      const answer = await app().request('GET', `/api/v1/tenants?_method=POST&slug=${slug}`, {
        headers: { ...headers, [name]: 'POST' },
      });
      expect([200, 400]).toContain(answer.status);
      expect((await app().admin('GET', `/tenants/${slug}`)).status).toBe(404);
    },
  );

  it.each<[Caller, readonly ('own' | 'other')[]]>([
    ['tenant admin', ['own']],
    ['tenant auditor', ['own']],
    ['other auditor', ['other']],
  ])('%s sees the tenants %j', async (caller, expected) => {
    const list = as(app(), tokens.get(caller) ?? '');
    const slugs = expected.map((which) => (which === 'own' ? own : other));
    const { body } = await list('GET', '/api/v1/tenants?limit=1');
    expect(body).toMatchObject({ items: slugs.map((slug) => ({ slug })), next: null });
    // Not even behind a cursor of somebody who sees more.
    const { next } = (await app().admin('GET', '/tenants?limit=1')).body;
    const rest = await list('GET', `/api/v1/tenants?after=${String(next)}`);
    expect(rest.body.items).toEqual([expect.objectContaining({ slug: slugs[0] })]);
    const listed = (await list('GET', '/api/v1/admin-tokens')).body.items as readonly { tenant: string }[];
    expect(new Set(listed.map(({ tenant }) => tenant))).toEqual(new Set(slugs));
  });

  it.each<[string, Caller, (own: string, other: string) => Wanted & { readonly expiresAt?: unknown }, object]>([
    ['an admin', 'tenant admin', () => ({}), { role: 'admin', tenant: 'own' }],
    ['an auditor', 'tenant admin', () => ({ role: 'auditor' }), { role: 'auditor', tenant: 'own' }],
    ['one that names it', 'tenant admin', (own) => ({ tenant: own }), { role: 'admin', tenant: 'own' }],
    ['an admin of all tenants', 'admin', () => ({}), { role: 'admin', tenant: null }],
    ['one of null', 'admin', () => ({ tenant: null }), { role: 'admin', tenant: null }],
    [
      'an auditor of a tenant',
      'admin',
      (own) => ({ role: 'auditor', tenant: own }),
      { role: 'auditor', tenant: 'own' },
    ],
  ])('%s is made by %s', async (_, caller, wanted, expected) => {
    const answer = await as(app(), tokens.get(caller) ?? '')('POST', '/api/v1/admin-tokens', {
      name: 'new',
      ...wanted(own, other),
    });
    const shown = Object.fromEntries(Object.entries(expected).map(([k, v]) => [k, v === 'own' ? own : (v as unknown)]));
    expect(answer).toMatchObject({ status: 201, body: { ...shown, createdBy: { name: 'test' } } });
    const year = Date.parse(String(answer.body.expiresAt)) - Date.parse(String(answer.body.createdAt));
    expect(Math.round(year / 86_400_000)).toBe(365);
    expect((await as(app(), String(answer.body.token))('GET', '/api/v1/tenants')).status).toBe(200);
  });

  it.each<[string, Caller, (own: string, other: string) => object, number]>([
    ['another tenant', 'tenant admin', (_own, there) => ({ tenant: there }), 400],
    ['a tenant that never was', 'tenant admin', () => ({ tenant: 'never-was' }), 400],
    ['all tenants', 'tenant admin', () => ({ tenant: null }), 403],
    ['anything', 'tenant auditor', () => ({}), 403],
    ['anything at all', 'auditor', () => ({}), 403],
    ['a tenant that never was, by an admin', 'admin', () => ({ tenant: 'never-was' }), 400],
    ['a tenant by number', 'admin', () => ({ tenant: 1 }), 400],
    ['a tenant as an object', 'admin', (here) => ({ tenant: { slug: here } }), 400],
    ['an unknown role', 'admin', () => ({ role: 'root' }), 400],
    ['a role in upper case', 'admin', () => ({ role: 'ADMIN' }), 400],
    ['a role as a list', 'admin', () => ({ role: ['admin'] }), 400],
    ['no role', 'admin', () => ({ role: null }), 400],
    ['the past', 'admin', () => ({ expiresAt: '2020-01-01T00:00:00Z' }), 400],
    ['more than three years', 'admin', () => ({ expiresAt: '2099-01-01T00:00:00Z' }), 400],
    ['no end', 'admin', () => ({ expiresAt: null }), 400],
    ['a key of a row', 'admin', () => ({ tenantPk: 1 }), 400],
    ['its maker', 'admin', () => ({ createdBy: { id: 'x', name: 'y' } }), 400],
  ])('no token for %s (%s)', async (_, caller, wanted, status) => {
    const before = (await app().admin('GET', '/admin-tokens?limit=1000')).body.items as readonly object[];
    const answer = await as(app(), tokens.get(caller) ?? '')('POST', '/api/v1/admin-tokens', {
      name: 'new',
      ...wanted(own, other),
    });
    expect(answer.status).toBe(status);
    const after = (await app().admin('GET', '/admin-tokens?limit=1000')).body.items as readonly object[];
    expect(after).toHaveLength(before.length);
  });

  describe('a tenant', () => {
    const change = { displayName: 'Renamed' };
    it.each<[string, Caller, string, object | undefined, number]>([
      ['is renamed', 'tenant admin', 'PATCH', change, 200],
      ['is renamed', 'admin', 'PATCH', change, 200],
      ['is switched off', 'admin', 'PATCH', { enabled: false }, 200],
      ['is switched on', 'admin', 'PATCH', { enabled: true }, 200],
      ['is not switched on', 'tenant admin', 'PATCH', { enabled: true }, 403],
      ['is not switched off', 'tenant admin', 'PATCH', { enabled: false }, 403],
      ['is not switched on beside its name', 'tenant admin', 'PATCH', { ...change, enabled: true }, 403],
      ['is not deleted', 'tenant admin', 'DELETE', undefined, 403],
      ['is not deleted', 'tenant auditor', 'DELETE', undefined, 403],
      ['is not found', 'other admin', 'DELETE', undefined, 404],
      ['is not found', 'other admin', 'PATCH', { enabled: true }, 404],
    ])('%s by %s (%s %j)', async (_, caller, method, body, status) => {
      await app().admin('PATCH', `/tenants/${own}`, { displayName: 'T', enabled: false });
      const query = method === 'DELETE' ? `?confirm=${own}` : '';
      const answer = await as(app(), tokens.get(caller) ?? '')(method, `/api/v1/tenants/${own}${query}`, body);
      expect(answer.status).toBe(status);
      const left = await app().admin('PATCH', `/tenants/${own}`, {});
      const changed = status === 200 ? body : {};
      expect(left).toMatchObject({ status: 200, body: { displayName: 'T', enabled: false, ...changed } });
      if (caller === 'tenant admin' && status === 403)
        expect(answer.body).toMatchObject({
          type: FORBIDDEN,
          detail: expect.stringContaining('kept to no tenant') as unknown,
        });
      await app().admin('PATCH', `/tenants/${own}`, { enabled: true });
    });
  });

  describe('a refusal', () => {
    interface Logged {
      readonly eventType: string;
      readonly actor: { readonly id: string };
      readonly outcome: { readonly result: string; readonly reason: string };
    }
    const loggedIn = async (slug: string): Promise<readonly Logged[]> =>
      JSON.parse((await app().admin('GET', `/tenants/${slug}/logs?limit=1000`)).text) as readonly Logged[];
    const refusalsOf = async (id: string, slug: string): Promise<readonly Logged[]> =>
      (await loggedIn(slug)).filter((event) => event.actor.id === id && event.outcome.result === 'FAILURE');

    it.each<[string, string, (slug: string) => string, RegExp]>([
      ['auditor', 'PATCH', (slug) => slug, /has the role auditor/],
      ['auditor', 'POST', (slug) => `${slug}/connectors`, /has the role auditor/],
      ['admin', 'DELETE', (slug) => `${slug}?confirm=${slug}`, /is kept to the tenant/],
    ])('of the %s of a tenant (%s) is an event of its log', async (role, method, path, reason) => {
      const { id, token } = await issue(app(), { role, tenant: own });
      expect((await as(app(), token)(method, `/api/v1/tenants/${path(own)}`, {})).status).toBe(403);
      expect(await refusalsOf(id, own)).toEqual([
        expect.objectContaining({
          eventType: 'system.api_token.deny_access',
          outcome: { result: 'FAILURE', reason: expect.stringMatching(reason) as unknown },
        }),
      ]);
    });

    it.each<[string, string]>([
      ['a path without a tenant', ''],
      ['another tenant', 'other'],
    ])('of %s is no event of any tenant', async (_, which) => {
      const { id, token } = await issue(app(), { role: 'auditor', tenant: own });
      const path = which === '' ? '/api/v1/tenants' : `/api/v1/tenants/${other}`;
      expect((await as(app(), token)('POST', path, {})).status).toBe(which === '' ? 403 : 405);
      for (const slug of [own, other]) expect(await refusalsOf(id, slug)).toEqual([]);
      // Where no tenant could be told, the process log tells who it was; an address that does not exist tells nobody.
      const lines = app().log.lines.filter(({ fields }) => fields['actor'] === id && 'path' in fields);
      expect(lines.map(({ level, message }) => [level, message])).toEqual(
        which === '' ? [['warn', 'an admin token was refused']] : [],
      );
    });
  });

  it('a tenant has at most 100 tokens, and takes no room from others', async () => {
    const slug = newSlug();
    await app().admin('POST', '/tenants', { slug, displayName: 'T' });
    const made = [];
    for (let i = 0; i < 100; i += 1) made.push(await issue(app(), { tenant: slug }));
    const full = await as(app(), made[0]?.token ?? '')('POST', '/api/v1/admin-tokens', { name: 'one more' });
    expect(full).toMatchObject({ status: 409, body: { type: 'urn:rollbook:problem:too-many-admin-tokens' } });
    expect(full.body.detail).toMatch(/100/);
    for (const tenant of [null, other]) await issue(app(), { tenant });
    expect((await app().admin('DELETE', `/admin-tokens/${made[1]?.id ?? ''}`)).status).toBe(204);
    await issue(app(), { tenant: slug });
  });

  it('another tenant is refused as one that never was', async () => {
    const create = as(app(), tokens.get('tenant admin') ?? '');
    const [there, nowhere] = [
      await create('POST', '/api/v1/admin-tokens', { name: 'n', tenant: other }),
      await create('POST', '/api/v1/admin-tokens', { name: 'n', tenant: 'never-was' }),
    ];
    expect(essence(there)).toEqual(essence(nowhere));
  });

  it('the admin of a tenant revokes the tokens of that tenant and no others', async () => {
    const revoke = async (wanted: Wanted): Promise<Answer> =>
      as(app(), tokens.get('tenant admin') ?? '')('DELETE', `/api/v1/admin-tokens/${(await issue(app(), wanted)).id}`);
    const unknown = await as(app(), tokens.get('tenant admin') ?? '')(
      'DELETE',
      '/api/v1/admin-tokens/00000000-0000-7000-8000-000000000000',
    );
    expect(unknown.status).toBe(404);
    for (const wanted of [{}, { role: 'auditor' }, { tenant: other }])
      expect(essence(await revoke(wanted))).toEqual(essence(unknown));
    expect((await revoke({ tenant: own })).status).toBe(204);
  });

  it('the log of the tenant tells who made and who revoked a token', async () => {
    const { id } = await issue(app(), { tenant: own, role: 'auditor' });
    await app().admin('DELETE', `/admin-tokens/${id}`);
    const events = JSON.parse(
      (await as(app(), tokens.get('tenant auditor') ?? '')('GET', `/api/v1/tenants/${own}/logs?limit=1000`)).text,
    ) as readonly { eventType: string; target: readonly { id: string }[] }[];
    const about = events.filter(({ target }) => target.some((one) => one.id === id));
    expect(about.map(({ eventType }) => eventType)).toEqual(['system.api_token.create', 'system.api_token.revoke']);
  });

  it('a tenant takes its tokens along', async () => {
    const slug = newSlug();
    await app().admin('POST', '/tenants', { slug, displayName: 'T' });
    const { token } = await issue(app(), { tenant: slug });
    const status = async (): Promise<number> => (await as(app(), token)('GET', `/api/v1/tenants/${slug}`)).status;
    expect(await status()).toBe(200);
    expect((await app().admin('DELETE', `/tenants/${slug}?confirm=${slug}`)).status).toBe(204);
    expect(await status()).toBe(401);
    await app().admin('POST', '/tenants', { slug, displayName: 'T' });
    expect(await status()).toBe(401);
  });

  it('a token that is revoked stops at once, though it was used a moment ago', async () => {
    for (const wanted of [{}, { role: 'auditor' }, { tenant: own }]) {
      const { id, token } = await issue(app(), wanted);
      const status = async (): Promise<number> => (await as(app(), token)('GET', '/api/v1/tenants')).status;
      expect(await status()).toBe(200);
      await app().admin('DELETE', `/admin-tokens/${id}`);
      expect(await status()).toBe(401);
    }
  });
});

describeDatabases('without ADMIN_TOKEN', (database) => {
  it('the last admin of all tenants cannot be revoked, whoever else there is', async () => {
    const app = await bootApp(await database.url());
    const last = await issue(app, {});
    await app.close();
    const alone = await bootApp(await database.url(), { adminToken: undefined });
    try {
      const call = as(alone, last.token);
      for (const wanted of [{ role: 'auditor' }, { tenant: 'default' }, { role: 'auditor', tenant: 'default' }])
        expect((await call('POST', '/api/v1/admin-tokens', { name: 'other', ...wanted })).status).toBe(201);
      const refused = await call('DELETE', `/api/v1/admin-tokens/${last.id}`);
      expect(refused).toMatchObject({ status: 409, body: { type: 'urn:rollbook:problem:last-admin-token' } });
      // There is no way to change the end of a token, so nobody can let the last one expire.
      for (const method of ['PATCH', 'PUT'])
        expect((await call(method, `/api/v1/admin-tokens/${last.id}`, { expiresAt: null })).status).toBe(405);
      const { body } = await call('POST', '/api/v1/admin-tokens', { name: 'second' });
      expect((await call('DELETE', `/api/v1/admin-tokens/${last.id}`)).status).toBe(204);
      const second = as(alone, String(body.token));
      expect((await second('DELETE', `/api/v1/admin-tokens/${String(body.id)}`)).status).toBe(409);
    } finally {
      await alone.close();
    }
  });
});

describeMariaDb('two instances on one database', (database) => {
  it('an admin token that is revoked at one stops within a second at the other', async () => {
    const [one, other] = [await bootApp(await database.url()), await bootApp(await database.url())];
    try {
      for (const wanted of [{}, { role: 'auditor' }, { tenant: 'default' }]) {
        const { id, token } = await issue(one, wanted);
        const status = async (): Promise<number> => (await as(other, token)('GET', '/api/v1/tenants')).status;
        expect(await status()).toBe(200);
        expect((await one.admin('DELETE', `/admin-tokens/${id}`)).status).toBe(204);
        const revoked = performance.now();
        expect(await lastLetIn(async () => (await status()) === 200, revoked)).toBeLessThan(1_000);
        expect(await status()).toBe(401);
      }
    } finally {
      await one.close();
      await other.close();
    }
  });
});
