import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createConnection } from 'mysql2/promise';
import { createApp } from '../../src/app.js';
import { EventBuffer } from '../../src/audit/event-buffer.js';
import { makeEvent } from '../../src/audit/make-event.js';
import { systemCall } from '../../src/audit/system-call.js';
import type { DatabaseUrl, Env } from '../../src/config/env.js';
import { createProcessLog } from '../../src/operations/process-log.js';
import { type Database, openDatabase } from '../../src/persistence/database.js';
import { openMigrated } from '../../src/serve.js';
import { FirstStart } from '../../src/tenancy/first-start.js';
import { CANARY, CanaryHunt, spellingsOf } from '../support/canary.js';
import {
  CANARY_FORMS,
  type CanaryRequest,
  type CanaryTarget,
  HASHING_FORMS,
  type Plant,
} from '../support/canary-requests.js';
import { describeDatabases } from '../support/databases.js';
import { columnsOf } from '../support/dump-tables.js';

/** `npm run test:canaries` sends 100,000. */
const REQUESTS = Number(process.env.CANARY_REQUESTS ?? 200);
const AT_ONCE = 4;
const HASHING_EVERY = 100;
const OKTA = '/api/v1/tenants/default/connectors/okta';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const FIELDS = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';
const VISIBLE = 'visible-Hx3Rt8';

/** Every form once, then one after the other, with one that hashes now and then. */
function* requests(count: number, plant: Plant, target: CanaryTarget): Generator<readonly [string, CanaryRequest]> {
  const [quick, hashing] = [Object.entries(CANARY_FORMS), Object.entries(HASHING_FORMS)];
  const all = [...quick, ...hashing];
  for (let i = 0; i < Math.max(count, all.length); i += 1) {
    const isHashing = i % HASHING_EVERY === 0;
    const later = isHashing ? hashing[(i / HASHING_EVERY) % hashing.length] : quick[i % quick.length];
    const chosen = i < all.length ? all[i] : later;
    if (chosen !== undefined) yield [chosen[0], chosen[1](plant, target)];
  }
}

/** A user of the database whose password is planted; the database as it is where there are none. */
async function withPlantedPassword(url: DatabaseUrl): Promise<DatabaseUrl> {
  if (url.kind === 'sqlite') return url;
  const planted = { ...url, user: `canary_${randomBytes(4).toString('hex')}`, password: `${CANARY}-database` };
  const { host, port, user, password } = url;
  const connection = await createConnection({ host, port, user, password });
  try {
    for (const from of ['%', 'localhost']) {
      await connection.query('CREATE USER ?@? IDENTIFIED BY ?', [planted.user, from, planted.password]);
      await connection.query(`GRANT ALL ON ${url.database}.* TO ?@?`, [planted.user, from]);
    }
  } finally {
    await connection.end();
  }
  return planted;
}

async function dropPlanted(url: DatabaseUrl, planted: DatabaseUrl): Promise<void> {
  if (url.kind === 'sqlite' || planted.kind === 'sqlite') return;
  const connection = await createConnection({ host: url.host, port: url.port, user: url.user, password: url.password });
  for (const from of ['%', 'localhost']) await connection.query('DROP USER IF EXISTS ?@?', [planted.user, from]);
  await connection.end();
}

/** Every value of every table, a thousand rows at a time. */
async function lookAtTables(hunt: CanaryHunt, database: Database): Promise<void> {
  for (const table of (await columnsOf(database)).keys()) {
    for (let offset = 0; ; offset += 1_000) {
      const rows = await database.read<Record<string, unknown>>(`SELECT * FROM ${table} LIMIT 1000 OFFSET ${offset}`);
      const values = rows.flatMap((row) => Object.values(row));
      const texts = values.map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)));
      hunt.look(`table ${table}`, texts.join('\n'));
      if (rows.length < 1_000) break;
    }
  }
}

