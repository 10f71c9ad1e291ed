import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import type { LogEvent } from '../../src/audit/log-event.js';
import type { DatabaseUrl } from '../../src/config/env.js';
import { type Answer, bootApp, type ScimClient, type TestApp } from '../support/app.js';
import { describeDatabases } from '../support/databases.js';
import { columnsOf, dumpTables } from '../support/dump-tables.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const CORE_V1 = 'urn:scim:schemas:core:1.0';
/** Kept beside the calls: upkeep, and what is made of the log behind the commit. */
const UPKEEP = new Set(['connector_activity', 'tolerance_use', 'sign_in_failure', 'lease', 'migrations']);

const replace = (path: string, value: unknown): object => ({
  schemas: [PATCH],
  Operations: [{ op: 'replace', path, value }],
});

interface Way {
  readonly close: string;
  readonly open: string;
}

const TRIGGER = 'CREATE TRIGGER log_closed BEFORE INSERT ON log_event';
const WAYS: Readonly<Record<DatabaseUrl['kind'], Readonly<Record<string, Way>>>> = {
  sqlite: {
    'a trigger that fails': {
      close: `${TRIGGER} BEGIN SELECT RAISE(FAIL, 'closed'); END`,
      open: 'DROP TRIGGER log_closed',
    },
    'a trigger that aborts': {
      close: `${TRIGGER} BEGIN SELECT RAISE(ABORT, 'closed'); END`,
      open: 'DROP TRIGGER log_closed',
    },
    'a table that was renamed': {
      close: 'ALTER TABLE log_event RENAME TO log_event_away',
      open: 'ALTER TABLE log_event_away RENAME TO log_event',
    },
  },
  mysql: {
    'a trigger that signals': {
      close: `${TRIGGER} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'closed'`,
      open: 'DROP TRIGGER log_closed',
    },
    'a table that was renamed': {
      close: 'RENAME TABLE log_event TO log_event_away',
      open: 'RENAME TABLE log_event_away TO log_event',
    },
    'a right that was taken away': {
      close: 'REVOKE INSERT ON log_event FROM USERNAME',
      open: 'GRANT INSERT ON log_event TO USERNAME',
    },
  },
};

