import type { LogEvent } from '../../src/audit/log-event.js';
import type { Answer, ScimClient, TestApp } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { createUser } from '../support/users.js';

const CALLS = 10;
const CREATED = 'application.provision.user.push';

/**
 * Calls wait in the server, for the hash of a password most of all. What they were made with may be gone by the time they
 * would write: then they must not, however far they were.
 */
describeApp('calls that are under way', (app) => {
  const NAMES: readonly string[] = Array.from({ length: CALLS }, (_, n) => `late.${n}@example.com`);
  let count = 0;
  let tenant: string;
  let connector: string;
  let credential: string;
  let client: ScimClient;

  const admin = (...[method, path, body]: Parameters<TestApp['admin']>): Promise<Answer> =>
    app().admin(method, path, body);

  beforeEach(async () => {
    const slug = `way-${(count += 1)}`;
    tenant = `/tenants/${slug}`;
    connector = `${tenant}/connectors/c`;
    const made = [
      await admin('POST', '/tenants', { slug, displayName: slug }),
      await admin('POST', `${tenant}/connectors`, { slug: 'c', displayName: 'C', passwordSync: 'store' }),
    ];
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    client = await app().scim(slug, 'c');
    const [{ id } = { id: '' }] = (await admin('GET', `${connector}/credentials`)).body.items as { id: string }[];
    credential = `${connector}/credentials/${id}`;
  });

  const create = (name: string): Promise<Answer> => createUser(client, name, { password: 'quiet harbour at noon' });

  /** Ends it when the first call was answered. @returns how all were */
  async function endMeanwhile(end: () => Promise<Answer>): Promise<readonly number[]> {
    const calls = NAMES.map(create);
    await Promise.race(calls);
    expect((await end()).status).toBeLessThan(300);
    return (await Promise.all(calls)).map(({ status }) => status);
  }

  async function rows(sql: string): Promise<number> {
    const [row] = await app().database.read<{ n: number }>(`SELECT COUNT(*) AS n FROM ${sql}`);
    return Number(row?.n);
  }

  const ENDS: readonly (readonly [string, () => Promise<Answer>])[] = [
    ['the switch is off', () => admin('PATCH', connector, { syncEnabled: false })],
    ['the credential is revoked', () => admin('DELETE', credential)],
    ['the credential is disabled', () => admin('PATCH', credential, { enabled: false })],
    ['the credential may only read', () => admin('PATCH', credential, { scope: 'read' })],
    ['the connector is deleted', () => admin('DELETE', connector)],
    ['the tenant is disabled', () => admin('PATCH', tenant, { enabled: false })],
  ];

  it.each(ENDS)('change nothing once %s', async (_, end) => {
    const statuses = await endMeanwhile(end);
    const created = statuses.filter((status) => status === 201).length;
    expect(statuses.filter((status) => status === 401 || status === 403)).toHaveLength(CALLS - created);
    expect(created).toBeLessThan(CALLS);
    const log = (await admin('GET', `${tenant}/logs?limit=1000&sortOrder=ASCENDING`)).body as unknown as LogEvent[];
    const places = log.flatMap(({ eventType, outcome }, place) =>
      eventType === CREATED && outcome.result === 'SUCCESS' ? [place] : [],
    );
    // The last event of an admin is the one that ended it.
    const ended = log.findLastIndex(({ actor }) => actor.type === 'AdminToken');
    expect(places).toHaveLength(created);
    expect(places.filter((place) => place > ended)).toEqual([]);
    expect((await admin('GET', `${tenant}/users?limit=100`)).body.items).toHaveLength(created);
    expect(
      await rows('resource WHERE connector_id IS NOT NULL AND connector_id NOT IN (SELECT pk FROM connector)'),
    ).toBe(0);
  });

  it.each(ENDS)('change and delete nothing once %s', async (_, end) => {
    const id = String((await createUser(client, 'jane@example.com')).body.id);
    const gate = app().database.withTransaction(async (tx) => {
      // The calls below are admitted, and wait for the row or, on SQLite, for their turn to write.
      await tx.execute('UPDATE resource SET version = version + 1 WHERE id = ?', [id]);
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const calls = [
      client('PATCH', `/Users/${id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: 'x' }],
      }),
      client('DELETE', `/Users/${id}`),
    ];
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [ended, , ...answers] = await Promise.all([end(), gate, ...calls]);
    expect(ended.status).toBeLessThan(300);
    // Whoever comes first, the admin or the call: the log has them in that order.
    const log = (await admin('GET', `${tenant}/logs?limit=1000&sortOrder=ASCENDING`)).body as unknown as LogEvent[];
    const last = log.findLastIndex(({ actor }) => actor.type === 'AdminToken');
    const behind = log.slice(last + 1).filter(({ outcome }) => outcome.result === 'SUCCESS');
    expect(behind.map(({ displayMessage }) => displayMessage)).toEqual([]);
    for (const { status } of answers) expect([200, 204, 401, 403, 404]).toContain(status);
  });

  it('leave nothing of a tenant that is deleted', async () => {
    await createUser(client, 'before@example.com');
    await client('GET', `/Users?filter=${encodeURIComponent('userName eq "before@example.com"')}`);
    const slug = tenant.slice('/tenants/'.length);
    const calls = endMeanwhile(() => admin('DELETE', `${tenant}?confirm=${slug}`));
    const byAdmin = Array.from({ length: CALLS }, (_, n) =>
      admin('POST', `${tenant}/users`, { userName: `by.hand.${n}@example.com` }),
    );
    const others = [
      admin('POST', `${tenant}/connectors`, { slug: 'd', displayName: 'D', issueCredential: 'bearer' }),
      admin('POST', `${tenant}/extended-fields`, { fieldId: 'badge', displayName: 'Badge', type: 'string' }),
    ];
    const statuses = [...(await calls), ...(await Promise.all([...byAdmin, ...others])).map(({ status }) => status)];
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    // Events of calls are written behind their answers, some of them when the minute is over.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const orphans: Record<string, number> = {};
    for (const table of TABLES) orphans[table] = await rows(`${table} WHERE tenant_id NOT IN (SELECT pk FROM tenant)`);
    // Young rows of MariaDB's log stay as empty ones of nobody.
    orphans['log_event'] = await rows("log_event WHERE tenant_id NOT IN (SELECT pk FROM tenant) AND event <> '{}'");
    expect(orphans).toEqual(Object.fromEntries(TABLES.map((table) => [table, 0])));
  });
});

const TABLES = [
  ...[
    'resource',
    'attribute_index',
    'live_count',
    'password_hash',
    'password_policy',
    'attribute_definition',
    'grantable',
  ],
  ...['connector', 'credential', 'connector_activity', 'tolerance_use'],
  ...['log_event', 'log_key', 'log_link', 'log_head', 'log_segment'],
];
