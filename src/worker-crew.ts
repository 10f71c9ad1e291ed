import type { Worker } from 'node:cluster';
import type { ProcessLog } from './audit/process-log.js';

/** A worker that lived so long ended by an accident of its own, and is replaced at once. */
const STEADY_MS = 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
/** Behind the 30 s that requests in flight are given and the writing of the log; before the 40 s of a supervisor. */
const KILLED_AFTER_MS = 35_000;

interface Life {
  readonly place: number;
  readonly startedMs: number;
  readonly hasServed: boolean;
}

/** As the system tells it: one of the two. Neither for one that never began. */
interface Death {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface CrewSettings {
  readonly log: ProcessLog;
  readonly count: number;
  readonly fork: () => Worker;
  readonly killedAfterMs?: number;
}

/** Keeps so many workers alive, until told to stop. */
export class WorkerCrew {
  private readonly living = new Map<Worker, Life>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private isStopping = false;
  private youngDeaths = 0;
  private failures = 0;
  private patience: NodeJS.Timeout | undefined;
  private end: (code: number) => void = () => undefined;

  constructor(private readonly settings: CrewSettings) {}

  /** Who has each place, from 1 on; nobody while one that died is not replaced. */
  get places(): ReadonlyMap<number, Worker | undefined> {
    const places = Array.from({ length: this.settings.count }, (_, index) => index + 1);
    const living = new Map([...this.living].map(([worker, { place }]) => [place, worker]));
    return new Map(places.map((place) => [place, living.get(place)]));
  }

  /** @returns the exit code, when the last worker has ended */
  run(): Promise<number> {
    const ended = new Promise<number>((resolve) => (this.end = resolve));
    this.start(1).once('listening', () => {
      for (let place = 2; place <= this.settings.count && !this.isStopping; place += 1) this.start(place);
    });
    return ended;
  }

  /** Lets each of them finish. One that hangs is killed, else whoever waits for this process would kill it, and leave that one behind. */
  stop(): void {
    this.isStopping = true;
    this.patience ??= setTimeout(() => this.kill(), this.settings.killedAfterMs ?? KILLED_AFTER_MS);
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    for (const worker of this.living.keys()) worker.process.kill('SIGTERM');
    this.endIfEmpty();
  }

  private kill(): void {
    for (const { process: hanging } of this.living.keys()) {
      this.settings.log.error({ pid: hanging.pid }, 'a worker did not stop and is killed');
      hanging.kill('SIGKILL');
    }
  }

  private start(place: number): Worker {
    const { log, fork } = this.settings;
    const worker = fork();
    const { pid } = worker.process;
    const life = { place, startedMs: performance.now(), hasServed: false };
    this.living.set(worker, life);
    // Without it a process that cannot be made would end this one, and with it all that serve.
    worker.on('error', (error) => {
      log.error({ err: error, pid }, 'a worker failed');
      // It never began, so there is no exit to come.
      if (pid === undefined) this.bury(worker, life, { code: null, signal: null });
    });
    worker.once('listening', () => {
      life.hasServed = true;
      log.info({ pid }, 'a worker serves');
    });
    worker.once('exit', (code: number | null, signal: string | null) => this.bury(worker, life, { code, signal }));
    return worker;
  }

  private bury(worker: Worker, { place, startedMs, hasServed }: Life, { code, signal }: Death): void {
    if (!this.living.delete(worker)) return;
    if (this.isStopping) {
      // One that was told to stop before it served ends by the signal itself.
      if (code !== 0 && (hasServed || signal !== 'SIGTERM')) this.failures += 1;
      return this.endIfEmpty();
    }
    // What it said on its way out is for the operator; with none that serves there is nothing to keep up.
    if (!hasServed && this.living.size === 0) return this.end(code || 1);
    this.youngDeaths = performance.now() - startedMs > STEADY_MS ? 0 : this.youngDeaths + 1;
    this.replaceAfter(pauseAfter(this.youngDeaths), place, { pid: worker.process.pid, code, signal });
  }

  private replaceAfter(ms: number, place: number, ended: Readonly<Record<string, unknown>>): void {
    this.settings.log.error({ ...ended, pauseMs: ms }, 'a worker ended; another one takes its place');
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.start(place);
    }, ms);
    this.timers.add(timer);
  }

  private endIfEmpty(): void {
    if (this.living.size > 0) return;
    clearTimeout(this.patience);
    this.end(this.failures === 0 ? 0 : 1);
  }
}

/** Doubles with each worker in a row that died young. */
function pauseAfter(youngDeaths: number): number {
  return youngDeaths === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (youngDeaths - 1));
}
