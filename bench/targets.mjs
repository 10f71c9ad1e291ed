import { join } from 'node:path';
import { answersReady, freePort, startProcess, stopProcess, waitUntilReady } from './child-process.mjs';

const ADMIN_TOKEN = 'bench-admin-token-0123456789abcdef0123456789';
const CREDENTIALS = '/api/v1/tenants/default/connectors/okta/credentials';
const FLOOR = join(import.meta.dirname, 'floor-server.mjs');

/**
 * Starts the built server as a user does: the default log level, its output to nowhere.
 * @param url DATABASE_URL
 * @param nodeOptions for a profile
 * @returns `{ port, pid, bootMs, token, stop }`; `token` is a bearer credential of the connector
 */
export async function startServer({ main, url, folder, nodeOptions = [] }) {
  const port = await freePort();
  const env = { PORT: String(port), DATABASE_URL: url, ADMIN_TOKEN };
  const started = await start([...nodeOptions, main], { port, env, folder, name: 'server' });
  return { ...started, token: await makeCredential(port) };
}

/** Starts the floor. @param sizes what it writes: see calibrate.mjs; @param delayMs makes every answer that late */
export async function startFloor({ url, folder, sizes, delayMs = 0 }) {
  const port = await freePort();
  const env = {
    PORT: String(port),
    FLOOR_DATABASE: url,
    FLOOR_SIZES: JSON.stringify(sizes),
    FLOOR_DELAY_MS: String(delayMs),
  };
  const started = await start([FLOOR], { port, env, folder, name: 'floor' });
  return { ...started, token: 'floor' };
}

async function start(args, { port, env, folder, name }) {
  const begun = performance.now();
  const started = startProcess(process.execPath, args, { env, cwd: folder, logFile: join(folder, `${name}.log`) });
  await waitUntilReady(started, () => answersReady(port));
  const bootMs = performance.now() - begun;
  return { port, pid: started.child.pid, bootMs, stop: () => stopProcess(started) };
}

async function makeCredential(port) {
  const response = await fetch(`http://127.0.0.1:${port}${CREDENTIALS}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'bearer', name: `bench ${Date.now()}` }),
  });
  if (response.status !== 201) throw new Error(`no credential: ${response.status} ${await response.text()}`);
  return (await response.json()).token;
}
