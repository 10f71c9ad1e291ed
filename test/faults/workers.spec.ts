import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN } from '../support/app.js';
import { type BuiltServer, builtCli, makeToken, spawnBuilt, startBuilt } from '../support/built-server.js';
import { databaseVariable } from '../support/database-variable.js';
import { describeMariaDb } from '../support/databases.js';
import { type Family, parseExposition, valueOf } from '../support/exposition.js';

const WORKERS = 2;
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('rollbook serve --workers', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'rollbook-workers-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['2', { DATABASE_URL: 'sqlite:x.sqlite' }, 1, /SQLite file belongs to one process.*DATABASE_URL/],
    ['0', {}, 2, /--workers 0.*Usage/s],
    ['65', {}, 2, /--workers 65/],
    ['-1', {}, 2, /Usage/],
    ['two', {}, 2, /Usage/],
    ['2 3', {}, 2, /Usage/],
  ])('%s with %j ends with %i and says why', async (text, variables, code, words) => {
    const server = spawnBuilt(folder, variables, builtCli('serve', '--workers', ...text.split(' ')));
    await once(server.child, 'exit');
    expect([server.child.exitCode, server.output()]).toEqual([code, expect.stringMatching(words)]);
  });
});

describeMariaDb('several workers', (database) => {
  let folder: string;
  let server: BuiltServer;
  let token: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollbook-workers-'));
    const variables = { DATABASE_URL: databaseVariable(await database.url()) };
    server = await startBuilt(folder, variables, builtCli('serve', `--workers=${WORKERS}`));
    await waitFor(() => servingOf(server) === WORKERS);
    token = await makeToken(server.url);
  }, 60_000);
  afterAll(async () => {
    await server.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** On a connection of its own, which any worker may be given. */
  const call = (path: string, { method = 'GET', bearer = token, body }: Call = {}): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', connection: 'close' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
  const USERS = '/scim/default/okta/v2/Users';
  const create = (userName: string) => call(USERS, { method: 'POST', body: { schemas: [CORE], userName } });

  it('migrate and greet once', () => {
    expect(server.output().match(/Rollbook is serving/g)).toHaveLength(1);
    expect(server.output().match(/Migrated the database: CreateDirectory/g)).toHaveLength(1);
  });

  it('take no credential any more a second after it was revoked', async () => {
    const credentials = '/api/v1/tenants/default/connectors/okta/credentials';
    const admin = { bearer: ADMIN_TOKEN };
    const made = await call(credentials, { ...admin, method: 'POST', body: { type: 'bearer', name: 'gone soon' } });
    const { id, token: bearer } = (await made.json()) as { id: string; token: string };
    const probes = async (): Promise<readonly number[]> =>
      Promise.all(Array.from({ length: 4 * WORKERS }, async () => (await call(USERS, { bearer })).status));
    expect(new Set(await probes())).toEqual(new Set([200]));
    expect((await call(`${credentials}/${id}`, { ...admin, method: 'DELETE' })).status).toBe(204);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(new Set(await probes())).toEqual(new Set([401]));
  });

  const scrape = async () => parseExposition(await (await call('/metrics', { bearer: ADMIN_TOKEN })).text());
  const upOf = (families: ReadonlyMap<string, Family>, worker: string): number | undefined =>
    valueOf(families, 'rollbook_metric_source_up', { worker, source: 'worker' });
  const PLACES = Array.from({ length: WORKERS }, (_, index) => String(index + 1));

  it('show the metrics of all of them, whichever is scraped', async () => {
    const CALLS = 6 * WORKERS;
    const counted = async (): Promise<readonly number[]> => {
      const families = await scrape();
      return PLACES.map(
        (worker) => valueOf(families, 'rollbook_http_requests_total', { worker, surface: 'scim', status: '200' }) ?? 0,
      );
    };
    const before = await counted();
    for (let n = 0; n < CALLS; n += 1) expect((await call(USERS)).status).toBe(200);
    const scrapes = [await counted(), await counted(), await counted()];
    for (const after of scrapes) {
      const grown = after.map((count, index) => count - (before[index] ?? 0));
      expect(grown.reduce((sum, count) => sum + count)).toBe(CALLS);
      expect(Math.min(...grown)).toBeGreaterThan(0);
    }
    const families = await scrape();
    for (const worker of PLACES) {
      expect(upOf(families, worker)).toBe(1);
      expect(valueOf(families, 'rollbook_ready', { worker })).toBe(1);
      expect(valueOf(families, 'process_resident_memory_bytes', { worker })).toBeGreaterThan(10_000_000);
    }
  });

  it('do not wait for the metrics of one that hangs, and tell which', async () => {
    const hanging = workersOf(server).at(-1);
    process.kill(Number(hanging), 'SIGSTOP');
    try {
      // Each connection goes to the next worker; the one that hangs answers none.
      const families = await Promise.any(PLACES.map(() => scrape()));
      const up = PLACES.map((worker) => upOf(families, worker));
      expect(up.toSorted()).toEqual([0, ...Array<number>(WORKERS - 1).fill(1)]);
    } finally {
      process.kill(Number(hanging), 'SIGCONT');
    }
    await waitUntilUp();
  }, 60_000);

  async function waitUntilUp(): Promise<void> {
    const isUp = async (): Promise<boolean> => {
      const families = await scrape();
      return PLACES.every((worker) => upOf(families, worker) === 1);
    };
    for (const deadline = Date.now() + 20_000; !(await isUp());)
      if (Date.now() > deadline) throw new Error('it does not come back');
  }

  it('lose no acknowledged write when one of them is killed, and another takes its place', async () => {
    const [victim] = workersOf(server);
    const acknowledged: string[] = [];
    const failures: (string | number)[] = [];
    let isOver = false;
    const write = async (writer: number): Promise<void> => {
      for (let n = 0; !isOver && n < 400; n += 1) {
        const userName = `w${writer}.${n}`;
        const status = await create(userName).then(
          ({ status }) => status,
          (error: Error) => String((error.cause as Error | undefined)?.message ?? error),
        );
        if (status === 201) acknowledged.push(userName);
        else failures.push(status);
      }
    };
    const writers = Promise.all([1, 2, 3, 4].map(write));
    await waitFor(() => acknowledged.length > 20);
    process.kill(Number(victim), 'SIGKILL');
    await waitFor(() => servingOf(server) === WORKERS + 1);
    expect(workersOf(server)).not.toContain(victim);
    isOver = true;
    await writers;
    // What it was answering, what was on its way to it, and nothing that came later.
    expect(failures.filter((failure) => typeof failure === 'number')).toEqual([]);
    expect(failures.length).toBeLessThanOrEqual(8);
    for (const userName of acknowledged) {
      const answer = await call(`${USERS}?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
      expect(await answer.json()).toMatchObject({ totalResults: 1 });
    }
    const all = (await (await call(`${USERS}?count=0`)).json()) as { totalResults: number };
    expect(all.totalResults).toBeGreaterThanOrEqual(acknowledged.length);
    expect(server.output()).toContain('a worker ended');
    // The metrics of the new one have the place of the old one.
    await waitUntilUp();
  }, 60_000);

  it('end together, in good order, with what they were doing', async () => {
    // A call is answered, or it came too late to be let in; nothing that was begun is broken off.
    const outcome = (n: number): Promise<unknown> =>
      create(`last${n}`).then(
        ({ status }) => status,
        (error: Error) => (error.cause as { readonly code?: string } | undefined)?.code,
      );
    const busy = Promise.all(Array.from({ length: 40 }, (_, n) => outcome(n)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const ended = server.end('SIGTERM');
    const outcomes = await busy;
    expect(outcomes).toContain(201);
    expect(outcomes.filter((one) => one !== 201 && one !== 'ECONNREFUSED')).toEqual([]);
    expect(await ended).toBe(0);
    expect(workersOf(server)).toEqual([]);
  }, 60_000);
});

describeMariaDb('a worker that hangs', (database) => {
  it('is killed before whoever stops the server loses patience', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollbook-workers-'));
    const variables = { DATABASE_URL: databaseVariable(await database.url()) };
    const server = await startBuilt(folder, variables, builtCli('serve', `--workers=${WORKERS}`));
    try {
      await waitFor(() => servingOf(server) === WORKERS);
      const [hanging, other] = workersOf(server);
      process.kill(Number(hanging), 'SIGSTOP');
      const startedMs = Date.now();
      const ended = server.end('SIGTERM');
      await waitFor(() => !workersOf(server).includes(other ?? ''));
      expect(workersOf(server)).toEqual([hanging]);
      expect(await ended).toBe(1);
      expect(Date.now() - startedMs).toBeGreaterThan(30_000);
      expect(Date.now() - startedMs).toBeLessThan(40_000);
      expect(server.output()).toMatch(new RegExp(`"pid":${hanging},[^\n]*"a worker did not stop and is killed"`));
    } finally {
      await server.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  }, 90_000);
});

interface Call {
  readonly method?: string;
  readonly bearer?: string;
  readonly body?: unknown;
}

const servingOf = (server: BuiltServer): number => server.output().match(/"a worker serves"/g)?.length ?? 0;

function workersOf({ child: { pid } }: BuiltServer): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter((text) => text !== '');
  } catch {
    return [];
  }
}

async function waitFor(isSo: () => boolean, ms = 20_000): Promise<void> {
  for (const deadline = Date.now() + ms; !isSo(); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > deadline) throw new Error('it did not come about');
}
