import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogEvent } from '../../src/audit/log-event.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { DatabaseUrl } from '../../src/config/env.js';
import { type Database, openDatabase, type Transaction } from '../../src/persistence/database.js';
import { bootApp, type TestApp } from '../support/app.js';
import { type BuiltServer, makeToken, patchConnector, startBuilt } from '../support/built-server.js';
import { databaseVariable } from '../support/database-variable.js';
import { describeDatabases } from '../support/databases.js';
import { type CommitProxy, startCommitProxy } from './commit-proxy.js';
import { type Balance, balance } from './log-books.js';
import { inject, mysqlTroubles, sqliteTroubles, type Tally, tallyRestarts, type Trouble } from './log-faults.js';
import { type Directory, LogClient } from './log-operations.js';

/** `npm run test:log-faults` sets them to 100000 and 100; small by default. */
const OPERATIONS = Number(process.env.LOG_FAULT_OPS ?? 400);
const KILLS = Number(process.env.LOG_FAULT_KILLS ?? 2);
const CLIENTS = 8;
/** A sum of reads tells of no single call. */
const EACH = { logReads: 'each' };

type Append = (tx: Transaction, tenantPk: number, event: LogEvent) => Promise<void>;
/** For a control that goes beside the transaction. */
let current: Database | undefined;
/** What a negative control puts in the place of the functions that write the event of a change. */
let broken: ((real: Append) => Append) | undefined;
jest.mock('../../src/persistence/append-event', () => {
  type Appends = Readonly<Record<'appendEvent' | 'appendCallersEvent', Append>>;
  const { appendEvent, appendCallersEvent } = jest.requireActual<Appends>('../../src/persistence/append-event');
  const breakable =
    (real: Append): Append =>
    (...args) =>
      (broken?.(real) ?? real)(...args);
  return {
    ...jest.requireActual<object>('../../src/persistence/append-event'),
    ...{ appendEvent: breakable(appendEvent), appendCallersEvent: breakable(appendCallersEvent) },
  };
});

async function makeDirectory(url: string, token: string): Promise<Directory> {
  const post = async (path: string, body: object): Promise<string> => {
    const answer = await fetch(`${url}/scim/default/okta/v2${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token.replace('Bearer ', '')}`, 'content-type': 'application/scim+json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    return ((await answer.json()) as { id: string }).id;
  };
  const groups: string[] = [];
  const members: string[] = [];
  for (let i = 0; i < 3; i += 1)
    groups.push(
      await post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: `g${i}` }),
    );
  for (let i = 0; i < 16; i += 1)
    members.push(
      await post('/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `m.${i}@x.io` }),
    );
  return { url, token, groups, members };
}

async function runClients(clients: readonly LogClient[], directory: Directory, goesOn: () => boolean): Promise<void> {
  await Promise.all(
    clients.map(async (client) => {
      while (goesOn()) if (!(await client.step(directory))) return;
    }),
  );
}

const newClients = (name: string): readonly LogClient[] =>
  Array.from({ length: CLIENTS }, (_, i) => new LogClient(`${name}${i}`));

function report(title: string, { problems, ...figures }: Balance, more: object): void {
  process.stdout.write(
    `${title}: ${JSON.stringify({ ...more, ...figures, difference: figures.changes - figures.changeEvents, problems: problems.length })}\n`,
  );
}

