import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Whatever ends the benchmark ends what it started, and nothing else. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Starts a process whose standard output goes nowhere and whose errors go to a file. */
export function startProcess(command, args, { env, cwd, logFile }) {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', log],
  });
  closeSync(log);
  running.add(child);
  child.on('exit', () => running.delete(child));
  child.on('error', () => running.delete(child));
  return { child, log: () => readFileSync(logFile, 'utf8').trim().split('\n').slice(-20).join('\n') };
}

/** Asks the process to end and waits. @throws Error when it had to be killed */
export async function stopProcess({ child }, graceMs = 60_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(timer);
  if (child.signalCode === 'SIGKILL') throw new Error(`process ${child.pid} did not stop within ${graceMs} ms`);
}

/** Resolves when `isReady` says so. @throws Error with the last lines of the process's log */
export async function waitUntilReady(started, isReady, { timeoutMs = 60_000, everyMs = 5 } = {}) {
  let failure;
  started.child.on('error', (error) => (failure = error));
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await pause(everyMs)) {
    if (failure !== undefined) throw failure;
    if (started.child.exitCode !== null) throw new Error(`the process ended while starting:\n${started.log()}`);
    if (await isReady()) return;
  }
  throw new Error(`the process was not ready in ${timeoutMs} ms:\n${started.log()}`);
}

/** True when `GET /readyz` answers 200. */
export function answersReady(port) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
