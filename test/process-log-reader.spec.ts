import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './support/built-server.js';

const MAIN = join(__dirname, '..', 'dist', 'main.js');
/** More lines than a pipe holds. */
const REQUESTS = 1_500;

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