describeDatabases('the log is complete', (database) => {
  afterEach(() => (broken = undefined));

  /** So many operations on the real application in this process, while its database is in trouble. */
  async function underFaults(
    operations: number,
    share = 0.01,
  ): Promise<{ books: Balance; tally: Tally; cut: CommitProxy['cut'] }> {
    const url = await database.freshUrl();
    const tally: Tally = new Map();
    let isCutting = false;
    const proxy = url.kind === 'mysql' ? await startCommitProxy(url, () => (isCutting ? 0.01 : 0)) : undefined;
    const through: DatabaseUrl =
      url.kind === 'mysql' && proxy !== undefined ? { ...url, host: '127.0.0.1', port: proxy.port } : url;
    const app: TestApp = await bootApp(through, {}, { lockWaitSeconds: 1, deadlineMs: 10_000 });
    current = app.database;
    const { token } = await app.scim();
    await app.admin('PATCH', '/tenants/default/connectors/okta', EACH);
    const directory = await makeDirectory(app.url, token);
    const troubles: readonly Trouble[] =
      url.kind === 'mysql' ? mysqlTroubles(url, directory, tally) : sqliteTroubles(app.database, url.file, tally);
    const clients = newClients('f');
    let left = operations;
    let isOver = false;
    inject(app.database, share, tally);
    isCutting = true;
    const inTrouble = Promise.all(troubles.map((trouble) => trouble(() => isOver)));
    await runClients(clients, directory, () => (left -= 1) >= 0);
    isOver = true;
    isCutting = false;
    await inTrouble;
    delete app.database.onStatement;
    tallyRestarts(app.database, tally);
    await app.close();
    await proxy?.close();
    const reopened = await openDatabase(url);
    const books = await balance(
      reopened,
      clients.flatMap(({ answered }) => answered),
    );
    await reopened.close();
    return { books, tally, cut: proxy?.cut ?? { before: 0, after: 0 } };
  }

  it(
    `${OPERATIONS} operations with faults of the database`,
    async () => {
      const { books, tally, cut } = await underFaults(OPERATIONS);
      report(`log under faults (${database.kind})`, books, {
        operations: OPERATIONS,
        ...Object.fromEntries(tally),
        cut,
      });
      expect(books.problems.slice(0, 10)).toEqual([]);
      expect(books.changeEvents).toBe(books.changes);
      if (database.kind === 'mysql') expect(tally.get('restarts: deadlock') ?? 0).toBeGreaterThan(0);
      // Only where a connection is lost while reading.
      if (database.kind === 'sqlite') expect([books.unconfirmed, books.unattributed]).toEqual([0, 0]);
      expect(books.unattributed).toBeLessThan(books.refused / 20);
      expect(books.changes).toBeGreaterThan(OPERATIONS / 8);
    },
    120_000 + OPERATIONS * 30,
  );

  it(
    `${KILLS} times SIGKILL`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rollbook-log-'));
      const url = await database.freshUrl();
      const variables = { DATABASE_URL: databaseVariable(url), LOG_LEVEL: 'error', MAX_FAILED_SIGN_INS: '10000' };
      let server: BuiltServer = await startBuilt(folder, variables);
      const token = (await makeToken(server.url)).replace('Bearer ', '');
      await patchConnector(server.url, EACH);
      const directory = await makeDirectory(server.url, token);
      const clients = newClients('k');
      const killed: number[] = [];
      const perCycle = Math.ceil(OPERATIONS / (KILLS + 1));
      try {
        for (let cycle = 0; cycle <= KILLS; cycle += 1) {
          let left = perCycle;
          const running = runClients(clients, { ...directory, url: server.url }, () => {
            left -= 1;
            // Killed in the middle of the work, not behind it.
            if (left === CLIENTS && cycle < KILLS) server.child.kill('SIGKILL');
            return left >= 0;
          });
          await running;
          if (cycle === KILLS) break;
          killed.push(Date.now());
          await server.end('SIGKILL');
          server = await startBuilt(folder, variables);
        }
        await server.end();
      } finally {
        await server.end('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
      const reopened = await openDatabase(url);
      const answered = clients.flatMap((client) => client.answered);
      const books = await balance(reopened, answered, killed);
      await reopened.close();
      const unanswered = clients.reduce((sum, client) => sum + client.unanswered, 0);
      report(`log under SIGKILL (${database.kind})`, books, {
        operations: answered.length + unanswered,
        kills: KILLS,
        unanswered,
      });
      expect(books.problems.slice(0, 10)).toEqual([]);
      expect(books.changeEvents).toBe(books.changes);
    },
    120_000 + KILLS * 15_000 + OPERATIONS * 30,
  );

  let appended = 0;
  it.each<[string, (real: Append) => Append]>([
    [
      'the event has a transaction of its own',
      (real) => async (_, tenantPk, event) => {
        setImmediate(() => void current?.withTransaction((tx) => real(tx, tenantPk, event)).catch(() => undefined));
      },
    ],
    [
      'one event of ten is left out',
      (real) =>
        async (...args) => {
          if ((appended += 1) % 10 !== 0) await real(...args);
        },
    ],
    [
      'the event is written twice',
      (real) => async (tx, tenantPk, event) => {
        await real(tx, tenantPk, event);
        await real(tx, tenantPk, { ...event, uuid: uuidv7() });
      },
    ],
  ])('the books show it when %s', async (_, breakIt) => {
    broken = (real) => breakIt(real);
    const { books } = await underFaults(120, 0.1);
    expect(books.problems.length).toBeGreaterThan(0);
  });
});
