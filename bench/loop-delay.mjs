import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const WAIT_MS = 10_000;

/** For `nodeOptions` of `startServer`. */
export const LOOP_DELAY_PROBE = ['--import', pathToFileURL(join(import.meta.dirname, 'loop-delay-probe.mjs')).href];

export const loopDelayFile = (folder, pid) => join(folder, `loop-delay-${pid}.json`);

/**
 * What a server with the probe saw since it was last asked, in ms: how late its loop was at p50, p99 and at most; in
 * garbage collection altogether and at once.
 * @param folder where the server runs
 */
export async function takeLoopDelay({ pid }, folder) {
  const file = loopDelayFile(folder, pid);
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (const deadline = Date.now() + WAIT_MS; !existsSync(file); await pause(5))
    if (Date.now() > deadline) throw new Error(`the server did not tell the delay of its loop in ${WAIT_MS} ms`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
