import { CredentialUpkeep } from '../../src/credentials/credential-upkeep.service.js';
import { ADMIN_TOKEN, bootApp, type TestApp } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { describeDatabases, describeMariaDb } from '../support/databases.js';
import { lastLetIn } from '../support/last-let-in.js';

const CREDENTIALS = '/tenants/default/connectors/okta/credentials';
const DAY_MS = 86_400_000;

interface Created {
  readonly id: string;
  readonly token: string;
}

async function create(app: TestApp, more: object = {}): Promise<Created> {
  const { status, body, text } = await app.admin('POST', CREDENTIALS, { type: 'bearer', name: 'test', ...more });
  if (status !== 201) throw new Error(text);
  return { id: String(body.id), token: String(body.token) };
}

const probe = async (app: TestApp, token: string, headers: Record<string, string> = {}): Promise<number> =>
  (await app.request('GET', '/scim/default/okta/v2/Users', { headers: { authorization: token, ...headers } })).status;

interface LoggedEvent {
  readonly eventType: string;
  readonly severity: string;
  readonly displayMessage: string;
  readonly outcome: { readonly reason: string | null };
  readonly actor: { readonly id: string };
  readonly target: readonly { readonly id: string }[];
}

async function logged(app: TestApp, eventType: string): Promise<readonly LoggedEvent[]> {
  const { text } = await app.admin('GET', '/tenants/default/logs?sortOrder=DESCENDING&limit=1000');
  return (JSON.parse(text) as readonly LoggedEvent[]).filter((event) => event.eventType === eventType);
}

describeApp('rotation', (app) => {
  it('lets both secrets in during the overlap', async () => {
    const old = await create(app());
    const rotated = await app().admin('POST', `${CREDENTIALS}/${old.id}/rotate`, { overlapSeconds: 3600 });
    expect(rotated.status).toBe(201);
    expect(await probe(app(), old.token)).toBe(200);
    expect(await probe(app(), String(rotated.body.token))).toBe(200);
  });

  it('without overlap ends the old one at once, though it was used a moment ago', async () => {
    const old = await create(app());
    expect(await probe(app(), old.token)).toBe(200);
    const rotated = await app().admin('POST', `${CREDENTIALS}/${old.id}/rotate`, { overlapSeconds: 0 });
    expect(await probe(app(), old.token)).toBe(401);
    expect(await probe(app(), String(rotated.body.token))).toBe(200);
  });

  it('revives no credential that was rotated without overlap', async () => {
    const old = await create(app());
    const rotate = (overlapSeconds: number): ReturnType<TestApp['admin']> =>
      app().admin('POST', `${CREDENTIALS}/${old.id}/rotate`, { overlapSeconds });
    const count = async (): Promise<unknown> =>
      ((await app().admin('GET', `${CREDENTIALS}?limit=1000`)).body.items as readonly unknown[]).length;
    expect((await rotate(0)).status).toBe(201);
    const before = await count();
    for (const overlapSeconds of [0, 60])
      expect(await rotate(overlapSeconds)).toMatchObject({
        ...{ status: 409, body: { type: 'urn:rollbook:problem:credential-ended' } },
      });
    expect(await count()).toBe(before);
  });

  it('is one event that names both and no secret', async () => {
    const old = await create(app());
    const rotated = await app().admin('POST', `${CREDENTIALS}/${old.id}/rotate`, { overlapSeconds: 60 });
    const events = (await logged(app(), 'system.api_token.rotate')).filter((event) =>
      event.target.some(({ id }) => id === old.id),
    );
    expect(events).toHaveLength(1);
    expect(events[0]?.target.map(({ id }) => id).slice(0, 2)).toEqual([rotated.body.id, old.id]);
    expect(JSON.stringify(events)).not.toContain(String(rotated.body.token));
  });

  it('repeated under its key makes no second secret', async () => {
    const old = await create(app());
    const ask = (): Promise<{ readonly status: number; readonly body: object }> =>
      app().request('POST', `/api/v1${CREDENTIALS}/${old.id}/rotate`, {
        headers: {
          authorization: `Bearer ${ADMIN_TOKEN}`,
          'content-type': 'application/json',
          'idempotency-key': old.id,
        },
        body: { overlapSeconds: 60 },
      });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(
      await logged(app(), 'system.api_token.rotate').then((all) =>
        all.filter((event) => event.target.some(({ id }) => id === old.id)),
      ),
    ).toHaveLength(1);
  });
});

