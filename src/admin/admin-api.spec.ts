import { generateKeyPairSync } from 'node:crypto';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { type MemoryApp, PUBLIC_URL, startMemoryApp } from '../../test/support/memory-app.js';
import { MAX_CONNECTORS } from '../tenancy/tenant-store.js';
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

async function call(method: string, path: string, body?: unknown, headers: object = {}): Promise<Answer> {
  const response = await fetch(`${running.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json', ...headers },
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
    const view = {
      slug: 'life',
      displayName: 'Life',
      enabled: true,
      logRetentionDays: 90,
      createdAt: expect.any(String) as string,
    };
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
      logReads: 'auto',
      createdAt: expect.any(String) as string,
      scimBaseUrl: `${PUBLIC_URL}/scim/${slug}/entra/v2`,
      scim11BaseUrl: `${PUBLIC_URL}/scim/${slug}/entra/v1`,
      ...{ state: 'off', lastRequestAt: null, lastSuccessAt: null },
    };
    expect(created).toMatchObject({ status: 201, body: view });
    expect(created.headers.get('location')).toBe(`${PUBLIC_URL}/api/v1${path}/entra`);
    expect((await call('GET', `${path}/entra`)).body).toEqual(view);
    const changed = await call('PATCH', `${path}/entra`, { syncEnabled: true });
    expect(changed).toMatchObject({ status: 200, body: { ...view, syncEnabled: true, state: 'waiting' } });
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

  it.each([{}, { issueCredential: 'bearer' }])('are 1,000 in a tenant, no more (%j)', async (more) => {
    const path = `/tenants/${await newTenant()}/connectors`;
    const { connectors, events } = running.memory;
    const first = [...connectors.values()].at(-1);
    if (first === undefined) throw new Error('a connector');
    const fillers = Array.from({ length: MAX_CONNECTORS - 2 }, (_, index) => ({
      ...first,
      pk: -1 - index,
      slug: `f${index}`,
    }));
    for (const one of fillers) connectors.set(one.pk, one);
    const last = { slug: 'last', displayName: 'Last', ...more };
    expect((await call('POST', path, last)).status).toBe(201);
    const before = events.length;
    const refused = await call('POST', path, { ...last, slug: 'more' });
    expect(refused).toMatchObject(problem(409));
    expect(refused.body).toMatchObject({ type: 'urn:rollbook:problem:too-many-connectors' });
    expect(refused.body.detail).toContain('at most 1000 connectors');
    expect(events.slice(before).map(({ event }) => event.outcome.result)).not.toContain('SUCCESS');
    for (const { pk } of fillers) connectors.delete(pk);
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
    [
      'a namespace of SCIM 1.1',
      { slug: 'a', displayName: 'A', customFieldNamespace: 'urn:scim:schemas:extension:enterprise:1.0' },
      'customFieldNamespace',
    ],
    ['an unknown tolerance', { slug: 'a', displayName: 'A', tolerances: { everything: true } }, 'tolerances'],
    ['a tolerance that is no switch', { slug: 'a', displayName: 'A', tolerances: { opCase: 'yes' } }, 'tolerances'],
    ['a list of tolerances', { slug: 'a', displayName: 'A', tolerances: ['opCase'] }, 'tolerances'],
  ])('are not created from %s', async (_, body, path) => {
    expect(await call('POST', `/tenants/${await newTenant()}/connectors`, body)).toMatchObject(problem(400, path));
  });

  it('are not created with a credential of an unknown type', async () => {
    const path = `/tenants/${await newTenant()}/connectors`;
    for (const issueCredential of ['saml', '', null, true, ['bearer'], {}]) {
      const body = { slug: 'a', displayName: 'A', issueCredential };
      expect(await call('POST', path, body)).toMatchObject(problem(400, 'issueCredential'));
    }
    expect(await call('PATCH', `${path}/okta`, { issueCredential: 'bearer' })).toMatchObject(
      problem(400, 'issueCredential'),
    );
    expect(await call('GET', `${path}/a`)).toMatchObject(problem(404));
  });

  it.each<['bearer' | 'basic', readonly string[]]>([
    ['bearer', ['token']],
    ['basic', ['key', 'secret']],
  ])('are created with a %s credential, whose secret is shown this once', async (type, shown) => {
    const path = `/tenants/${await newTenant()}/connectors`;
    const created = await call('POST', path, { slug: 'two', displayName: 'Two', issueCredential: type });
    expect(created).toMatchObject({ status: 201, body: { slug: 'two', credential: { type, name: 'Two' } } });
    expect(created.headers.get('cache-control')).toBe('no-store');
    const credential = created.body.credential as Record<string, unknown>;
    expect(Object.keys(credential)).toEqual(expect.arrayContaining([...shown]));
    const listed = (await call('GET', `${path}/two/credentials`)).body.items as readonly object[];
    expect(listed).toMatchObject([{ id: credential.id, createdBy: { id: 'bootstrap' } }]);
    expect(running.memory.eventTypes().slice(-2)).toEqual(['application.lifecycle.create', 'system.api_token.create']);
    expect((await call('GET', `${path}/two`)).body).not.toHaveProperty('credential');
    const again = await call('POST', path, { slug: 'two', displayName: 'Two', issueCredential: type });
    expect(again).toMatchObject(problem(409));
    expect(JSON.stringify(running.memory.events)).not.toContain(String(credential.token ?? credential.secret));
  });

  it.each([
    ['okta', ['App Integration Wizard', 'SCIM 2.0 Test App (Header Auth)', 'SCIM 1.1 Test App (Basic Auth)']],
    ['entra', ['Enterprise application (non-gallery)']],
    ['generic', []],
  ])('of the provider %s have a setup sheet', async (provider, names) => {
    const slug = await newTenant();
    await call('POST', `/tenants/${slug}/connectors`, { slug: 'idp', displayName: 'IdP', provider });
    const { status, body } = await call('GET', `/tenants/${slug}/connectors/idp/setup`);
    const integrations = body.integrations as readonly { name: string }[];
    expect(status).toBe(200);
    expect(integrations.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(body).toMatchObject({ provider, scimBaseUrl: `${PUBLIC_URL}/scim/${slug}/idp/v2` });
    expect(await call('GET', `/tenants/${slug}/connectors/nobody/setup`)).toMatchObject(problem(404));
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
      [
        ...['allowedIps', 'createdAt', 'createdBy', 'enabled', 'expiresAt', 'id', 'lastUsedAt', 'lastUsedIp', 'name'],
        ...['authentication', 'jwks', 'prefix', 'scope', 'type'],
      ].sort(),
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
    ['an unknown type', { type: 'saml', name: 'x' }, 'type'],
    ['a type in a list', { type: ['bearer'], name: 'x' }, 'type'],
    ['no name', { type: 'bearer' }, 'name'],
    ['a token of its own', { type: 'bearer', name: 'x', token: 'y' }, 'token'],
    ['an end in the past', { type: 'bearer', name: 'x', expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an end too far', { type: 'bearer', name: 'x', expiresAt: '2999-01-01T00:00:00Z' }, 'expiresAt'],
    ['an end without zone', { type: 'bearer', name: 'x', expiresAt: '2027-01-01T00:00:00' }, 'expiresAt'],
    ['an unknown scope', { type: 'bearer', name: 'x', scope: 'write' }, 'scope'],
    ['null as scope', { type: 'bearer', name: 'x', scope: null }, 'scope'],
    ['scopes in a list', { type: 'bearer', name: 'x', scope: ['read'] }, 'scope'],
    ['an address as list', { type: 'bearer', name: 'x', allowedIps: '192.0.2.1' }, 'allowedIps'],
    ['null as list', { type: 'bearer', name: 'x', allowedIps: null }, 'allowedIps'],
    ['an address that is none', { type: 'bearer', name: 'x', allowedIps: ['192.0.2.1', 'okta.com'] }, 'allowedIps'],
    ['the whole internet', { type: 'bearer', name: 'x', allowedIps: ['0.0.0.0/0'] }, 'allowedIps'],
    ['51 addresses', { type: 'bearer', name: 'x', allowedIps: Array(51).fill('192.0.2.1') }, 'allowedIps'],
    ['a creator', { type: 'bearer', name: 'x', createdBy: { id: 'x', name: 'y' } }, 'createdBy'],
    ['no end', { type: 'bearer', name: 'x', expiresAt: null }, 'expiresAt'],
    ['a number as end', { type: 'bearer', name: 'x', expiresAt: 1 }, 'expiresAt'],
  ])('are not created from %s', async (_, body, path) => {
    expect(await call('POST', await newPath(), body)).toMatchObject(problem(400, path));
  });

  it('are kept to no range that lets everybody in, and told so', async () => {
    const wanted = { type: 'bearer', name: 'x', allowedIps: ['0.0.0.0/0'] };
    const { body } = await call('POST', await newPath(), wanted);
    expect(body).toMatchObject({ errors: [{ detail: expect.stringContaining('no /0') as string }] });
  });

  it('name who made them, what they may do and from where', async () => {
    const path = await newPath();
    const wanted = { type: 'bearer', name: 'one', scope: 'read', allowedIps: ['192.0.2.0/24', '2001:db8::1'] };
    const { body } = await call('POST', path, wanted);
    const createdBy = { id: 'bootstrap', name: 'ADMIN_TOKEN of the environment' };
    expect(body).toMatchObject({ ...wanted, createdBy });
    const one = `${path}/${String(body.id)}`;
    expect((await call('PATCH', one, { allowedIps: [] })).body).toMatchObject({ allowedIps: [], scope: 'read' });
    expect(running.memory.events.at(-1)?.event.changes).toEqual([
      { path: 'allowedIps', from: ['192.0.2.0/24', '2001:db8::1'], to: [] },
    ]);
    expect((await call('PATCH', one, { scope: 'read-write' })).body).toMatchObject({ scope: 'read-write' });
    expect((await call('POST', path, { type: 'bearer', name: 'two' })).body).toMatchObject({
      ...{ scope: 'read-write', allowedIps: [], createdBy },
    });
    for (const patch of [{ scope: 'admin' }, { allowedIps: ['x'] }, { createdBy: null }, { type: 'basic' }])
      expect(await call('PATCH', one, patch)).toMatchObject(problem(400, Object.keys(patch)[0]));
  });

  it('are at most four of a connector', async () => {
    const path = await newPath();
    const ids: unknown[] = [];
    for (const name of ['1', '2', '3', '4']) ids.push((await call('POST', path, { type: 'bearer', name })).body.id);
    const fifth = await call('POST', path, { type: 'bearer', name: '5' });
    expect(fifth).toMatchObject({ status: 409, body: { type: 'urn:rollbook:problem:too-many-credentials' } });
    const rotate = (overlapSeconds: number): Promise<Answer> =>
      call('POST', `${path}/${String(ids[0])}/rotate`, { overlapSeconds });
    expect(await rotate(60)).toMatchObject({ status: 409, body: { type: fifth.body.type } });
    expect((await rotate(0)).status).toBe(201);
    // The one that ended is still listed; its end cannot be moved while four are valid.
    expect((await call('GET', path)).body.items).toHaveLength(5);
    const revive = { expiresAt: new Date(Date.now() + 60_000).toISOString() };
    expect(await call('PATCH', `${path}/${String(ids[0])}`, revive)).toMatchObject({
      ...{ status: 409, body: { type: fifth.body.type } },
    });
    await call('DELETE', `${path}/${String(ids[1])}`);
    expect((await call('POST', path, { type: 'bearer', name: '5' })).status).toBe(201);
  });

  describe('rotated', () => {
    it.each<['bearer' | 'basic', readonly string[]]>([
      ['bearer', ['token']],
      ['basic', ['key', 'secret']],
    ])('a %s credential has a successor alike, and ends after the overlap', async (type, shown) => {
      const path = await newPath();
      const like = { type, name: 'one', scope: 'read', allowedIps: ['192.0.2.1'] };
      const old = (await call('POST', path, like)).body;
      const { status, body, headers } = await call('POST', `${path}/${String(old.id)}/rotate`, {
        overlapSeconds: 3600,
      });
      expect({ status, body }).toMatchObject({ status: 201, body: { ...like, enabled: true, lastUsedAt: null } });
      expect(body.id).not.toBe(old.id);
      for (const name of shown) expect(body[name]).not.toBe(old[name]);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('location')).toBe(`${PUBLIC_URL}/api/v1${path}/${String(body.id)}`);
      const ended = (await call('GET', `${path}/${String(old.id)}`)).body;
      const left = Date.parse(String(ended.expiresAt)) - Date.now();
      expect(left).toBeGreaterThan(3_590_000);
      expect(left).toBeLessThanOrEqual(3_600_000);
      expect(running.memory.eventTypes().slice(-2)).toEqual(['system.api_token.create', 'system.api_token.rotate']);
      expect(running.memory.events.at(-1)?.event).toMatchObject({
        target: [{ id: body.id }, { id: old.id }, { type: 'AppInstance' }],
        changes: [
          { path: 'secret', from: null, to: { set: true } },
          { path: 'expiresAt', from: null, to: body.expiresAt },
          { path: 'replaced.expiresAt', from: old.expiresAt, to: ended.expiresAt },
        ],
      });
      expect(JSON.stringify(running.memory.events)).not.toContain(String(body.token ?? body.secret));
    });

    it('once more within the overlap, for whom the first answer was lost: the old one still ends as it was told', async () => {
      const path = await newPath();
      const old = (await call('POST', path, { type: 'bearer', name: 'one' })).body;
      const one = `${path}/${String(old.id)}`;
      const rotate = (overlapSeconds: number): Promise<Answer> => call('POST', `${one}/rotate`, { overlapSeconds });
      expect((await rotate(60)).status).toBe(201);
      const { expiresAt } = (await call('GET', one)).body;
      expect((await rotate(3600)).status).toBe(201);
      expect((await call('GET', one)).body.expiresAt).toBe(expiresAt);
      const { changes } = running.memory.events.at(-1)?.event ?? {};
      expect(changes?.map(({ path: changed }) => changed)).toEqual(['secret', 'expiresAt']);
      expect((await rotate(0)).status).toBe(201);
      expect(await rotate(0)).toMatchObject({
        ...{ status: 409, body: { type: 'urn:rollbook:problem:credential-ended' } },
        body: { detail: expect.stringContaining('or the overlap of its rotation is over') as string },
      });
    });

    it('with an end of its own', async () => {
      const path = await newPath();
      const { body } = await call('POST', path, { type: 'bearer', name: 'one' });
      const end = { overlapSeconds: 0, expiresAt: new Date(Date.now() + 86_400_000).toISOString() };
      expect((await call('POST', `${path}/${String(body.id)}/rotate`, end)).body).toMatchObject({
        expiresAt: end.expiresAt,
      });
    });

    it.each<[string, unknown, string]>([
      ['nothing', {}, 'overlapSeconds'],
      ['null', { overlapSeconds: null }, 'overlapSeconds'],
      ['a text', { overlapSeconds: '60' }, 'overlapSeconds'],
      ['a list', { overlapSeconds: [60] }, 'overlapSeconds'],
      ['less than nothing', { overlapSeconds: -1 }, 'overlapSeconds'],
      ['half a second', { overlapSeconds: 0.5 }, 'overlapSeconds'],
      ['more than 30 days', { overlapSeconds: 2_592_001 }, 'overlapSeconds'],
      ['1e300', { overlapSeconds: 1e300 }, 'overlapSeconds'],
      ['an end in the past', { overlapSeconds: 0, expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
      ['an end too far', { overlapSeconds: 0, expiresAt: '2999-01-01T00:00:00Z' }, 'expiresAt'],
      ['another name', { overlapSeconds: 0, name: 'x' }, 'name'],
      ['a secret of its own', { overlapSeconds: 0, token: 'x' }, 'token'],
      ['no object', [], 'body'],
    ])('not by %s', async (_, wanted, field) => {
      const path = await newPath();
      const { body } = await call('POST', path, { type: 'bearer', name: 'one' });
      const before = running.memory.events.length;
      expect(await call('POST', `${path}/${String(body.id)}/rotate`, wanted)).toMatchObject(problem(400, field));
      expect(running.memory.events).toHaveLength(before);
    });

    it('not when it is disabled, gone, or of another connector', async () => {
      const [path, other] = [await newPath(), await newPath()];
      const { body } = await call('POST', path, { type: 'bearer', name: 'one' });
      const rotate = (base: string): Promise<Answer> =>
        call('POST', `${base}/${String(body.id)}/rotate`, { overlapSeconds: 0 });
      expect(await rotate(other)).toMatchObject(problem(404));
      await call('PATCH', `${path}/${String(body.id)}`, { enabled: false });
      expect(await rotate(path)).toMatchObject({
        ...{ status: 409, body: { type: 'urn:rollbook:problem:credential-disabled' } },
      });
      await call('DELETE', `${path}/${String(body.id)}`);
      expect(await rotate(path)).toMatchObject(problem(404));
    });
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

describe('an Idempotency-Key', () => {
  let keys = 0;
  const newKey = (): { readonly 'idempotency-key': string } => ({ 'idempotency-key': `key-${(keys += 1)}` });
  const used = (created: unknown): object => ({
    status: 409,
    body: {
      type: 'urn:rollbook:problem:idempotency-key-used',
      detail: expect.stringContaining(`created ${String(created)}`) as string,
    },
  });
  const reused = { status: 422, body: { type: 'urn:rollbook:problem:idempotency-key-reused' } };

  /** Everything that makes a secret: where it is asked for, with what, and what the answer names it by. */
  const routes: readonly (readonly [string, () => Promise<readonly [string, object, string]>])[] = [
    [
      'a credential',
      async () => [`/tenants/${await newTenant()}/connectors/okta/credentials`, { type: 'bearer', name: 'x' }, 'id'],
    ],
    [
      'a rotation',
      async () => {
        const path = `/tenants/${await newTenant()}/connectors/okta/credentials`;
        const { body } = await call('POST', path, { type: 'bearer', name: 'x' });
        return [`${path}/${String(body.id)}/rotate`, { overlapSeconds: 60 }, 'id'];
      },
    ],
    [
      'a connector with a credential',
      async () => {
        const body = { slug: 'two', displayName: 'Two', issueCredential: 'basic' };
        return [`/tenants/${await newTenant()}/connectors`, body, 'slug'];
      },
    ],
    ['an admin token', async () => ['/admin-tokens', { name: 'jane' }, 'id']],
  ];

  it.each(routes)('makes %s once', async (_, prepare) => {
    const [path, wanted, name] = await prepare();
    const key = newKey();
    const first = await call('POST', path, wanted, key);
    expect(first.status).toBe(201);
    const events = running.memory.events.length;
    const again = await call('POST', path, wanted, key);
    expect(again).toMatchObject(used(first.body[name]));
    expect(JSON.stringify(again.body)).not.toMatch(/rollbook_(bt|ak|as|adm)_/);
    // The same request, its names in another order.
    const turned = Object.fromEntries(Object.entries(wanted).reverse());
    expect(await call('POST', path, turned, key)).toMatchObject(used(first.body[name]));
    expect(running.memory.events).toHaveLength(events);
    expect([...running.memory.keys.keys()].join()).not.toContain(key['idempotency-key']);
  });

  it.each<[string, () => Promise<readonly [string, object]>]>([
    [
      'a connector without a credential',
      async () => [`/tenants/${await newTenant()}/connectors`, { slug: 'two', displayName: 'Two' }],
    ],
    [
      'a client that signs',
      async () => {
        const publicKeyPem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
        const body = { type: 'oauth', name: 'x', authentication: 'jwt', publicKeyPem };
        return [`/tenants/${await newTenant()}/connectors/okta/credentials`, body];
      },
    ],
  ])('speaks of no secret where there was none: %s', async (_, prepare) => {
    const [path, wanted] = await prepare();
    const key = newKey();
    const first = await call('POST', path, wanted, key);
    expect(first.status).toBe(201);
    const again = await call('POST', path, wanted, key);
    expect(again).toMatchObject(used(first.body['slug' in wanted ? 'slug' : 'id']));
    expect(JSON.stringify(again.body)).not.toMatch(/secret|shown/i);
  });

  it.each(routes)('says that the secret of %s was shown', async (_, prepare) => {
    const [path, wanted] = await prepare();
    const key = newKey();
    await call('POST', path, wanted, key);
    expect((await call('POST', path, wanted, key)).body.detail).toMatch(/Its secret was shown in the first answer/);
  });

  it.each(routes)('is not taken for another request than that for %s', async (_, prepare) => {
    const [path, wanted] = await prepare();
    const key = newKey();
    expect((await call('POST', path, wanted, key)).status).toBe(201);
    const other = { ...wanted, ...('name' in wanted ? { name: 'other' } : {}), ...extra(wanted) };
    expect(await call('POST', path, other, key)).toMatchObject(reused);
    expect(await call('POST', '/admin-tokens', { name: 'elsewhere' }, key)).toMatchObject(reused);
  });

  const extra = (wanted: object): object => {
    if ('overlapSeconds' in wanted) return { overlapSeconds: 61 };
    return 'slug' in wanted ? { slug: 'three' } : {};
  };

  it('stays free where the request failed', async () => {
    const path = `/tenants/${await newTenant()}/connectors/okta/credentials`;
    const key = newKey();
    expect(await call('POST', path, { type: 'bearer' }, key)).toMatchObject(problem(400, 'name'));
    expect((await call('POST', path, { type: 'bearer', name: 'x' }, key)).status).toBe(201);
  });

  it('belongs to one admin token', async () => {
    const path = `/tenants/${await newTenant()}/connectors/okta/credentials`;
    const key = newKey();
    const { body } = await call('POST', '/admin-tokens', { name: 'jane' });
    const wanted = { type: 'bearer', name: 'x' };
    expect((await call('POST', path, wanted, key)).status).toBe(201);
    const asJane = { ...key, authorization: `Bearer ${String(body.token)}` };
    expect((await call('POST', path, wanted, asJane)).status).toBe(201);
    expect((await call('POST', path, wanted, asJane)).status).toBe(409);
  });

  it.each([
    ['empty', ''],
    ['with a space', 'a b'],
    ['of two', 'a, b'],
    ['beyond ASCII', 'sch\u00f6n'],
    ['of 256 characters', 'k'.repeat(256)],
  ])('%s is refused', async (_, key) => {
    const path = `/tenants/${await newTenant()}/connectors/okta/credentials`;
    const before = running.memory.credentials.size;
    const answer = await call('POST', path, { type: 'bearer', name: 'x' }, { 'idempotency-key': key });
    expect(answer).toMatchObject(problem(400, 'Idempotency-Key'));
    expect(running.memory.credentials.size).toBe(before);
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
      const hasBody = /^(?:post|put|patch) /.test(route);
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
