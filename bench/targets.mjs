import { join } from 'node:path';
import { answersReady, freePort, startProcess, stopProcess, waitUntilReady } from './child-process.mjs';

const ADMIN_TOKEN = 'bench-admin-token-0123456789abcdef0123456789';
const CREDENTIALS = '/api/v1/tenants/default/connectors/okta/credentials';
const MEMBERS_FLOOR = join(import.meta.dirname, 'floor-members.mjs');
const FLOOR = join(import.meta.dirname, 'floor-server.mjs');

/**
 * Starts the built server as a user does: the default log level, its output to nowhere.
 * @param url DATABASE_URL
 * @param nodeOptions for a profile
 * @returns `{ port, pid, bootMs, token, stop }`; `token` is a bearer credential of the connector
 */
export async function startServer({ main, url, folder, nodeOptions = [] }) {
  const port = await freePort();
  // A server that is started again and again on one database makes a credential each time.
  const env = { PORT: String(port), DATABASE_URL: url, ADMIN_TOKEN, MAX_CREDENTIALS: '100' };
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

/** Starts the floor of many members on the server's own database. */
export async function startMembersFloor({ url, folder, groupPk }) {
  const port = await freePort();
  const env = { PORT: String(port), FLOOR_DATABASE: url, FLOOR_GROUP_PK: String(groupPk) };
  return { ...(await start([MEMBERS_FLOOR], { port, env, folder, name: 'floor' })), token: 'floor' };
}

async function start(args, { port, env, folder, name }) {
  const begun = performance.now();
  const started = startProcess(process.execPath, args, { env, cwd: folder, logFile: join(folder, `${name}.log`) });
  await waitUntilReady(started, () => answersReady(port));
  const bootMs = performance.now() - begun;
  return { port, pid: started.child.pid, bootMs, stop: () => stopProcess(started) };
}

async function makeCredential(port) {
  const body = { type: 'bearer', name: `bench ${Date.now()}` };
  return JSON.parse(await adminRequest({ port }, 'POST', CREDENTIALS, body, 201)).token;
}

/** @returns the text of the answer @throws Error for another status than the expected one */
export async function adminRequest({ port }, method, path, body, expected) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status !== expected) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text;
}
