import cluster from 'node:cluster';
import type { Env } from './config/env.js';
import { CREW_ENVIRONMENT } from './operations/crew-message.js';
import { createProcessLog } from './operations/process-log.js';
import { PageGatherer } from './page-gatherer.js';
import { WorkerCrew } from './worker-crew.js';

/**
 * Serves with several processes on one port and one database: this one hands each connection to the next worker, answers nothing
 * itself, and gathers the metrics of all for the one that is scraped. The first worker migrates and greets before the others
 * start. One that dies is replaced, more slowly each time that it dies young. A signal to this process drains all of them; one that hangs then is killed.
 * @returns the exit code, when the last worker has ended
 */
export async function runWorkers(env: Env, count: number): Promise<number> {
  // Left to the system, one idle worker would take nearly all connections of a client that opens a few.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const log = createProcessLog(env);
  const crew = new WorkerCrew({ log, count, fork: () => cluster.fork(CREW_ENVIRONMENT) });
  const gatherer = new PageGatherer(() => crew.places, log);
  cluster.on('message', (worker, message) => gatherer.hear(worker, message));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => crew.stop());
  return crew.run();
}
