import { type ChildProcess, spawn } from 'node:child_process';
import type { Worker } from 'node:cluster';
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { MemoryLog } from '../test/support/memory-log.js';
import { WorkerCrew } from './worker-crew.js';

const GOOD = 'process.on("SIGTERM", () => process.exit(0)); setInterval(() => undefined, 1000); console.log("serves")';
const HANGING = 'process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000); console.log("serves")';
const KILLED = 'a worker did not stop and is killed';

/** A process as `cluster` has it, without a channel: it serves as soon as it says something. */
class FakeWorker extends EventEmitter {
  readonly process: ChildProcess;

  /** @param code none: a process that cannot be made */
  constructor(code?: string) {
    super();
    this.process = spawn(code === undefined ? '/no/such/program' : process.execPath, ['-e', code ?? '']);
    this.process.on('error', (error) => this.emit('error', error));
    this.process.on('exit', (exitCode, signal) => this.emit('exit', exitCode, signal));
    this.process.stdout?.once('data', () => this.emit('listening'));
  }
}

let made: FakeWorker[] = [];
beforeEach(() => (made = []));
afterEach(() => made.forEach(({ process: { pid } }) => pid !== undefined && killIfThere(pid)));

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** A crew of those processes, one after the other; the last kind goes on. */
function crewOf(count: number, codes: readonly (string | undefined)[], killedAfterMs = 300) {
  const log = new MemoryLog();
  const fork = (): Worker => {
    const worker = new FakeWorker(codes[Math.min(made.length, codes.length - 1)]);
    made.push(worker);
    return worker as unknown as Worker;
  };
  const crew = new WorkerCrew({ log, count, fork, killedAfterMs });
  const messages = (): readonly string[] => log.lines.map(({ message }) => message);
  const serving = (): number => messages().filter((message) => message === 'a worker serves').length;
  return { crew, log, messages, serving };
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds(); await pause(10))
    if (Date.now() > end) throw new Error('it never came to be');
}

it('lets all of them finish, and kills nobody', async () => {
  const { crew, messages, serving } = crewOf(3, [GOOD]);
  const ended = crew.run();
  await until(() => serving() === 3);
  crew.stop();
  expect(await ended).toBe(0);
  await pause(500);
  expect(messages()).not.toContain(KILLED);
});

it('kills the one that hangs, says which, and ends with 1', async () => {
  const { crew, log, serving } = crewOf(2, [GOOD, HANGING]);
  const ended = crew.run();
  await until(() => serving() === 2);
  const startedMs = performance.now();
  crew.stop();
  // A supervisor may send its signal again; the time goes on from the first.
  const again = setInterval(() => crew.stop(), 100);
  expect(await ended).toBe(1);
  clearInterval(again);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(300);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  const hanging = made[1]?.process;
  expect(hanging?.signalCode).toBe('SIGKILL');
  expect(log.lines).toContainEqual({ level: 'error', fields: { pid: hanging?.pid }, message: KILLED });
  expect(log.lines.filter(({ message }) => message === KILLED)).toHaveLength(1);
});

it('a second signal does not give it more time', async () => {
  const { crew, serving } = crewOf(1, [HANGING], 3_000);
  const ended = crew.run();
  await until(() => serving() === 1);
  crew.stop();
  await pause(2_000);
  const startedMs = performance.now();
  crew.stop();
  await ended;
  expect(performance.now() - startedMs).toBeLessThan(2_900);
});

describe('a process that cannot be made', () => {
  it('is tried again, while the others serve', async () => {
    const { crew, messages, serving } = crewOf(2, [GOOD, undefined, GOOD]);
    const ended = crew.run();
    await until(() => serving() === 2);
    expect(made).toHaveLength(3);
    expect(messages()).toContain('a worker failed');
    expect(messages()).toContain('a worker ended; another one takes its place');
    crew.stop();
    expect(await ended).toBe(0);
  });

  it('is nothing that is waited for at the end', async () => {
    const { crew, messages, serving } = crewOf(2, [GOOD, undefined]);
    const ended = crew.run();
    await until(() => serving() === 1 && messages().includes('a worker failed'));
    crew.stop();
    expect(await ended).toBe(0);
    expect(messages()).not.toContain(KILLED);
  });

  it('ends it all when it is the first', async () => {
    const { crew, messages } = crewOf(2, [undefined]);
    expect(await crew.run()).toBe(1);
    expect(messages()).toEqual(['a worker failed']);
  });
});

it('one that dies before any serves ends it with what it said', async () => {
  expect(await crewOf(2, ['process.exit(7)']).crew.run()).toBe(7);
});

it('one that is killed is replaced, and its place is kept for the next', async () => {
  const { crew, serving } = crewOf(2, [GOOD]);
  const ended = crew.run();
  await until(() => serving() === 2);
  const [first, second] = made;
  expect([...crew.places]).toEqual([
    [1, first],
    [2, second],
  ]);
  first?.process.kill('SIGKILL');
  if (first !== undefined) await once(first, 'exit');
  expect([...crew.places]).toEqual([
    [1, undefined],
    [2, second],
  ]);
  await until(() => serving() === 3);
  expect([...crew.places]).toEqual([
    [1, made[2]],
    [2, second],
  ]);
  crew.stop();
  expect(await ended).toBe(0);
});
