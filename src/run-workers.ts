import cluster, { type Worker } from 'node:cluster';
import type { ProcessLog } from './audit/process-log.js';
import type { Env } from './config/env.js';
import { createProcessLog } from './operations/process-log.js';

/** A worker that lived so long ended by an accident of its own, and is replaced at once. */
const STEADY_MS = 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Serves with several processes on one port and one database: this one hands each connection to the next worker, and answers nothing
 * itself. The first worker migrates and greets before the others start. One that dies is replaced, more slowly each time that
 * it dies young. A signal to this process drains all of them.
 * @returns the exit code, when the last worker has ended
 */
export async function runWorkers(env: Env, count: number): Promise<number> {
  const log = createProcessLog(env);
  // Left to the system, one idle worker would take nearly all connections of a client that opens a few.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const crew = new Crew(log, count);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => crew.stop());
  return crew.run();
}

class Crew {
  private readonly living = new Set<Worker>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private isStopping = false;
  private youngDeaths = 0;
  private failures = 0;
  private end: (code: number) => void = () => undefined;

  constructor(
    private readonly log: ProcessLog,
    private readonly count: number,
  ) {}

  run(): Promise<number> {
    const ended = new Promise<number>((resolve) => (this.end = resolve));
    this.start().once('listening', () => {
      for (let n = 1; n < this.count && !this.isStopping; n += 1) this.start();
    });
    return ended;
  }

  stop(): void {
    this.isStopping = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    for (const worker of this.living) worker.process.kill('SIGTERM');
    this.endIfEmpty();
  }

  private start(): Worker {
    const worker = cluster.fork();
    // Without it a process that cannot be made would end this one, and with it all that serve. `exit` follows.
    worker.on('error', (error) => this.log.error({ err: error }, 'a worker failed'));
    const startedMs = performance.now();
    let hasServed = false;
    worker.once('listening', () => {
      hasServed = true;
      this.log.info({ pid: worker.process.pid }, 'a worker serves');
    });
    this.living.add(worker);
    worker.once('exit', (code: number, signal: string | null) => {
      this.living.delete(worker);
      if (this.isStopping) {
        // One that was told to stop before it served ends by the signal itself.
        if (code !== 0 && (hasServed || signal !== 'SIGTERM')) this.failures += 1;
        return this.endIfEmpty();
      }
      // What it said on its way out is for the operator; with none that serves there is nothing to keep up.
      if (!hasServed && this.living.size === 0) return this.end(code || 1);
      this.youngDeaths = performance.now() - startedMs > STEADY_MS ? 0 : this.youngDeaths + 1;
      this.replaceAfter(pauseAfter(this.youngDeaths), { pid: worker.process.pid, code, signal });
    });
    return worker;
  }

  private replaceAfter(ms: number, ended: Readonly<Record<string, unknown>>): void {
    this.log.error({ ...ended, pauseMs: ms }, 'a worker ended; another one takes its place');
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.start();
    }, ms);
    this.timers.add(timer);
  }

  private endIfEmpty(): void {
    if (this.living.size === 0) this.end(this.failures === 0 ? 0 : 1);
  }
}

/** Doubles with each worker in a row that died young. */
function pauseAfter(youngDeaths: number): number {
  return youngDeaths === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (youngDeaths - 1));
}
