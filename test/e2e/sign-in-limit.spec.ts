import { ERROR } from '../../src/protocol/urns.js';
import { newBasicKey, newBasicSecret, newBearerToken } from '../../src/credentials/secret.js';
import { RepeatedRefusals } from '../../src/http/repeated-refusals.js';
import { SignInFailures } from '../../src/credentials/sign-in-failures.service.js';
import { FailureClock } from '../../src/credentials/failure-clock.js';
import { type Answer, bootApp, type TestApp } from '../support/app.js';
import { describeDatabases, describeMariaDb } from '../support/databases.js';

const LIMIT = 5;
const USERS = '/scim/default/okta/v2/Users';
const NAT = '203.0.113.9';

const basic = (key: string, secret: string): string => `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;

/** Clocks of all instances of a test stand still, so that no minute ends in the middle of it. */
function stopClock(app: TestApp, ms: number): { set(ms: number): void } {
  const clock = app.app.get(FailureClock);
  const set = (value: number): void => {
    clock.nowMs = () => value;
  };
  set(ms);
  return { set };
}

let minutes = 29_400_000;
const nextMinute = (): number => (minutes += 10) * 60_000;

describeDatabases('wrong credentials', (database) => {
  let app: TestApp;
  let clock: { set(ms: number): void };
  let startMs: number;
  beforeAll(async () => {
    app = await bootApp(await database.url(), { trustProxy: ['127.0.0.1'], maxFailedSignIns: LIMIT });
    clock = stopClock(app, 0);
  });
  // Every test has a minute of its own.
  beforeEach(() => clock.set((startMs = nextMinute())));
  afterAll(() => app.close());

  const call = (from: string, authorization?: string, path = USERS): Promise<Answer> =>
    app.request('GET', path, {
      headers: { 'x-forwarded-for': from, ...(authorization === undefined ? {} : { authorization }) },
    });
  /** How many of the calls are answered 401 before all others are 429. */
  async function free(
    calls: readonly (readonly [from: string, authorization: string, path?: string])[],
  ): Promise<number> {
    const statuses: number[] = [];
    for (const [from, authorization, path] of calls) statuses.push((await call(from, authorization, path)).status);
    const count = statuses.filter((status) => status === 401).length;
    expect(statuses).toEqual([...statuses].sort((one, other) => one - other));
    expect(new Set(statuses.slice(count))).toEqual(new Set(count < statuses.length ? [429] : []));
    return count;
  }
  const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

  it('are told apart from too many of them in words, with whole seconds to wait', async () => {
    expect(await free(times(LIMIT, () => [NAT, newBearerToken()]))).toBe(LIMIT);
    clock.set(startMs + 20_400);
    const answer = await call(NAT, newBearerToken());
    expect(answer).toMatchObject({
      status: 429,
      body: { schemas: [ERROR], status: '429', detail: expect.stringMatching(/right credential is let in/) as string },
    });
    expect(answer.headers.get('retry-after')).toBe('40');
    expect(answer.headers.get('www-authenticate')).toBeNull();
    clock.set(startMs + 60_400);
    expect((await call(NAT, newBearerToken())).status).toBe(401);
  });

  it('Okta is never thrown out by the failures of somebody else behind the same address', async () => {
    const { token } = await app.scim();
    const made = await app.admin('POST', '/tenants/default/connectors/okta/credentials', { type: 'basic', name: 'b' });
    const { key, secret } = made.body as { readonly key: string; readonly secret: string };
    for (let round = 0; round < 20; round += 1) {
      const [wrong, wrongSecret, right, rightPair] = await Promise.all([
        call(NAT, newBearerToken()),
        // Also not by failures under its own key.
        call(NAT, basic(key, newBasicSecret())),
        call(NAT, `Bearer ${token}`),
        call(NAT, basic(key, secret)),
      ]);
      expect([right.status, rightPair.status]).toEqual([200, 200]);
      if (round > 3) expect([wrong.status, wrongSecret.status]).toEqual([429, 429]);
    }
  });

  it('nor the admin by wrong admin tokens, and those are limited too', async () => {
    expect(await free(times(LIMIT + 3, () => [NAT, `Bearer ${'x'.repeat(40)}`, '/api/v1/tenants']))).toBe(LIMIT);
    const answer = await call(NAT, 'Bearer y', '/api/v1/tenants');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(answer.body).toMatchObject({ status: 429, type: 'urn:rollbook:problem:too-many-requests' });
    const right = await app.request('GET', '/api/v1/tenants', {
      headers: { 'x-forwarded-for': NAT, authorization: 'Bearer test-admin-token-of-more-than-32-characters' },
    });
    expect(right.status).toBe(200);
  });

  it('a request without a credential is no guess: clients ask so first to learn the scheme', async () => {
    const statuses = await Promise.all(times(LIMIT * 4, async () => (await call(NAT)).status));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect((await call(NAT, newBearerToken())).status).toBe(401);
    expect(await free(times(LIMIT, () => [NAT, newBearerToken()]))).toBe(LIMIT - 1);
    const answer = await call(NAT);
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  // Vault CVE-2025-6004, better-auth CVE-2026-45364.
  it.each<[string, (index: number) => readonly [string, string, string?]]>([
    ['65,536 addresses in one /64', (i) => [`2001:db8:5::${(i * 4099).toString(16).slice(-4)}`, newBearerToken()]],
    ['IPv6 in other spellings', (i) => [['2001:db8:6::1', '2001:0DB8:6:0:0::1'][i % 2] ?? '', newBearerToken()]],
    ['IPv4 in the guise of IPv6', (i) => [['192.0.2.77', '::ffff:192.0.2.77', '::ffff:c000:24d'][i % 3] ?? '', 'x.y']],
    ['a forged X-Forwarded-For before ours', (i) => [`198.51.100.${i}, 192.0.2.78`, newBearerToken()]],
    ['bearer and basic in turn', (i) => ['192.0.2.79', i % 2 ? newBearerToken() : basic(newBasicKey(), 'x')]],
    ['another connector in turn', (i) => ['192.0.2.80', newBearerToken(), i % 2 ? USERS : USERS.replace('okta', 'x')]],
    ['SCIM and admin in turn', (i) => ['192.0.2.81', 'Bearer x', i % 2 ? USERS : '/api/v1/tenants']],
    ['what is no credential at all', (i) => ['192.0.2.82', ['Basic !', 'Digest x y', '\t', 'a b c'][i % 4] ?? '']],
  ])('cannot be tried more often by %s', async (_, attempt) =>
    expect(await free(times(LIMIT * 3, attempt))).toBe(LIMIT),
  );

  it.each<[string, (key: string, index: number) => string]>([
    ['as it is', (key) => key],
    ['in letters of any case', (key, i) => (i % 2 ? key.toUpperCase() : key)],
    ['with blanks around it', (key, i) => `${' '.repeat(i)}${key}${' '.repeat(i % 3)}`],
  ])('one key from everywhere, %s, is one key', async (_, spell) => {
    const key = newBasicKey();
    const calls = times(LIMIT * 3, (i) => [`192.0.2.${i}`, basic(spell(key, i), newBasicSecret())] as const);
    expect(await free(calls)).toBe(LIMIT);
    // Another key is another matter.
    expect((await call('192.0.2.200', basic(newBasicKey(), newBasicSecret()))).status).toBe(401);
  });

  it('10,000 in a minute leave a few rows and a few events', async () => {
    const slug = `flood-${database.kind}`;
    await app.admin('POST', '/tenants', { slug, displayName: 'T' });
    await app.admin('POST', `/tenants/${slug}/connectors`, { slug: 'okta', displayName: 'O', provider: 'okta' });
    const base = `/scim/${slug}/okta/v2`;
    const count = Number(process.env.FLOOD ?? 1_000);
    const statuses = new Map<number, number>();
    for (let sent = 0; sent < count; sent += 50) {
      const answers = await Promise.all(
        times(50, (i) => call('192.0.2.90', i % 5 === 4 ? undefined : newBearerToken(), `${base}/Users`)),
      );
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    const unknown = times(100, () => call('192.0.2.90', undefined, `${base}/Nothing`));
    for (const { status } of await Promise.all(unknown)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    expect([...statuses.keys()].sort()).toEqual([401, 404, 429]);
    await app.app.get(SignInFailures).sync();
    const [rows] = await app.database.read<{ n: number }>('SELECT COUNT(*) AS n FROM sign_in_failure');
    expect(Number(rows?.n)).toBeLessThan(100);
    clock.set(nextMinute());
    app.app.get(RepeatedRefusals).writeEnded();
    const events = JSON.parse((await app.admin('GET', `/tenants/${slug}/logs?limit=1000`)).text) as readonly {
      readonly displayMessage: string;
      readonly outcome: { readonly result: string };
      readonly debugContext: { readonly debugData: { readonly count?: number } };
    }[];
    const failures = events.filter(({ outcome }) => outcome.result === 'FAILURE');
    expect(failures).toHaveLength(LIMIT + 1);
    // Nothing is lost: the event of the others has their number.
    const total = failures.reduce((sum, { debugContext }) => sum + (debugContext.debugData.count ?? 1), 0);
    expect(total).toBe(count + 100);
    expect(failures.map(({ displayMessage }) => displayMessage)).toContain(
      `${count + 100 - LIMIT} more calls of unknown callers were refused within a minute`,
    );
  });
});

describeDatabases('without TRUST_PROXY', (database) => {
  it('X-Forwarded-For is nobody’s word', async () => {
    const app = await bootApp(await database.url(), { maxFailedSignIns: LIMIT });
    stopClock(app, nextMinute());
    const statuses: number[] = [];
    for (let i = 0; i < LIMIT * 2; i += 1) {
      const headers = {
        authorization: newBearerToken(),
        'x-forwarded-for': `192.0.2.${i}`,
        forwarded: `for=192.0.2.${i}`,
      };
      statuses.push((await app.request('GET', USERS, { headers })).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(LIMIT);
    await app.close();
  });
});

describeMariaDb('three instances', (database) => {
  it('limit together', async () => {
    const url = await database.url();
    const apps: TestApp[] = [];
    for (let i = 0; i < 3; i += 1) apps.push(await bootApp(url, { maxFailedSignIns: LIMIT }));
    const ms = nextMinute();
    for (const app of apps) stopClock(app, ms);
    const fail = async (app: TestApp): Promise<number> =>
      (await app.request('GET', USERS, { headers: { authorization: newBearerToken() } })).status;
    for (const app of apps) for (let i = 0; i < 2; i += 1) expect(await fail(app)).toBe(401);
    for (const app of apps) await app.app.get(SignInFailures).sync();
    const [first, , last] = apps as [TestApp, TestApp, TestApp];
    // The last one was told of the failures of all; the first one asks with its next failure.
    expect(await fail(last)).toBe(429);
    expect(await fail(first)).toBe(401);
    await first.app.get(SignInFailures).sync();
    expect(await fail(first)).toBe(429);
    // A right credential is let in everywhere.
    const { token } = await first.scim();
    for (const app of apps)
      expect((await app.request('GET', USERS, { headers: { authorization: token } })).status).toBe(200);
    for (const app of apps) await app.close();
  });
});