describeDatabases('an allow-list', (database) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await bootApp(await database.url(), { trustProxy: ['127.0.0.1'] });
  });
  afterAll(() => app.close());

  it.each([
    ['the address of the proxy itself', ['127.0.0.1'], undefined, 200],
    ['an address', ['192.0.2.7'], '192.0.2.7', 200],
    ['a network', ['192.0.2.0/24'], '192.0.2.200', 200],
    ['a network of IPv6', ['2001:db8::/32'], '2001:db8::7', 200],
    ['another address', ['192.0.2.7'], '192.0.2.8', 401],
    ['another network', ['192.0.2.0/24'], '198.51.100.1', 401],
    ['what a client says it is, before the proxy', ['192.0.2.7'], '192.0.2.7, 198.51.100.1', 401],
    ['no address', ['192.0.2.7'], 'okta.com', 401],
    ['the proxy alone', ['192.0.2.7'], undefined, 401],
  ])('and %s', async (_, allowedIps, forwarded, status) => {
    const { id, token } = await create(app, { allowedIps });
    const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    expect(await probe(app, token, headers)).toBe(status);
    const refusals = (await logged(app, 'application.integration.authentication_failure')).filter(
      ({ actor }) => actor.id === id,
    );
    expect(refusals.map(({ outcome }) => outcome.reason)).toEqual(
      status === 200 ? [] : [expect.stringMatching(/^The credential test may not be used from the address /)],
    );
  });

  it('answers exactly as to a wrong credential', async () => {
    const { token } = await create(app, { allowedIps: ['192.0.2.7'] });
    const ask = (authorization: string): Promise<{ status: number; text: string; headers: Headers }> =>
      app.request('GET', '/scim/default/okta/v2/Users', { headers: { authorization } });
    const [elsewhere, wrong] = [await ask(token), await ask('Bearer wrong')];
    expect(elsewhere.text).toBe(wrong.text);
    const shown = (headers: Headers): string[][] =>
      [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
    expect(shown(elsewhere.headers)).toEqual(shown(wrong.headers));
  });
});

describeApp('upkeep', (app) => {
  it('warns once of an end that is near, and says it to the tenant', async () => {
    const expiresAt = new Date(Date.now() + 20 * DAY_MS).toISOString();
    const { id } = await create(app(), { expiresAt, name: 'ending' });
    const upkeep = app().app.get(CredentialUpkeep);
    await upkeep.run(new Date());
    await upkeep.run(new Date());
    const warned = async (): Promise<readonly LoggedEvent[]> =>
      (await logged(app(), 'system.api_token.expiry_warning')).filter(({ target }) => target[0]?.id === id);
    expect(await warned()).toMatchObject([
      {
        severity: 'WARN',
        displayMessage: expect.stringMatching(/^The credential ending .* less than 30 days/) as string,
      },
    ]);
    await upkeep.run(new Date(Date.now() + 14 * DAY_MS));
    expect((await warned()).map(({ displayMessage }) => displayMessage)).toEqual([
      expect.stringContaining('less than 7 days'),
      expect.stringContaining('less than 30 days'),
    ]);
  });
});

describeDatabases('the limit of credentials', (database) => {
  it('is what MAX_CREDENTIALS says, also for those who ask at once', async () => {
    const app = await bootApp(await database.url(), { maxCredentials: 2 });
    const ask = (): Promise<{ readonly status: number; readonly body: object }> =>
      app.admin('POST', CREDENTIALS, { type: 'bearer', name: 'x' });
    const answers = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      type: 'urn:rollbook:problem:too-many-credentials',
      detail: expect.stringContaining('At most 2 credentials') as string,
    });
    await app.close();
  });
});

describeMariaDb('two instances on one database', (database) => {
  let one: TestApp;
  let other: TestApp;
  beforeAll(async () => {
    one = await bootApp(await database.url());
    other = await bootApp(await database.url());
  });
  afterAll(async () => {
    await one.close();
    await other.close();
  });

  it.each<[string, string, unknown, number]>([
    ['is disabled', 'PATCH', { enabled: false }, 401],
    ['is revoked', 'DELETE', undefined, 401],
    ['is kept to other addresses', 'PATCH', { allowedIps: ['192.0.2.1'] }, 401],
    ['may only read', 'PATCH', { scope: 'read' }, 403],
    ['is rotated without overlap', 'POST', { overlapSeconds: 0 }, 401],
  ])('a credential that %s through one stops within a second at the other', async (_, method, body, status) => {
    const { id, token } = await create(one);
    const write = async (): Promise<number> => {
      const headers = { authorization: token, 'content-type': 'application/scim+json' };
      return (await other.request('DELETE', '/scim/default/okta/v2/Users/none', { headers })).status;
    };
    expect(await write()).toBe(404);
    const path = `${CREDENTIALS}/${id}${method === 'POST' ? '/rotate' : ''}`;
    expect((await one.admin(method, path, body)).status).toBeLessThan(300);
    const changed = performance.now();
    expect(await lastLetIn(async () => (await write()) === 404, changed)).toBeLessThan(1_000);
    expect(await write()).toBe(status);
  });

  it('a call at one is seen through the other within a few seconds', async () => {
    const { token } = await create(one);
    expect(await probe(one, token)).toBe(200);
    const stateThere = async (): Promise<unknown> =>
      (await other.admin('GET', '/tenants/default/connectors/okta')).body.state;
    await until(async () => (await stateThere()) === 'connected', 5_000);
  });

  it('a key used at one is used at the other', async () => {
    const { token: admin } = (await one.admin('POST', '/admin-tokens', { name: 'jane' })).body;
    const ask = (app: TestApp): Promise<{ readonly status: number }> =>
      app.request('POST', `/api/v1${CREDENTIALS}`, {
        headers: {
          authorization: `Bearer ${String(admin)}`,
          'content-type': 'application/json',
          'idempotency-key': 'k-1',
        },
        body: { type: 'bearer', name: 'once' },
      });
    const answers = await Promise.all([ask(one), ask(other), ask(one), ask(other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });
});

/** Asks again and again: what another instance knows is bounded by time alone. */
async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await condition());) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
  }
}