describeDatabases('a log that cannot be written', (database) => {
  let app: TestApp;
  let scim: ScimClient;
  let v1: (method: string, path: string, body?: unknown) => Promise<Answer>;
  let asOwner: (sql: string) => Promise<unknown>;
  let end: () => Promise<void> = () => Promise.resolve();
  const ids = { user: '', group: '', member: '', deleted: '', credential: '', adminToken: '' };
  let oauth = { id: '', secret: '' };

  beforeAll(async () => {
    const url = await database.url();
    if (url.kind === 'sqlite') {
      app = await bootApp(url);
      asOwner = (sql) => app.database.schemaSource.query(sql);
    } else {
      // A user of its own, so that a right can be taken away from it.
      await (await bootApp(url)).close();
      const { host, port, user, password, database: name } = url;
      const owner = await createConnection({ host, port, user, password, database: name });
      const limited = { user: `closed_${randomBytes(4).toString('hex')}`, password: 'closed' };
      const quoted = `'${limited.user}'@'%'`;
      asOwner = (sql) => owner.query(sql.replace(' USERNAME', ` ${quoted}`));
      await asOwner("CREATE USER USERNAME IDENTIFIED BY 'closed'");
      await asOwner(`GRANT SELECT, UPDATE, DELETE ON ${name}.* TO USERNAME`);
      const [tables] = await owner.query('SHOW TABLES');
      for (const row of tables as object[])
        await asOwner(`GRANT INSERT ON ${String(Object.values(row)[0])} TO USERNAME`);
      app = await bootApp({ ...url, ...limited }, { migrate: 'off' });
      end = async () => {
        await asOwner('DROP USER USERNAME');
        await owner.end();
      };
    }
    scim = await app.scim();
    v1 = (method, path, body) =>
      app.request(method, `${new URL(scim.base).pathname.replace(/v2$/, 'v1')}${path}`, {
        headers: { authorization: `Bearer ${scim.token}`, 'content-type': 'application/json' },
        body,
      });
    await prepare();
  });
  afterAll(async () => {
    await app.close();
    await end();
  });

  const at = (path: string): string => `/tenants/default${path}`;
  const made = async (answer: Promise<Answer>): Promise<Readonly<Record<string, unknown>>> => {
    const { status, text, body } = await answer;
    if (status >= 300) throw new Error(`${status} ${text}`);
    return body;
  };
  const idOf = async (answer: Promise<Answer>): Promise<string> => String((await made(answer)).id);

  /** What there is to be changed. */
  async function prepare(): Promise<void> {
    const admin: TestApp['admin'] = (...call) => app.admin(...call);
    ids.user = await idOf(scim('POST', '/Users', { schemas: [USER], userName: 'here@x.io', title: 'one' }));
    ids.group = await idOf(scim('POST', '/Groups', { schemas: [GROUP], displayName: 'Here' }));
    ids.member = await idOf(admin('POST', at('/users'), { userName: 'member@x.io' }));
    ids.deleted = await idOf(admin('POST', at('/users'), { userName: 'deleted@x.io' }));
    await made(admin('DELETE', at(`/users/${ids.deleted}`)));
    ids.credential = await idOf(
      admin('POST', at('/connectors/okta/credentials'), { type: 'bearer', name: 'to be changed' }),
    );
    const client = await made(admin('POST', at('/connectors/okta/credentials'), { type: 'oauth', name: 'o' }));
    oauth = { id: String(client.clientId ?? client.id), secret: String(client.clientSecret ?? client.token) };
    await made(admin('POST', at('/connectors'), { slug: 'other', displayName: 'Other' }));
    await made(admin('POST', at('/connectors/other/credentials'), { type: 'bearer', name: 'goes with it' }));
    await made(admin('POST', at('/roles'), { id: 'role', displayName: 'Role' }));
    await made(admin('POST', at('/extended-fields'), { fieldId: 'badge', displayName: 'Badge' }));
    ids.adminToken = await idOf(admin('POST', '/admin-tokens', { name: 'kept', role: 'admin', tenant: 'default' }));
  }

  /** Every kind of write, by its name. */
  const writes = (): Readonly<Record<string, () => Promise<Answer>>> => {
    const admin: TestApp['admin'] = (...call) => app.admin(...call);
    const key = `/connectors/okta/credentials/${ids.credential}`;
    return {
      'SCIM create user': () => scim('POST', '/Users', { schemas: [USER], userName: 'new@x.io' }),
      'SCIM replace user': () =>
        scim('PUT', `/Users/${ids.user}`, { schemas: [USER], userName: 'here@x.io', title: 'x' }),
      'SCIM patch user': () => scim('PATCH', `/Users/${ids.user}`, replace('title', 'two')),
      'SCIM deactivate user': () => scim('PATCH', `/Users/${ids.user}`, replace('active', false)),
      'SCIM delete user': () => scim('DELETE', `/Users/${ids.user}`),
      'SCIM create group': () => scim('POST', '/Groups', { schemas: [GROUP], displayName: 'New' }),
      'SCIM add member': () =>
        scim('PATCH', `/Groups/${ids.group}`, {
          schemas: [PATCH],
          Operations: [{ op: 'add', path: 'members', value: [{ value: ids.user }] }],
        }),
      'SCIM replace group': () => scim('PUT', `/Groups/${ids.group}`, { schemas: [GROUP], displayName: 'Other' }),
      'SCIM delete group': () => scim('DELETE', `/Groups/${ids.group}`),
      '1.1 create user': () => v1('POST', '/Users', { schemas: [CORE_V1], userName: 'v1@x.io' }),
      '1.1 replace user': () =>
        v1('PUT', `/Users/${ids.user}`, { schemas: [CORE_V1], userName: 'here@x.io', title: 'y' }),
      '1.1 patch group': () =>
        v1('PATCH', `/Groups/${ids.group}`, { schemas: [CORE_V1], members: [{ value: ids.user }] }),
      '1.1 delete group': () => v1('DELETE', `/Groups/${ids.group}`),
      'admin create user': () => admin('POST', at('/users'), { userName: 'admin@x.io' }),
      'admin update user': () => admin('PATCH', at(`/users/${ids.member}`), { title: 'two' }),
      'admin delete user': () => admin('DELETE', at(`/users/${ids.member}`)),
      'admin restore user': () => admin('POST', at(`/users/${ids.deleted}/restore`)),
      'admin set password': () =>
        admin('PUT', at(`/users/${ids.member}/password`), { password: 'Correct-Horse-9-Staple' }),
      'admin create group': () => admin('POST', at('/groups'), { displayName: 'Admin' }),
      'role create': () => admin('POST', at('/roles'), { id: 'new', displayName: 'New' }),
      'role update': () => admin('PATCH', at('/roles/role'), { displayName: 'Changed' }),
      'role delete': () => admin('DELETE', at('/roles/role')),
      'entitlement create': () => admin('POST', at('/entitlements'), { id: 'new', displayName: 'New' }),
      'field create': () => admin('POST', at('/extended-fields'), { fieldId: 'new', displayName: 'New' }),
      'field update': () => admin('PATCH', at('/extended-fields/badge'), { displayName: 'Changed' }),
      'field delete': () => admin('DELETE', at('/extended-fields/badge?confirm=true')),
      'password policy': () => admin('PATCH', at('/password-policy'), { minLength: 14 }),
      'connector create': () => admin('POST', at('/connectors'), { slug: 'new', displayName: 'New' }),
      'connector update': () => admin('PATCH', at('/connectors/other'), { displayName: 'Changed' }),
      'connector delete': () => admin('DELETE', at('/connectors/other')),
      'credential create': () => admin('POST', at('/connectors/okta/credentials'), { type: 'bearer', name: 'new' }),
      'credential update': () => admin('PATCH', at(key), { name: 'Changed' }),
      'credential rotate': () => admin('POST', at(`${key}/rotate`), { overlapSeconds: 0 }),
      'credential delete': () => admin('DELETE', at(key)),
      'access token': () =>
        app.request('POST', '/scim/default/okta/oauth/token', {
          headers: {
            authorization: `Basic ${Buffer.from(`${oauth.id}:${oauth.secret}`).toString('base64')}`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: 'grant_type=client_credentials',
        }),
      'tenant create': () => admin('POST', '/tenants', { slug: 'new', displayName: 'New' }),
      'tenant update': () => admin('PATCH', '/tenants/default', { displayName: 'Changed' }),
      'admin token create': () => admin('POST', '/admin-tokens', { name: 'new', role: 'admin', tenant: 'default' }),
      'admin token delete': () => admin('DELETE', `/admin-tokens/${ids.adminToken}`),
    };
  };

  async function dump(): Promise<string> {
    const tables = [...(await columnsOf(app.database)).keys()].filter(
      (name) => !UPKEEP.has(name) && !name.startsWith('log_'),
    );
    expect(tables).toEqual(
      expect.arrayContaining(['resource', 'membership', 'credential', 'tenant', 'idempotency_key']),
    );
    return (await dumpTables(app.database, tables))
      .split('\n')
      .filter((line) => !line.includes('.last_used_'))
      .join('\n');
  }

  it.each(Object.entries(WAYS[database.kind]))(
    '%s: no kind of write changes anything, reads go on, and afterwards everything does',
    async (_, way) => {
      const before = await dump();
      await asOwner(way.close);
      const refused: Answer[] = [];
      const others: string[] = [];
      try {
        for (const [name, write] of Object.entries(writes())) {
          const answer = await write();
          const retryAfter = answer.headers.get('retry-after') ?? '';
          if (answer.status !== 503 || !/^\d+$/.test(retryAfter))
            others.push(`${name}: ${answer.status} ${answer.text}`);
          expect(answer.text).not.toMatch(/closed|log_event|INSERT|SQL/);
          if (name.startsWith('SCIM')) refused.push(answer);
        }
        expect(others).toEqual([]);
        const bulk = await scim('POST', '/Bulk', {
          schemas: [BULK],
          Operations: [
            { method: 'POST', path: '/Users', bulkId: 'a', data: { schemas: [USER], userName: 'bulk@x.io' } },
            { method: 'DELETE', path: `/Users/${ids.user}` },
          ],
        });
        expect(bulk.status).toBe(200);
        expect(bulk.body.Operations).toMatchObject([{ status: '503' }, { status: '503' }]);
        const read = await scim('GET', `/Users/${ids.user}`);
        expect(read.status).toBe(200);
        expect((await app.admin('GET', at('/users'))).status).toBe(200);
        refused.push(read);
        expect(await dump()).toBe(before);
      } finally {
        await asOwner(way.open);
      }
      expect((await scim('PATCH', `/Users/${ids.user}`, replace('title', randomBytes(4).toString('hex')))).status).toBe(
        200,
      );
      const logs = (await app.admin('GET', at('/logs?limit=1000&sortOrder=DESCENDING'))).body as unknown as LogEvent[];
      for (const answer of refused) {
        const own = logs.filter(({ transaction }) => transaction.id === answer.headers.get('x-request-id'));
        const expected = answer.status === 503 ? 'FAILURE' : 'SUCCESS';
        expect(own.map(({ outcome }) => outcome.result)).toEqual([expected]);
      }
      expect(app.log.lines.some(({ level }) => level === 'error')).toBe(true);
    },
    60_000,
  );
});
