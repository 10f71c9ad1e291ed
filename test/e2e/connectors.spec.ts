import { BULK_REQUEST, ERROR, GROUP_SCHEMA, PATCH_OP, SEARCH_REQUEST, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { TestApp } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';

const CONNECTORS = '/tenants/default/connectors';
let connectors = 0;

interface Idp {
  readonly path: string;
  readonly token: string;
  /** The connector as the admin API shows it. */
  view(): Promise<Readonly<Record<string, unknown>>>;
  scim(method: string, path: string, body?: unknown, authorization?: string): Promise<number>;
}

/** A connector of the test's own with its credential, made in one call. */
async function newIdp(app: TestApp, settings: object = {}): Promise<Idp> {
  const slug = `idp-${(connectors += 1)}`;
  const wanted = { slug, displayName: 'IdP', issueCredential: 'bearer', ...settings };
  const created = await app.admin('POST', CONNECTORS, wanted);
  expect(created.status).toBe(201);
  const { token } = created.body.credential as { readonly token: string };
  return {
    path: `${CONNECTORS}/${slug}`,
    token,
    view: async () => (await app.admin('GET', `${CONNECTORS}/${slug}`)).body,
    scim: async (method, path, body, authorization = `Bearer ${token}`) => {
      const headers = { authorization, 'content-type': 'application/scim+json' };
      return (await app.request(method, `/scim/default/${slug}/v2${path}`, { headers, body })).status;
    },
  };
}

describeApp('the state of a connector', (app) => {
  it('is waiting until its IdP calls', async () => {
    const idp = await newIdp(app());
    expect(await idp.view()).toMatchObject({ state: 'waiting', lastRequestAt: null, lastSuccessAt: null });
    // Discovery is for everybody, so it says nothing about the IdP.
    expect(
      (await app().request('GET', `/scim${idp.path.replace(/.*s\//, '/default/')}/v2/ServiceProviderConfig`)).status,
    ).toBe(200);
    expect(await idp.view()).toMatchObject({ state: 'waiting', lastRequestAt: null });
  });

  it.each<[string, string, string, unknown, number, string]>([
    ['a list', 'GET', '/Users', undefined, 200, 'connected'],
    ['a search', 'POST', '/Users/.search', { schemas: [SEARCH_REQUEST] }, 200, 'connected'],
    ['nobody found', 'GET', '/Users/00000000-0000-7000-8000-000000000000', undefined, 404, 'connected'],
    ['what is not there yet', 'GET', '/Me', undefined, 501, 'connected'],
    ['an invalid body', 'POST', '/Users', { schemas: [USER_SCHEMA] }, 400, 'refusing'],
    ['no JSON', 'POST', '/Users', '{', 400, 'refusing'],
  ])('after %s: %s %s', async (_, method, path, body, status, state) => {
    const idp = await newIdp(app());
    const before = new Date().toISOString();
    expect(await idp.scim(method, path, body)).toBe(status);
    const view = await idp.view();
    expect(view.state).toBe(state);
    expect(String(view.lastRequestAt) >= before).toBe(true);
    expect(view.lastSuccessAt).toEqual(status < 400 ? view.lastRequestAt : null);
  });

  it('is refusing while the credential is wrong, and connected again when it is right', async () => {
    const idp = await newIdp(app());
    expect(await idp.scim('GET', '/Users')).toBe(200);
    const { lastSuccessAt } = await idp.view();
    expect(await idp.scim('GET', '/Users', undefined, 'Bearer wrong')).toBe(401);
    expect(await idp.view()).toMatchObject({ state: 'refusing', lastSuccessAt });
    expect(await idp.scim('GET', '/Users')).toBe(200);
    expect(await idp.view()).toMatchObject({ state: 'connected' });
  });

  it('counts a bulk request once, by its own answer', async () => {
    const idp = await newIdp(app());
    const remove = { method: 'DELETE', path: '/Users/00000000-0000-7000-8000-000000000000' };
    const broken = { method: 'POST', path: '/Users', bulkId: 'x', data: {} };
    const body = { schemas: [BULK_REQUEST], Operations: [remove, broken] };
    expect(await idp.scim('POST', '/Bulk', body)).toBe(200);
    expect(await idp.view()).toMatchObject({ state: 'connected' });
  });

  it('is off while its switch, or that of its tenant, is', async () => {
    const idp = await newIdp(app());
    expect(await idp.scim('GET', '/Users')).toBe(200);
    await app().admin('PATCH', idp.path, { syncEnabled: false });
    expect(await idp.scim('GET', '/Users')).toBe(403);
    expect(await idp.view()).toMatchObject({ state: 'off' });
    await app().admin('PATCH', idp.path, { syncEnabled: true });
    expect(await idp.view()).toMatchObject({ state: 'refusing' });
    await app().admin('PATCH', '/tenants/default', { enabled: false });
    expect(await idp.view()).toMatchObject({ state: 'off' });
    await app().admin('PATCH', '/tenants/default', { enabled: true });
  });

  it('is in the list, too, each connector with its own', async () => {
    const [one, two] = [await newIdp(app()), await newIdp(app())];
    await one.scim('GET', '/Users');
    const { items } = (await app().admin('GET', CONNECTORS)).body as {
      items: readonly { slug: string; state: string }[];
    };
    const stateOf = (path: string): unknown => items.find(({ slug }) => path.endsWith(`/${slug}`))?.state;
    expect([stateOf(one.path), stateOf(two.path)]).toEqual(['connected', 'waiting']);
  });

  it('is gone with the connector', async () => {
    const idp = await newIdp(app());
    await idp.scim('GET', '/Users');
    await app().admin('DELETE', idp.path);
    const slug = idp.path.replace(/.*\//, '');
    await app().admin('POST', CONNECTORS, { slug, displayName: 'Again' });
    expect(await idp.view()).toMatchObject({ state: 'waiting', lastRequestAt: null });
  });
});

describeApp('a connector made with its credential', (app) => {
  it('is ready: the secret of the answer signs in, and both events are in the log', async () => {
    const idp = await newIdp(app());
    expect(await idp.scim('GET', '/Users?startIndex=1&count=2')).toBe(200);
    const { text } = await app().admin('GET', '/tenants/default/logs?sortOrder=DESCENDING&limit=10');
    const events = JSON.parse(text) as readonly { eventType: string }[];
    const types = events.map(({ eventType }) => eventType);
    expect(types).toEqual(expect.arrayContaining(['application.lifecycle.create', 'system.api_token.create']));
    expect(text).not.toContain(idp.token);
  });

  it('has a setup sheet with its addresses and no secret', async () => {
    const idp = await newIdp(app(), { provider: 'okta' });
    const { status, text, body } = await app().admin('GET', `${idp.path}/setup`);
    expect(status).toBe(200);
    const { scimBaseUrl, scim11BaseUrl } = await idp.view();
    expect(body).toMatchObject({ provider: 'okta', scimBaseUrl, scim11BaseUrl });
    expect(text).not.toMatch(/rollbook_(bt|ak|as|adm)_/);
    expect((await app().request('GET', `/api/v1${idp.path}/setup`)).status).toBe(401);
    const headers = { authorization: `Bearer ${idp.token}` };
    expect((await app().request('GET', `/api/v1${idp.path}/setup`, { headers })).status).toBe(401);
  });
});

describeApp('a credential that may only read', (app) => {
  it('reads and searches; every write is refused in words and changes nothing', async () => {
    const idp = await newIdp(app());
    const user = { schemas: [USER_SCHEMA], userName: 'reader@x.io' };
    expect(await idp.scim('POST', '/Users', user)).toBe(201);
    const { items } = (await app().admin('GET', `${idp.path}/credentials`)).body as {
      items: readonly { id: string }[];
    };
    const credential = `${idp.path}/credentials/${items[0]?.id ?? ''}`;
    expect((await app().admin('PATCH', credential, { scope: 'read' })).status).toBe(200);
    const search = { schemas: [SEARCH_REQUEST] };
    expect(await idp.scim('GET', '/Users')).toBe(200);
    expect(await idp.scim('POST', '/Users/.search', search)).toBe(200);
    expect(await idp.scim('POST', '/Groups/.search', search)).toBe(200);
    const id = '00000000-0000-7000-8000-000000000000';
    const patch = { schemas: [PATCH_OP], Operations: [{ op: 'replace', value: { active: false } }] };
    for (const [method, path, body] of [
      ['POST', '/Users', { schemas: [USER_SCHEMA], userName: 'another@x.io' }],
      ['PUT', `/Users/${id}`, user],
      ['PATCH', `/Users/${id}`, patch],
      ['DELETE', `/Users/${id}`, undefined],
      ['POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName: 'x' }],
      ['POST', '/Bulk', { schemas: [BULK_REQUEST], Operations: [] }],
    ] as const)
      expect([method, path, await idp.scim(method, path, body)]).toEqual([method, path, 403]);
    const headers = { authorization: `Bearer ${idp.token}`, 'content-type': 'application/scim+json' };
    const slug = idp.path.replace(/.*\//, '');
    const refused = await app().request('POST', `/scim/default/${slug}/v2/Users`, { headers, body: user });
    expect(refused.body).toMatchObject({ schemas: [ERROR], status: '403' });
    expect(refused.body.detail).toEqual(expect.stringMatching(/may only read, so nothing was changed/));
    expect(await idp.view()).toMatchObject({ state: 'refusing' });
    const older = { schemas: ['urn:scim:schemas:core:1.0'], userName: 'older@x.io' };
    expect((await app().request('POST', `/scim/default/${slug}/v1/Users`, { headers, body: older })).status).toBe(403);
  });
});

describeApp('the exceptions of a connector', (app) => {
  it('are merged by a PATCH: a name turns that one alone, null removes it', async () => {
    const idp = await newIdp(app(), { mode: 'strict', tolerances: { opCase: true } });
    const patched = async (tolerances: unknown) =>
      (await app().admin('PATCH', idp.path, { tolerances })).body.tolerances;
    expect(await patched({ stringBooleans: true })).toEqual({ opCase: true, stringBooleans: true });
    expect(await patched({ opCase: false })).toEqual({ opCase: false, stringBooleans: true });
    expect(await patched({})).toEqual({ opCase: false, stringBooleans: true });
    expect(await patched({ opCase: null, objectForArray: null })).toEqual({ stringBooleans: true });
  });

  it('are no event where they stay what they are', async () => {
    const idp = await newIdp(app(), { mode: 'strict', tolerances: { opCase: true, stringBooleans: true } });
    await app().admin('PATCH', idp.path, { tolerances: { stringBooleans: true, opCase: true, urlSafeBinary: null } });
    const { text } = await app().admin('GET', `${idp.path}/history`);
    expect(text).toContain('application.lifecycle.create');
    expect(text).not.toContain('application.lifecycle.update');
  });

  it.each([
    ['null on creation', 'POST', { slug: 'none', displayName: 'None', tolerances: { opCase: null } }],
    ['an unknown name', 'PATCH', { tolerances: { opcase: null } }],
    ['no switch', 'PATCH', { tolerances: { opCase: 'off' } }],
    ['null for all', 'PATCH', { tolerances: null }],
  ])('are not %s', async (_, method, body) => {
    const { path } = await newIdp(app());
    const answer = await app().admin(method, method === 'POST' ? CONNECTORS : path, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'tolerances' }] } });
  });
});
