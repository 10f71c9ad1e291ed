import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ADMIN_TOKEN } from './app.js';

/** The server as it is started under a supervisor. */
export const builtMain = join(__dirname, '..', '..', 'dist', 'main.js');
const START_TIMEOUT_MS = 20_000;

/** The built program in a process of its own. */
export interface BuiltServer {
  readonly child: ChildProcess;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Everything it wrote so far. */
  output(): string;
  /** Sends the signal and waits for the end. @returns the exit code; null when it was killed */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The program as it is installed: `rollbook …`. */
export const builtCli = (...words: readonly string[]): readonly string[] => [
  join(__dirname, '..', '..', 'dist', 'cli.js'),
  ...words,
];

/** Starts dist/main.js without waiting; the environment is `variables` and PATH alone. */
export function spawnBuilt(
  folder: string,
  variables: Readonly<Record<string, string>>,
  program: readonly string[] = [builtMain],
): Omit<BuiltServer, 'url'> {
  if (!existsSync(builtMain)) throw new Error('dist/main.js is missing: run npm run build');
  const child = spawn(process.execPath, program, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    child,
    output: () => text,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
}

/** Starts dist/main.js and waits until it answers. Uses the test's admin token unless `variables` say otherwise. */
export async function startBuilt(
  folder: string,
  variables: Readonly<Record<string, string>> = {},
  program: readonly string[] = [builtMain],
): Promise<BuiltServer> {
  const port = variables.PORT ?? String(await freePort());
  const server = spawnBuilt(folder, { ADMIN_TOKEN, ...variables, PORT: port }, program);
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline;) {
    if (server.child.exitCode !== null) throw new Error(`the server ended: ${server.output()}`);
    const ready = await fetch(`${url}/readyz`).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ready) return { ...server, url };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await server.end('SIGKILL');
  throw new Error(`the server did not start: ${server.output()}`);
}

/** Makes a bearer credential of `default/okta`. */
export async function makeToken(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/tenants/default/connectors/okta/credentials`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'bearer', name: 'test' }),
  });
  if (answer.status !== 201) throw new Error(`no credential: ${await answer.text()}`);
  return ((await answer.json()) as { token: string }).token;
}

/** Changes settings of `default/okta`. */
export async function patchConnector(url: string, settings: object): Promise<void> {
  const answer = await fetch(`${url}/api/v1/tenants/default/connectors/okta`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  if (answer.status !== 200) throw new Error(`the connector was not changed: ${await answer.text()}`);
}
