import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogEvent } from '../../src/audit/log-event.js';
import { ADMIN_TOKEN } from '../support/app.js';
import { type BuiltServer, makeToken, startBuilt } from '../support/built-server.js';
import { databaseVariable } from '../support/database-variable.js';
import { describeDatabases } from '../support/databases.js';
import { startCli } from '../support/run-cli.js';
import { type Expectation, type Journal, newJournal, type Send, write } from './kill-writer.js';

/** `npm run test:kill` sets it to 50; small by default, so that the whole suite stays quick. */
const CYCLES = Number(process.env.KILL_CYCLES ?? 3);
const WRITERS = 16;

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

interface Client {
  readonly json: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;
  readonly send: Send;
}

function scimClient(server: BuiltServer, token: string): Client {
  const send: Send = async (method, path, body) => {
    const answer = await fetch(`${server.url}/scim/default/okta/v2${path}`, {
      method,
      headers: { authorization: token, ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  return { send, json: async (...call) => JSON.parse((await send(...call)).text) as Record<string, unknown> };
}

/**
 * The change events of the tenant's log, newest first: on MySQL the ascending order, made for polling, waits half a minute at
 * the gap that a killed transaction leaves in the positions.
 */
async function changeEvents(server: BuiltServer, since: string): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  let path: string | undefined = `/api/v1/tenants/default/logs?limit=1000&sortOrder=DESCENDING&since=${since}`;
  while (path !== undefined) {
    const answer: Response = await fetch(`${server.url}${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    const page = (await answer.json()) as LogEvent[];
    events.push(...page);
    const next = /<https?:\/\/[^/]+([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    path = page.length === 0 ? undefined : next;
  }
  return events.filter(({ changes }) => changes.length > 0);
}

async function stateOf(
  client: Client,
  journal: Journal,
): Promise<(Expectation & { id: string; version: number }) | undefined> {
  const filter = encodeURIComponent(`userName eq "${journal.userName}"`);
  const found = await client.json('GET', `/Users?filter=${filter}`);
  const [user] = found.Resources as Record<string, unknown>[];
  if (user === undefined) return undefined;
  const counter = Number(String(user.title).slice(1));
  // Nothing partial: every part of one PUT has the same counter, in the document and in the index.
  expect(user[ENTERPRISE]).toEqual({ department: `t${counter}` });
  expect(user.emails).toEqual([{ value: `${counter}.${journal.userName}`, type: 'work', primary: true }]);
  const indexed = await client.json(
    'GET',
    `/Users?filter=${encodeURIComponent(`emails.value eq "${counter}.${journal.userName}"`)}`,
  );
  expect(indexed.totalResults).toBe(1);
  const version = Number(/\d+/.exec(String((user.meta as { version: string }).version))?.[0]);
  return { id: String(user.id), counter, active: user.active === true, isMember: Array.isArray(user.groups), version };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const pick = ({ counter, active, isMember }: Expectation): Expectation => ({ counter, active, isMember });

describeDatabases(`SIGKILL under ${WRITERS} writers, ${CYCLES} times`, (database) => {
  let ended: () => Promise<unknown> = () => Promise.resolve();
  // A test that failed must not leave its server behind.
  afterEach(() => ended());

  it(
    'loses no acknowledged change, leaves none half done, and has one event for each',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rollbook-kill-'));
      const variables = { DATABASE_URL: databaseVariable(await database.url()), LOG_LEVEL: 'error' };
      let acknowledged = 0;
      let ambiguous = 0;
      let server = await startBuilt(folder, variables);
      ended = () => server.end();
      const token = await makeToken(server.url);
      const group = await scimClient(server, token).json('POST', '/Groups', {
        schemas: [GROUP],
        displayName: 'Killed',
      });
      const groupPath = `/Groups/${String(group.id)}`;

      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const since = new Date(Date.now() - 1_000).toISOString();
        const client = scimClient(server, token);
        const journals = Array.from({ length: WRITERS }, (_, i) => newJournal(`kill.${cycle}.${i}@x.io`));
        const writers = journals.map((journal) => write(journal, groupPath, client.send));
        // On a busy machine the first answers take their time, and nothing would be killed in the middle of anything.
        const patience = Date.now() + 10_000;
        const waiting = (): number => journals.filter(({ id }) => id === undefined).length;
        while (waiting() > WRITERS / 4 && Date.now() < patience) await pause(5);
        await pause(50 + Math.random() * 450);
        await server.end('SIGKILL');
        await Promise.all(writers);

        // What the log says is what is there, however the server ended; also before the next one has looked at it.
        const replayed = await startCli(['audit', 'replay'], variables, { cwd: folder }).done;
        expect(replayed).toMatchObject({ status: 0, out: expect.stringContaining('Equal, byte for byte') as string });

        server = await startBuilt(folder, variables);
        const after = scimClient(server, token);
        const events = await changeEvents(server, since);
        for (const journal of journals) {
          acknowledged += journal.acknowledgedChanges;
          const state = await stateOf(after, journal);
          const allowed = [journal.acknowledged, journal.pending].filter((one) => one !== undefined);
          if (state === undefined) {
            expect(journal.acknowledged).toBeUndefined();
            continue;
          }
          if (journal.pending !== undefined && JSON.stringify(pick(state)) === JSON.stringify(pick(journal.pending)))
            ambiguous += 1;
          expect(allowed.map(pick)).toContainEqual(pick(state));
          // One event for each version of the user: none missing, none of a change that was not committed.
          const own = events.filter(({ target }) => target[0]?.id === state.id);
          expect({ user: journal.userName, events: own.length }).toEqual({
            user: journal.userName,
            events: state.version,
          });
        }
      }
      expect(acknowledged).toBeGreaterThan(CYCLES * WRITERS);
      await server.end();
      rmSync(folder, { recursive: true, force: true });
      process.stdout.write(
        `kill test: ${CYCLES} cycles, ${acknowledged} acknowledged, 0 lost, ${ambiguous} committed without an answer\n`,
      );
    },
    60_000 + CYCLES * 15_000,
  );
});
