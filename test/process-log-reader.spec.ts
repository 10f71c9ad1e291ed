import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ADMIN_TOKEN } from './support/app.js';
import { builtCli, freePort, startBuilt } from './support/built-server.js';

const MAIN = join(__dirname, '..', 'dist', 'main.js');
/** More lines than a pipe holds. */
const REQUESTS = 1_500;

const NO_READER = 'no reader';
const FULL_DISK = 'a full disk';

/** A start tells nobody where it serves, nor what its admin token is. */
describe.each([
  ['main.js', [MAIN]],
  ['rollbook serve', builtCli('serve')],
])('%s, started with no use for its output', (_, program) => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rollbook-reader-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const onFull: [string, string][] = existsSync('/dev/full') ? [[FULL_DISK, 'json']] : [];
  it.each<[string, string]>([[NO_READER, 'json'], [NO_READER, 'pretty'], ...onFull])(
    '%s (%s): serves all the same, and says where to get a token',
    async (stdout, format) => {
      const port = await freePort();
      const full = stdout === FULL_DISK ? openSync('/dev/full', 'r+') : undefined;
      const child = spawn(process.execPath, program, {
        ...{ cwd: folder, env: { PATH: process.env.PATH, PORT: String(port), LOG_FORMAT: format } },
        stdio: ['ignore', full ?? 'pipe', 'pipe'],
      });
      child.stdout?.destroy();
      if (full !== undefined) closeSync(full);
      let err = '';
      child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
      const ended = once(child, 'exit');
      try {
        while (child.exitCode === null && !err.includes('ADMIN_TOKEN')) await pause(20);
        expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
        child.kill('SIGTERM');
        expect(await ended).toEqual([0, null]);
        expect(err).toMatch(/^The admin token could not be shown: .*\n$/);
      } finally {
        child.kill('SIGKILL');
      }
      const again = await startBuilt(folder);
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
      const made = await fetch(`${again.url}/api/v1/admin-tokens`, {
        ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{"name":"again"}' },
      });
      await again.end();
      expect(made.status).toBe(201);
    },
    60_000,
  );
});

/** What reads the log of a server may be stuck or end before the server does. */
describe('the reader of the process log', () => {
  let folder: string;
  let child: ChildProcess;
  let url: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollbook-reader-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = spawn(process.execPath, [MAIN], {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: String(port), ADMIN_TOKEN: 'test-admin-token-0123456789abcdef0123456789' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    while ((await fetch(`${url}/readyz`).catch(() => undefined))?.status !== 200)
      await new Promise((resolve) => setTimeout(resolve, 20));
  });
  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(): Promise<void> {
    for (let n = 0; n < REQUESTS; n += 1) {
      const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(5_000) });
      await answer.text();
    }
  }

  async function end(): Promise<unknown> {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    return Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000, 'still there'))]);
  }

  it('is stuck: every request is answered, and the server stops', async () => {
    // Nobody asks for `data`, so it is never read.
    await ask();
    expect(await end()).toEqual([0, null]);
  }, 60_000);

  it('is gone: likewise', async () => {
    child.stdout?.destroy();
    await ask();
    expect(await end()).toEqual([0, null]);
  }, 60_000);

  it('goes while the server stops: it stops all the same', async () => {
    child.stdout?.destroy();
    expect(await end()).toEqual([0, null]);
  }, 60_000);
});
