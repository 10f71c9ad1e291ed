import type fs from 'node:fs';
import { createRequire } from 'node:module';
import type os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type MessagePort, Worker } from 'node:worker_threads';
import type BetterSqlite3 from 'better-sqlite3';
import { StatementFailed } from './connection.js';
import { unavailable } from './database-errors.js';
import type { SqlValue } from './sql.js';

/** The thread finds no package by name: where it looks depends on the folder that the process was started in. */
const DRIVER = createRequire(import.meta.url).resolve('better-sqlite3');

const CLOSED = 'the database was closed';
const CLOSING_MS = 1_000;

interface Question {
  readonly number: number;
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

interface Answer {
  readonly number: number;
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  readonly failure?: { readonly message: string; readonly code?: string };
}

interface Asked {
  readonly question: Question;
  readonly resolve: (rows: unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A connection to the file on a thread of its own. SQLite answers on the thread that asks, so a statement that walks through a whole
 * directory would keep everybody waiting; here it keeps those alone who ask the same way, one after the other. The thread
 * begins with the first question, and where the system can tell threads apart (Linux) it gets a processor behind the one that answers.
 */
export class ScanThread {
  private readonly asked = new Map<number, Asked>();
  private worker: Worker | undefined;
  private last = 0;
  private isClosed = false;

  /**
   * @param cacheKib how much of the file its connection keeps in memory
   * @param driver where the module is that the thread opens the file with
   */
  constructor(
    private readonly file: string,
    private readonly cacheKib: number,
    private readonly driver = DRIVER,
  ) {}

  /** Rows that are committed. */
  ask<T>(sql: string, params: readonly SqlValue[]): Promise<T[]> {
    const question = { number: (this.last += 1), sql, params };
    return new Promise<T[]>((resolve, reject) => {
      if (this.isClosed) throw unavailable(new Error(CLOSED));
      const worker = (this.worker ??= this.begin());
      worker.postMessage(question);
      this.asked.set(question.number, { question, resolve: (rows) => resolve(rows as T[]), reject });
    });
  }

  /** Whoever still waits is told so. A statement that runs cannot be ended: the thread ends behind it, and nobody waits for long. */
  async close(): Promise<void> {
    this.isClosed = true;
    const { worker } = this;
    if (worker === undefined) return;
    this.giveUp(worker, new Error(CLOSED));
    await Promise.race([worker.terminate(), pause(CLOSING_MS, undefined, { ref: false })]);
  }

  private begin(): Worker {
    const workerData = { file: this.file, cacheKib: this.cacheKib, driver: this.driver };
    // Evaluated: where the sources run untranslated there is no file that a thread could load.
    const worker = newWorker(`(${serve.toString()})(require)`, workerData);
    worker.unref();
    worker.on('message', (answer: Answer) => this.take(answer));
    worker.on('messageerror', (error) => {
      this.giveUp(worker, error);
      void worker.terminate();
    });
    worker.on('error', (error) => this.giveUp(worker, error));
    worker.on('exit', () => this.giveUp(worker, new Error('the thread that scans has ended')));
    return worker;
  }

  private take({ number, rows, failure }: Answer): void {
    const asked = this.asked.get(number);
    this.asked.delete(number);
    if (rows !== undefined) asked?.resolve(rows.map(withBuffers));
    else asked?.reject(new StatementFailed(asked.question, Object.assign(new Error(failure?.message), failure)));
  }

  /** The next question begins another thread. */
  private giveUp(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const { reject } of this.asked.values()) reject(unavailable(error));
    this.asked.clear();
  }
}

/** @throws ScimError unavailable where the system gives no thread */
function newWorker(program: string, workerData: object): Worker {
  try {
    return new Worker(program, { eval: true, workerData });
  } catch (error) {
    throw unavailable(error);
  }
}

/** What is sent between threads arrives as plain bytes. */
function withBuffers(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(row);
  if (!entries.some(([, value]) => ArrayBuffer.isView(value))) return row;
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value,
    ]),
  );
}

/* istanbul ignore next: runs on the thread, from its text; so it names nothing from outside */
function serve(load: NodeJS.Require): void {
  const { parentPort, workerData } = load('node:worker_threads') as {
    readonly parentPort: MessagePort;
    readonly workerData: { readonly file: string; readonly cacheKib: number; readonly driver: string };
  };
  const { readlinkSync } = load('node:fs') as typeof fs;
  const { constants, getPriority, setPriority } = load('node:os') as typeof os;
  const Database = load(workerData.driver) as typeof BetterSqlite3;
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
    setPriority(thread, Math.min(PRIORITY_LOW, getPriority() + PRIORITY_BELOW_NORMAL));
  } catch {
    // No such system: then it is as good as the others.
  }
  let opened: BetterSqlite3.Database | undefined;
  const open = (): BetterSqlite3.Database => {
    // Never another file than the one that the others have open: there is none to be made here.
    opened = new Database(workerData.file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    opened.pragma(`cache_size = -${workerData.cacheKib}`);
    return opened;
  };
  const ofThread = (value: unknown): unknown => {
    if (typeof value === 'boolean') return Number(value);
    return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
  };
  parentPort.on('message', ({ number, sql, params }: Question) => {
    try {
      parentPort.postMessage({ number, rows: (opened ?? open()).prepare(sql).all(params.map(ofThread)) });
    } catch (error) {
      const { message, code } = error as { readonly message: string; readonly code?: string };
      parentPort.postMessage({ number, failure: { message, code } });
    }
  });
}
