import { MemoryLog } from '../../test/support/memory-log.js';
import { testCall } from '../../test/support/test-call.js';
import { EventBuffer } from './event-buffer.js';
import type { LogEvent } from './log-event.js';
import { type LogPage, LogStore } from './log-store.js';
import { makeEvent } from './make-event.js';

const CAPACITY = 20_000;
const BATCH = 500;

class FailingStore extends LogStore {
  isFailing = false;
  attempts = 0;
  readonly written: { readonly tenantPk: number; readonly event: LogEvent }[] = [];

  override async append(entries: readonly { readonly tenantPk: number; readonly event: LogEvent }[]): Promise<void> {
    this.attempts += 1;
    if (this.isFailing) throw new Error('the log is not there');
    this.written.push(...entries);
  }
  override async query(): Promise<LogPage> {
    return { events: [] };
  }
  override async find(): Promise<undefined> {
    return undefined;
  }
}

const read = makeEvent(testCall(), { eventType: 'application.provision.user.import', displayMessage: 'x' });
const refusal = makeEvent(testCall(), {
  eventType: 'application.integration.general_failure',
  displayMessage: 'x',
  outcome: { result: 'FAILURE', reason: 'x' },
});

describe('events of reads and refusals', () => {
  let store: FailingStore;
  let log: MemoryLog;
  let buffer: EventBuffer;
  beforeEach(() => {
    store = new FailingStore();
    log = new MemoryLog();
    buffer = new EventBuffer(store, log);
  });

  it('wait while the log cannot be written, and are all there afterwards, each once', async () => {
    store.isFailing = true;
    for (let i = 0; i < 3 * BATCH; i += 1) buffer.add(1, read);
    await buffer.flush();
    store.isFailing = false;
    await buffer.flush();
    expect(store.written).toHaveLength(3 * BATCH);
  });

  it('are completed once, when they are written, and not before', async () => {
    let asked = 0;
    buffer.add(1, refusal, (event) => {
      asked += 1;
      return Promise.resolve({ ...event, displayMessage: 'because' });
    });
    await Promise.resolve();
    expect(asked).toBe(0);
    store.isFailing = true;
    await buffer.flush();
    store.isFailing = false;
    await buffer.flush();
    expect(asked).toBe(1);
    expect(store.written).toEqual([{ tenantPk: 1, event: { ...refusal, displayMessage: 'because' } }]);
  });

  it('are written as they are where one cannot be completed, and the next of the batch is not tried', async () => {
    let asked = 0;
    const complete = (): Promise<LogEvent> => {
      asked += 1;
      return Promise.reject(new Error('the database is not there'));
    };
    for (let i = 0; i < 3; i += 1) buffer.add(1, refusal, complete);
    await buffer.flush();
    expect(asked).toBe(1);
    expect(store.written.map(({ event }) => event)).toEqual([refusal, refusal, refusal]);
    expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('written without') as string }]);
  });

  it('are not tried again with each new one', async () => {
    store.isFailing = true;
    for (let i = 0; i < BATCH; i += 1) buffer.add(1, read);
    await buffer.flush();
    const { attempts } = store;
    for (let i = 0; i < 3 * BATCH; i += 1) {
      buffer.add(1, read);
      await Promise.resolve();
    }
    expect(store.attempts).toBe(attempts);
  });

  describe('of calls whose tenant cannot be told', () => {
    let isAway = true;
    beforeEach(() => (isAway = true));
    const assign = (): Promise<{ tenantPk: number; event: LogEvent }> =>
      isAway ? Promise.reject(new Error('the database is away')) : Promise.resolve({ tenantPk: 3, event: refusal });

    it('wait until it can, and hold up no others', async () => {
      buffer.addUnassigned(assign);
      buffer.addUnassigned(() => Promise.resolve(undefined));
      buffer.add(1, read);
      await buffer.flush();
      expect(store.written.map(({ tenantPk }) => tenantPk)).toEqual([1]);
      expect(buffer.figures()).toMatchObject({ pending: 2, failedWrites: 1 });
      isAway = false;
      await buffer.flush();
      expect(store.written.map(({ tenantPk }) => tenantPk)).toEqual([1, 3]);
      expect(buffer.figures()).toMatchObject({ pending: 0, dropped: 0 });
    });

    it('are tried again by themselves', async () => {
      jest.useFakeTimers();
      buffer.addUnassigned(assign);
      await jest.advanceTimersByTimeAsync(150);
      isAway = false;
      await jest.advanceTimersByTimeAsync(1_000);
      jest.useRealTimers();
      expect(store.written).toHaveLength(1);
    });

    it.each([
      ['said with their number when there is room again', false, { dropped: 3 }],
      ['among the lost ones of a stop', true, { lost: 2_003 }],
    ])('are dropped beyond a number of their own, and %s', async (_, isStop, fields) => {
      for (let i = 0; i < 2_003; i += 1) buffer.addUnassigned(assign);
      expect(buffer.figures()).toMatchObject({ pending: 2_000, dropped: 3 });
      isAway = isStop;
      await buffer.onApplicationShutdown();
      expect(store.written).toHaveLength(isStop ? 0 : 2_000);
      expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields });
    });
  });

  it('that a stop cannot write are said to be lost, with their number, and so are those that were dropped', async () => {
    store.isFailing = true;
    for (let i = 0; i < CAPACITY + 2; i += 1) buffer.add(1, read);
    await buffer.onApplicationShutdown();
    expect(log.lines.at(-1)).toEqual({
      level: 'error',
      fields: { lost: CAPACITY + 2 },
      message: expect.stringContaining('are lost') as string,
    });
  });

  it('that a stop could write are not said to be lost', async () => {
    buffer.add(1, read);
    await buffer.onApplicationShutdown();
    expect(store.written).toHaveLength(1);
    expect(log.lines).toEqual([]);
  });

  it.each<[string, number, readonly [number, LogEvent][], readonly object[]]>([
    ['none beyond the capacity', 0, [], []],
    [
      'some of several kinds and tenants',
      CAPACITY,
      [
        [1, refusal],
        [1, read],
        [2, refusal],
        [1, refusal],
      ],
      [
        {
          tenantPk: 1,
          count: 3,
          kinds: 'application.integration.general_failure FAILURE: 2, application.provision.user.import SUCCESS: 1',
        },
        { tenantPk: 2, count: 1, kinds: 'application.integration.general_failure FAILURE: 1' },
      ],
    ],
  ])('that were dropped leave one event for each tenant that says how many: %s', async (_, before, more, expected) => {
    store.isFailing = true;
    for (let i = 0; i < before; i += 1) buffer.add(1, read);
    await buffer.flush();
    for (const [tenantPk, event] of more) buffer.add(tenantPk, event);
    store.isFailing = false;
    await buffer.flush();
    // Said once.
    buffer.add(1, read);
    await buffer.flush();
    const lost = store.written.filter(({ event }) => event.eventType === 'system.log.events_lost');
    expect(lost.map(({ tenantPk, event }) => ({ tenantPk, ...event.debugContext.debugData }))).toMatchObject(expected);
    expect(lost).toHaveLength(expected.length);
    expect(store.written).toHaveLength(before + expected.length + 1);
  });
});