/** The bytes of the file, its log and its index, in pieces that overlap. */
function lookAtFiles(hunt: CanaryHunt, file: string): void {
  for (const path of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`].filter(existsSync)) {
    const [buffer, handle] = [Buffer.alloc(8 * 1024 * 1024), openSync(path, 'r')];
    for (let position = 0; ; position += buffer.length - 1_024) {
      const length = readSync(handle, buffer, 0, buffer.length, position);
      hunt.look(`file${path.slice(file.length)}`, buffer.toString('latin1', 0, length));
      if (length < buffer.length) break;
    }
    closeSync(handle);
  }
}

interface Running {
  readonly app: NestExpressApplication;
  readonly database: Database;
  readonly base: string;
  readonly adminToken: string;
}

/** The application with the real process log at its lowest level, which goes to the hunt. */
async function start(url: DatabaseUrl, hunt: CanaryHunt): Promise<Running> {
  const adminToken = `${CANARY}-admin-token-of-more-than-32-characters`;
  const env: Env = {
    ...{ host: '127.0.0.1', port: 0, database: url, publicUrl: 'https://rollbook.example', adminToken },
    ...{ migrate: 'auto', trustProxy: [], maxCredentials: 100, maxFailedSignIns: 10_000_000 },
    ...{ logLevel: 'trace', logFormat: 'json', checkpointFile: undefined, signingKey: undefined },
    ...{ metricsToken: undefined, logExport: [] },
  };
  const log = createProcessLog(env, { write: (line: string) => hunt.look('process log', line) });
  const database = await openMigrated(env, log);
  const app = await createApp(env, database, log);
  await app.get(FirstStart).run();
  await app.listen(0, '127.0.0.1');
  return { app, database, base: (await app.getUrl()).replace('[::1]', '127.0.0.1'), adminToken };
}

describeDatabases('planted secrets', (provided) => {
  let url: DatabaseUrl;
  let planted: DatabaseUrl;
  let running: Running;
  const hunt = new CanaryHunt();
  beforeAll(async () => {
    url = await provided.freshUrl();
    planted = await withPlantedPassword(url);
    running = await start(planted, hunt);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await running.app.close();
    await running.database.close();
    await dropPlanted(url, planted);
  });

  async function send({ method, path, headers = {}, body }: CanaryRequest, isShown = false): Promise<Answer> {
    const answer = await fetch(`${running.base}${path}`, {
      ...{ method, headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!isShown) hunt.look('answers', `${JSON.stringify([...answer.headers])}\n${text}`);
    return { status: answer.status, text };
  }
  interface Answer {
    readonly status: number;
    readonly text: string;
  }
  const admin = async (
    method: string,
    path: string,
    body?: unknown,
    isShown = false,
  ): Promise<Record<string, unknown>> => {
    const headers = { authorization: `Bearer ${running.adminToken}`, 'content-type': 'application/json' };
    const { status, text } = await send({ method, path, headers, body }, isShown);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  /** Its beginning is kept to be shown, so what is looked for is the rest. */
  const issued = (name: string, secret: unknown): string => {
    const text = String(secret);
    hunt.add(name, text.slice(-24, -4));
    return text;
  };

  it(
    `of ${REQUESTS} requests are found nowhere`,
    async () => {
      const outputs = [process.stdout, process.stderr].map((stream) =>
        jest.spyOn(stream, 'write').mockImplementation((chunk: unknown) => {
          hunt.look('output', String(chunk));
          return true;
        }),
      );
      await admin('PATCH', OKTA, { passwordSync: 'store', customFields: [], logReads: 'each' });
      await admin('POST', '/api/v1/tenants/default/extended-fields', {
        fieldId: 'cost',
        type: 'string',
        displayName: 'C',
      });
      await admin('PATCH', OKTA, { customFields: ['cost'] });
      await admin('PUT', `${OKTA}/body-capture`, { minutes: 60 });
      const credential = (type: string) => admin('POST', `${OKTA}/credentials`, { type, name: 'canary' }, true);
      const [bearer, basic, oauth] = [await credential('bearer'), await credential('basic'), await credential('oauth')];
      const rotated = await admin(
        'POST',
        `${OKTA}/credentials/${String(basic.id)}/rotate`,
        { overlapSeconds: 60 },
        true,
      );
      const token = issued('bearer token', bearer.token);
      issued('basic secret', basic.secret);
      issued('rotated secret', rotated.secret);
      issued('admin token', (await admin('POST', '/api/v1/admin-tokens', { name: 'canary' }, true)).token);
      const clientId = String(oauth.clientId);
      const grant = new URLSearchParams({
        ...{ grant_type: 'client_credentials', client_id: clientId },
        client_secret: issued('client secret', oauth.clientSecret),
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send(
        { method: 'POST', path: '/scim/default/okta/oauth/token', headers, body: grant.toString() },
        true,
      );
      const access = issued('access token', (JSON.parse(answer.text) as { access_token: string }).access_token);

      const created = await send({
        ...{ method: 'POST', path: '/scim/default/okta/v2/Users' },
        headers: { authorization: `Bearer ${access}`, 'content-type': 'application/scim+json' },
        body: { schemas: [USER, FIELDS], userName: 'canary@x.io', [FIELDS]: { cost: VISIBLE } },
      });
      expect(created.status).toBe(201);
      const userId = String((JSON.parse(created.text) as { id: string }).id);
      const target = { userId, userName: 'canary@x.io', token, adminToken: running.adminToken, clientId };
      let count = 0;
      const plant: Plant = (kind) => `${CANARY}-${(count += 1)}${kind === 'plain' ? '' : '"+/=\\ &é'}`;

      const statuses = new Map<string, Set<number>>();
      const source = requests(REQUESTS, plant, target);
      let sent = 0;
      const worker = async (): Promise<void> => {
        for (const [name, request] of source) {
          const { status } = await send(request);
          sent += 1;
          statuses.set(name, (statuses.get(name) ?? new Set()).add(status));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      expect([...statuses].filter(([, all]) => [...all].some((status) => status >= 500))).toEqual([]);
      expect(sent).toBeGreaterThanOrEqual(REQUESTS);

      for (const path of ['/docs', '/docs-json', '/docs/openapi.json', '/metrics', '/readyz', '/livez']) {
        await send({ method: 'GET', path });
      }
      await send({
        method: 'GET',
        path: '/api/v1/tenants/default/logs?limit=1000&sortOrder=DESCENDING',
        headers: {
          authorization: `Bearer ${running.adminToken}`,
        },
      });
      // The value of an extended field is no secret: it is where it belongs, so what is looked at is what is written.
      const path = `/api/v1/tenants/default/logs?q=${VISIBLE}`;
      const found = await send({ method: 'GET', path, headers: { authorization: `Bearer ${running.adminToken}` } });
      expect(found.text).toContain(VISIBLE);
      await running.app.get(EventBuffer).flush();
      const captures = await send({
        ...{ method: 'GET', path: `${OKTA}/body-captures?limit=50` },
        headers: { authorization: `Bearer ${running.adminToken}` },
      });
      expect(captures.text).toContain('"password":"***');
      await lookAtTables(hunt, running.database);
      if (url.kind === 'sqlite') lookAtFiles(hunt, url.file);
      for (const output of outputs) output.mockRestore();

      expect([...hunt.hits]).toEqual([]);
      const looked = [...hunt.looked.keys()];
      expect(looked).toEqual(
        expect.arrayContaining(['answers', 'process log', 'table log_event', 'table resource', 'table body_capture']),
      );
      if (url.kind === 'sqlite') expect(looked).toEqual(expect.arrayContaining(['file', 'file-wal']));
    },
    60_000 + REQUESTS * 100,
  );

  it('of the address of the database stay out of what is said when it cannot be opened', async () => {
    if (planted.kind === 'sqlite') return;
    const wrong = { ...planted, password: `${CANARY}-wrong` };
    const said: unknown = await openDatabase(wrong).catch((error: unknown) => error);
    const own = new CanaryHunt();
    own.look('message', String(said));
    createProcessLog(
      { logLevel: 'trace', logFormat: 'json' },
      { write: (line: string) => own.look('log', line) },
    ).error({ err: said }, 'x');
    expect([...own.looked.keys()]).toEqual(['message', 'log']);
    expect([...own.hits]).toEqual([]);
  });

  // Each of these leaks on purpose.
  it.each<[string, (own: CanaryHunt) => Promise<void> | void]>([
    [
      'process log',
      (own) =>
        createProcessLog(
          { logLevel: 'trace', logFormat: 'json' },
          { write: (line: string) => own.look('process log', line) },
        ).info({ path: CANARY }, 'request'),
    ],
    [
      'table log_event',
      async (own) => {
        const [tenant] = await running.database.read<{ pk: number }>('SELECT pk FROM tenant');
        const event = makeEvent(systemCall('canary'), { eventType: 'system.canary.leak', displayMessage: CANARY });
        running.app.get(EventBuffer).add(tenant?.pk ?? 0, event);
        await running.app.get(EventBuffer).flush();
        await lookAtTables(own, running.database);
      },
    ],
    [
      'table tenant',
      async (own) => {
        await running.database.withTransaction((tx) => tx.execute('UPDATE tenant SET display_name = ?', [CANARY]));
        await lookAtTables(own, running.database);
      },
    ],
  ])('that leak into the %s are found', async (sink, leak) => {
    const own = new CanaryHunt();
    await leak(own);
    expect([...own.hits.keys()].filter((hit) => hit.startsWith(`${sink}: `))).not.toEqual([]);
  });

  it('that leak into the file are found', () => {
    if (url.kind !== 'sqlite') return;
    const own = new CanaryHunt();
    lookAtFiles(own, url.file);
    expect([...own.hits.keys()].some((hit) => hit.startsWith('file'))).toBe(true);
  });
});

describe('a secret is found in every spelling', () => {
  it.each([...spellingsOf(`${CANARY}-secret`)].filter(([name]) => !name.startsWith('base64')))('%s', (_, text) => {
    const hunt = new CanaryHunt();
    hunt.look('x', `…${text}…`);
    expect(hunt.hits.size).toBeGreaterThan(0);
  });

  it.each([0, 1, 2, 3, 4, 5])('base64 behind %i bytes', (offset) => {
    for (const encoding of ['base64', 'base64url'] as const) {
      const hunt = new CanaryHunt();
      hunt.look('x', Buffer.from(`${'x'.repeat(offset)}${CANARY}-secret"/é`).toString(encoding));
      expect(hunt.hits.size).toBeGreaterThan(0);
    }
  });

  it('and nothing else is', () => {
    const hunt = new CanaryHunt();
    hunt.look('x', randomBytes(1_000_000).toString('base64'));
    hunt.look('x', 'Zq9Kx7V Zq9Kx7 q9Kx7Vw');
    expect([...hunt.hits]).toEqual([]);
  });
});
