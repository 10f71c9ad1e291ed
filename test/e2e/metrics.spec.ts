import { LogLedgerMetrics } from '../../src/audit/log-ledger-metrics.js';
import { ConnectorMetrics } from '../../src/tenancy/connector-metrics.js';
import { BULK_REQUEST, GROUP_SCHEMA, PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import { ADMIN_TOKEN, type Answer, bootApp, type ScimClient, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';
import { declaredRoutes, fillPath } from '../support/declared-routes.js';
import { type Family, parseExposition, valueOf } from '../support/exposition.js';

const METRICS_TOKEN = 'test-metrics-token-of-more-than-32-characters';
const NOBODY = '00000000-0000-7000-8000-000000000000';
const PUSH = 'application.provision.user.push';
let names = 0;
const newName = (): string => `canary-${(names += 1)}`;

const patch = (...Operations: readonly object[]): object => ({ schemas: [PATCH_OP], Operations });
const user = (userName: string, more: object = {}): object => ({ schemas: [USER_SCHEMA], userName, ...more });

describeDatabases('GET /metrics', (database) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await bootApp(await database.url(), { metricsToken: METRICS_TOKEN });
    // What each test did is to be seen at once.
    keep(0);
  });
  afterAll(() => app.close());

  function keep(ms: number): void {
    for (const kind of [ConnectorMetrics, LogLedgerMetrics]) app.app.get(kind, { strict: false }).keptMs = ms;
  }
  const page = (headers: Record<string, string> = { authorization: `Bearer ${METRICS_TOKEN}` }): Promise<Answer> =>
    app.request('GET', '/metrics', { headers });
  const scrape = async (): Promise<ReadonlyMap<string, Family>> => parseExposition((await page()).text);

  async function newConnector(): Promise<{ readonly slug: string; readonly scim: ScimClient }> {
    const slug = newName();
    const created = await app.admin('POST', '/tenants/default/connectors', { slug, displayName: 'IdP' });
    expect(created.status).toBe(201);
    return { slug, scim: await app.scim('default', slug) };
  }

  it('is the text format that Prometheus reads', async () => {
    const answer = await page();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const families = parseExposition(answer.text);
    const ours = [...families].filter(([name]) => name.startsWith('rollbook_'));
    expect(ours.length).toBeGreaterThan(20);
    for (const [name, { type }] of ours) expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    expect(valueOf(families, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    for (const name of ['lag', 'lag_p99']) expect(families.has(`nodejs_event${'loop'}_${name}_seconds`)).toBe(true);
    expect(valueOf(families, 'rollbook_ready')).toBe(1);
    expect(
      families
        .get('rollbook_metric_source_up')
        ?.samples.map(({ labels, value }) => [labels.source, value])
        .sort(),
    ).toEqual(
      ['connectors', 'database', 'log', 'log_ledger', 'log_sinks', 'passwords', 'readiness'].map((source) => [
        source,
        1,
      ]),
    );
    const pools = database.kind === 'sqlite' ? { writer: 1 } : { connections: 16, scans: 8 };
    for (const [pool, limit] of Object.entries(pools))
      expect(valueOf(families, 'rollbook_database_pool_limit', { pool })).toBe(limit);
  });

  describe('after the calls of an IdP', () => {
    let slug: string;
    let before: number;
    let families: ReadonlyMap<string, Family>;
    const secrets: string[] = [];
    beforeAll(async () => {
      const made = await newConnector();
      const { scim } = made;
      slug = made.slug;
      before = Date.now() / 1_000;
      const [jane, john] = [`${newName()}@example.com`, `${newName()}@example.com`];
      const expectStatus = async (status: number, answer: Promise<Answer>): Promise<Answer> => {
        const got = await answer;
        expect(got.status).toBe(status);
        return got;
      };
      await expectStatus(200, scim('GET', '/ServiceProviderConfig'));
      await expectStatus(200, scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${jane}"`)}`));
      const id = String(
        (await expectStatus(201, scim('POST', '/Users', user(jane, { password: 'canary-Pass-1' })))).body.id,
      );
      const other = String((await expectStatus(201, scim('POST', '/Users', user(john)))).body.id);
      await expectStatus(409, scim('POST', '/Users', user(jane)));
      await expectStatus(400, scim('POST', '/Users', user('')));
      await expectStatus(400, scim('POST', '/Users', '{'));
      await expectStatus(200, scim('GET', `/Users/${id}`));
      await expectStatus(404, scim('GET', `/Users/${NOBODY}`));
      await expectStatus(200, scim('PUT', `/Users/${id}`, user(jane, { title: 'canary title' })));
      const off = { op: 'Replace', path: 'active', value: false };
      await expectStatus(200, scim('PATCH', `/Users/${id}`, patch(off)));
      await expectStatus(200, scim('PATCH', `/Users/${id}`, patch({ ...off, value: true })));
      await expectStatus(400, scim('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'active', value: 'canary' })));
      const group = { schemas: [GROUP_SCHEMA], displayName: newName(), members: [{ value: id }] };
      const groupId = String((await expectStatus(201, scim('POST', '/Groups', group))).body.id);
      await expectStatus(
        200,
        scim('PATCH', `/Groups/${groupId}`, patch({ op: 'add', path: 'members', value: [{ value: other }] })),
      );
      await expectStatus(200, scim('GET', '/Users?startIndex=1&count=10'));
      await expectStatus(400, scim('GET', `/Users?filter=${encodeURIComponent('canary lt')}`));
      await expectStatus(204, scim('DELETE', `/Users/${other}`));
      await expectStatus(401, scim('GET', '/Users', undefined, { authorization: 'Bearer canary-wrong-token' }));
      await expectStatus(404, scim('GET', '/Nothing'));
      secrets.push(scim.token, jane, john, id, other, groupId, ADMIN_TOKEN, METRICS_TOKEN);
      families = await scrape();
    });

    it.each<[string, readonly number[]]>([
      [PUSH, [2, 2, 0]],
      ['application.provision.user.import_profile', [1, 1, 0]],
      ['application.provision.user.push_profile', [1, 1, 0]],
      ['application.provision.user.deactivate', [1, 0, 0]],
      ['application.provision.user.reactivate', [1, 0, 0]],
      ['application.provision.user.verify_exists', [1, 1, 0]],
      ['application.provision.user.import', [1, 0, 0]],
      ['application.provision.user.delete', [1, 0, 0]],
      ['application.provision.group_push.pushed', [1, 0, 0]],
      ['application.provision.group_push.updated', [1, 0, 0]],
      ['application.provision.integration.call_api', [1, 0, 0]],
      ['application.integration.authentication_failure', [0, 1, 0]],
    ])('%s is counted exactly', (operation, expected) => {
      const found = ['success', 'refused', 'failed'].map((outcome) =>
        valueOf(families, 'rollbook_operations_total', { tenant: 'default', connector: slug, operation, outcome }),
      );
      expect(found).toEqual(expected);
    });

    it('the counts are those of the log', async () => {
      const { text } = await app.admin(
        'GET',
        `/tenants/default/logs?limit=1000&filter=${encodeURIComponent(`connector eq "${slug}"`)}`,
      );
      const events = JSON.parse(text) as readonly {
        eventType: string;
        outcome: { result: string };
        actor: { type: string };
      }[];
      const calls = events.filter(({ actor }) => actor.type !== 'AdminToken');
      expect(calls).toHaveLength(20);
      expect(valueOf(families, 'rollbook_operations_total', { connector: slug })).toBe(calls.length);
      expect(valueOf(families, 'rollbook_operation_duration_seconds_count', { connector: slug })).toBe(calls.length);
      for (const { eventType } of calls) {
        const inLog = calls.filter((one) => one.eventType === eventType).length;
        expect([
          eventType,
          valueOf(families, 'rollbook_operations_total', { connector: slug, operation: eventType }),
        ]).toEqual([eventType, inLog]);
      }
    });

    it.each<[string, string, number]>([
      ['409', 'uniqueness', 1],
      ['400', 'invalidValue', 2],
      ['400', 'invalidSyntax', 1],
      ['400', 'invalidFilter', 1],
      ['404', '', 2],
      ['401', '', 1],
    ])('refusals with %s %s are counted exactly', (status, scimType, expected) => {
      const labels = { connector: slug, status, scim_type: scimType };
      expect(valueOf(families, 'rollbook_refusals_total', labels)).toBe(expected);
    });

    it('the uses of tolerances are counted, of calls that succeeded', () =>
      expect(valueOf(families, 'rollbook_tolerance_uses_total', { connector: slug, tolerance: 'opCase' })).toBe(2));

    it('the connector has its last request, last success and state', () => {
      const [request, success] = ['request', 'success'].map((what) =>
        valueOf(families, `rollbook_connector_last_${what}_timestamp_seconds`, { connector: slug }),
      );
      expect(request).toBeGreaterThanOrEqual(before);
      expect(success).toBeGreaterThanOrEqual(before);
      expect(success).toBeLessThanOrEqual(request ?? 0);
      const states = families
        .get('rollbook_connector_state')
        ?.samples.filter(({ labels }) => labels.connector === slug);
      expect(states?.map(({ labels, value }) => [labels.state, value])).toEqual([
        ...[
          ['off', 0],
          ['waiting', 0],
          ['connected', 0],
          // Its last call had a wrong credential.
          ['refusing', 1],
          ['failing', 0],
        ],
      ]);
    });

    it('there is nothing of users, groups, credentials or requests in it', async () => {
      const { text } = await page();
      for (const secret of secrets) expect(text).not.toContain(secret);
      const others = text.split('\n').filter((line) => /canary/i.test(line.replaceAll(/connector="canary-\d+"/g, '')));
      expect(others).toEqual([]);
      expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-|@|rollbook_(?:bt|ak|as|adm|at)_|127\.0\.0\.1/);
    });
  });

  it('counts the operations of a bulk request, and the request once as HTTP', async () => {
    const { slug, scim } = await newConnector();
    const before = valueOf(await scrape(), 'rollbook_http_requests_total', { surface: 'scim', status: '200' }) ?? 0;
    const post = (data: object, bulkId: string): object => ({ method: 'POST', path: '/Users', bulkId, data });
    const answer = await scim('POST', '/Bulk', {
      schemas: [BULK_REQUEST],
      Operations: [post(user(newName()), 'a'), post(user(newName()), 'b'), post(user(''), 'c')],
    });
    expect(answer.status).toBe(200);
    const families = await scrape();
    const count = (labels: Record<string, string>): number | undefined =>
      valueOf(families, 'rollbook_operations_total', { connector: slug, ...labels });
    expect(count({ operation: PUSH, outcome: 'success' })).toBe(2);
    expect(count({ operation: PUSH, outcome: 'refused' })).toBe(1);
    expect(count({})).toBe(3);
    expect(valueOf(families, 'rollbook_http_requests_total', { surface: 'scim', status: '200' })).toBe(before + 1);
  });

  it('counts HTTP requests by the part of the server and the status', async () => {
    const requests: readonly (readonly [string, string, string])[] = [
      ['/livez', 'operations', '200'],
      ['/docs/openapi.json', 'docs', '200'],
      ['/api/v1/tenants', 'admin', '401'],
      ['/scim/default/okta/v2/Users', 'scim', '401'],
      ['/scim/default/okta/oauth/token', 'oauth', '405'],
      ['/nothing', 'other', '404'],
    ];
    const count = async (): Promise<readonly (number | undefined)[]> => {
      const families = await scrape();
      return requests.map(([, surface, status]) =>
        valueOf(families, 'rollbook_http_requests_total', { surface, status }),
      );
    };
    for (const [path] of requests) await app.request('GET', path);
    const before = await count();
    for (const [path, , status] of requests) expect(String((await app.request('GET', path)).status)).toBe(status);
    const after = await count();
    // The scrape that told `before` is a request of its own.
    expect(after).toEqual(before.map((value = 0, index) => value + (index === 0 ? 2 : 1)));
  });

  it('the series stay as many as they were, whatever strangers ask for', async () => {
    const { scim } = await newConnector();
    const bearer = (n: number): Record<string, string> => ({
      authorization: `Bearer wrong-${n}`,
      'user-agent': `agent-${n}`,
    });
    const askForPath = (n: number): Promise<Answer> => app.request('GET', `/path-${n}`, { headers: bearer(n) });
    const askForSlug = (n: number): Promise<Answer> =>
      app.request('GET', `/scim/${n % 2 === 0 ? 'default' : `unknown-${n}`}/unknown-${n}/v2/Users/${n}`, {
        headers: bearer(n),
      });
    const askForMore = async (n: number): Promise<void> => {
      const headers = { ...bearer(n), 'content-type': 'application/x-www-form-urlencoded' };
      await app.request('POST', `/scim/u-${n}/c-${n}/oauth/token`, { headers, body: `grant_type=g-${n}` });
      await app.request('GET', `/api/v1/tenants/t-${n}`, { headers });
      await scim('GET', `/Users?filter=${encodeURIComponent(`x${n} eq "${n}"`)}`);
      await scim('POST', `/T${n}`, { schemas: [`urn:x:${n}`], [`a${n}`]: n });
    };
    const ask = async (from: number, count: number): Promise<void> => {
      const numbers = Array.from({ length: count }, (_, more) => from + more);
      await Promise.all([...numbers.map(askForPath), ...numbers.map(askForSlug), askForMore(from)]);
    };
    const seriesIn = (text: string): readonly string[] =>
      text
        .split('\n')
        .filter((line) => line.startsWith('rollbook_'))
        .map((line) => line.replace(/ \S+$/, ''));
    await ask(0, 2);
    const before = seriesIn((await page()).text);
    for (let n = 2; n <= 1_001; n += 20) await ask(n, 20);
    const after = seriesIn((await page()).text);
    expect(after.filter((series) => !before.includes(series))).toEqual([]);
    expect(after).toHaveLength(before.length);
    expect(valueOf(await scrape(), 'rollbook_refusals_total', { tenant: '', status: '401' })).toBeGreaterThanOrEqual(
      501,
    );
  }, 240_000);

  describe('what is deleted', () => {
    it('a connector vanishes, and one of the same slug begins at nothing', async () => {
      const { slug, scim } = await newConnector();
      await scim('GET', '/Users');
      await scim('GET', '/Users?filter=x');
      await scim('PATCH', `/Users/${NOBODY}`, patch({ op: 'Replace', path: 'active', value: false }));
      expect((await page()).text).toContain(`connector="${slug}"`);
      expect((await app.admin('DELETE', `/tenants/default/connectors/${slug}`)).status).toBe(204);
      expect((await page()).text).not.toContain(`connector="${slug}"`);
      await app.admin('POST', '/tenants/default/connectors', { slug, displayName: 'IdP' });
      await (
        await app.scim('default', slug)
      )('GET', '/Users');
      expect(valueOf(await scrape(), 'rollbook_operations_total', { connector: slug })).toBe(1);
    });

    it('a tenant vanishes with its connectors', async () => {
      const slug = newName();
      await app.admin('POST', '/tenants', { slug, displayName: 'T' });
      await app.admin('POST', `/tenants/${slug}/connectors`, { slug: 'c', displayName: 'IdP' });
      await (
        await app.scim(slug, 'c')
      )('GET', '/Users');
      await app.request('GET', `/scim/${slug}/unknown/v2/Users`);
      const { text } = await page();
      for (const connector of ['c', '']) expect(text).toContain(`tenant="${slug}",connector="${connector}"`);
      expect((await app.admin('DELETE', `/tenants/${slug}?confirm=${slug}`)).status).toBe(204);
      expect((await page()).text).not.toContain(slug);
    });
  });

  describe('access', () => {
    const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
    const issue = async (wanted: object): Promise<string> =>
      String((await app.admin('POST', '/admin-tokens', { name: 'x', ...wanted })).body.token);

    it.each<[string, () => Promise<Record<string, string>> | Record<string, string>, number]>([
      ['METRICS_TOKEN', () => bearer(METRICS_TOKEN), 200],
      ['ADMIN_TOKEN', () => bearer(ADMIN_TOKEN), 200],
      ['an admin', async () => bearer(await issue({ role: 'admin' })), 200],
      ['an auditor', async () => bearer(await issue({ role: 'auditor' })), 200],
      ['an admin of one tenant', async () => bearer(await issue({ role: 'admin', tenant: 'default' })), 403],
      ['an auditor of one tenant', async () => bearer(await issue({ role: 'auditor', tenant: 'default' })), 403],
      ['a connector', async () => bearer((await app.scim()).token), 401],
      ['nobody, from this very host', () => ({}), 401],
      [
        'nobody behind a proxy on this host',
        () => ({ 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' }),
        401,
      ],
      ['the start of METRICS_TOKEN', () => bearer(METRICS_TOKEN.slice(0, -1)), 401],
      ['METRICS_TOKEN in capitals', () => bearer(METRICS_TOKEN.toUpperCase()), 401],
      [
        'METRICS_TOKEN in Basic',
        () => ({ authorization: `Basic ${Buffer.from(`metrics:${METRICS_TOKEN}`).toString('base64')}` }),
        401,
      ],
      ['METRICS_TOKEN in a cookie', () => ({ cookie: `token=${METRICS_TOKEN}` }), 401],
    ])('%s', async (_, headers, status) => {
      const answer = await page(await headers());
      expect(answer.status).toBe(status);
      if (status !== 200) expect(answer.text).not.toMatch(/rollbook_operations|okta/);
    });

    it('METRICS_TOKEN in the query', async () =>
      expect((await app.request('GET', `/metrics?access_token=${METRICS_TOKEN}&token=${METRICS_TOKEN}`)).status).toBe(
        401,
      ));

    it('METRICS_TOKEN opens nothing else', async () => {
      const open: string[] = [];
      let asked = 0;
      for (const { method, path, access } of declaredRoutes(app)) {
        if (access === 'public' || path === '/metrics') continue;
        asked += 1;
        const verb = method === 'ALL' ? 'GET' : method;
        const { status } = await app.request(verb, fillPath(path), { headers: bearer(METRICS_TOKEN) });
        if (status !== (access === 'admin' ? 403 : 401)) open.push(`${verb} ${path}: ${status}`);
      }
      expect(open).toEqual([]);
      expect(asked).toBeGreaterThan(60);
    });

    it.each([
      ['HEAD', 200],
      ['POST', 405],
      ['DELETE', 405],
    ])('%s is %i', async (method, status) =>
      expect((await app.request(method, '/metrics', { headers: bearer(METRICS_TOKEN) })).status).toBe(status),
    );

    it('without METRICS_TOKEN nothing that is no admin token opens it', async () => {
      const other = await bootApp(await database.freshUrl());
      try {
        for (const token of [METRICS_TOKEN, 'undefined', '', '0'.repeat(32)])
          expect((await other.request('GET', '/metrics', { headers: bearer(token) })).status).toBe(401);
        expect((await other.request('GET', '/metrics', { headers: bearer(ADMIN_TOKEN) })).status).toBe(200);
      } finally {
        await other.close();
      }
    });
  });

  describe('while the database', () => {
    const refusal = (): Promise<never> => Promise.reject(new Error('canary'));
    it.each<[string, (ended: Promise<void>) => Promise<never>]>([
      ['refuses', refusal],
      ['does not answer', (ended) => ended.then(refusal)],
    ])('%s, METRICS_TOKEN gets what is in memory', async (_, read) => {
      const { slug, scim } = await newConnector();
      await scim('GET', '/Users');
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      app.database.read = () => read(ended);
      let answer: Answer;
      const startedMs = performance.now();
      try {
        answer = await page();
      } finally {
        Reflect.deleteProperty(app.database, 'read');
        end();
      }
      expect(answer.status).toBe(200);
      expect(performance.now() - startedMs).toBeLessThan(5_000);
      const families = parseExposition(answer.text);
      expect(valueOf(families, 'rollbook_ready')).toBe(0);
      expect(valueOf(families, 'rollbook_metric_source_up', { source: 'connectors' })).toBe(0);
      expect(valueOf(families, 'rollbook_metric_source_up', { source: 'log' })).toBe(1);
      expect(valueOf(families, 'rollbook_operations_total', { connector: slug })).toBe(1);
      expect(answer.text).not.toContain('canary"');
      expect(valueOf(await scrape(), 'rollbook_ready')).toBe(1);
    });

    it('is asked once for many scrapes', async () => {
      keep(60_000);
      await page();
      const statements: string[] = [];
      app.database.onStatement = (sql) => statements.push(sql);
      const pages = await Promise.all([page(), page(), page()]);
      delete app.database.onStatement;
      keep(0);
      expect(pages.map(({ text }) => /rollbook_log_unchained_events \d/.test(text))).toEqual([true, true, true]);
      expect(statements.filter((sql) => /AS pending FROM log_event|FROM connector c JOIN tenant/.test(sql))).toEqual(
        [],
      );
    });

    it('is busy, the waiting are seen', async () => {
      const pool = database.kind === 'sqlite' ? 'writer' : 'connections';
      const limit = database.kind === 'sqlite' ? 1 : 16;
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      // On MySQL the scrape itself needs a connection for what it asks the database.
      const units = Array.from({ length: limit + 3 }, () => app.database.withTransaction(() => held));
      await new Promise((resolve) => setTimeout(resolve, 200));
      const families = parseExposition((await page()).text);
      release();
      await Promise.all(units);
      expect(valueOf(families, 'rollbook_database_pool_in_use', { pool })).toBe(limit);
      expect(valueOf(families, 'rollbook_database_pool_waiting', { pool })).toBeGreaterThanOrEqual(3);
      expect(valueOf(families, 'rollbook_ready')).toBe(database.kind === 'sqlite' ? 1 : 0);
    });
  });
});
