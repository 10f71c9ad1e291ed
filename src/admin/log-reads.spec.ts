import type { Call } from '../audit/call.js';
import { EventBuffer } from '../audit/event-buffer.js';
import type { LogEvent } from '../audit/log-event.js';
import { type LogPage, LogStore } from '../audit/log-store.js';
import { FailureClock } from '../credentials/failure-clock.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { LogReads } from './log-reads.js';

const MINUTE_MS = 60_000;
const SCOPE = { tenantPk: 1, tenantSlug: 'acme' };

class KeepingStore extends LogStore {
  readonly events: LogEvent[] = [];
  override append(entries: readonly { readonly event: LogEvent }[]): Promise<void> {
    this.events.push(...entries.map(({ event }) => event));
    return Promise.resolve();
  }
  override query(): Promise<LogPage> {
    return Promise.resolve({ events: this.events });
  }
  override find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

class SetClock extends FailureClock {
  ms = 1_000_000;
  override nowMs(): number {
    return this.ms;
  }
}

const callOf = (token = 'k1', path = '/api/v1/tenants/acme/logs'): Call => ({
  ...{ id: 'r1', at: new Date(), startedMs: 0, method: 'GET', path, ipAddress: null, userAgent: null },
  actor: { id: token, type: 'AdminToken', alternateId: token, displayName: 'Console', detailEntry: null },
  recorded: false,
});

describe('LogReads', () => {
  let store: KeepingStore;
  let buffer: EventBuffer;
  let clock: SetClock;
  let reads: LogReads;
  beforeEach(() => {
    store = new KeepingStore();
    buffer = new EventBuffer(store, new MemoryLog());
    clock = new SetClock();
    reads = new LogReads(buffer, clock);
  });
  afterEach(() => reads.beforeApplicationShutdown());

  const counts = async (): Promise<readonly unknown[]> => {
    await buffer.flush();
    return store.events.map(({ debugContext }) => debugContext.debugData.count);
  };

  it('the first read has its event at once', async () => {
    reads.note(callOf(), SCOPE, 'the log');
    expect(await counts()).toEqual([1]);
    expect(store.events[0]).toMatchObject({
      eventType: 'system.log.read',
      displayMessage: 'The admin token Console read the log',
      actor: { id: 'k1' },
    });
  });

  it('who polls once a second for an hour has one event a minute, though each is read by the next poll', async () => {
    let seen = 0;
    for (let second = 0; second < 3_600; second += 1) {
      reads.note(callOf(), SCOPE, 'the log');
      await buffer.flush();
      seen = (await store.query()).events.length;
      clock.ms += 1_000;
    }
    reads.writeEnded();
    const all = await counts();
    expect(seen).toBeLessThanOrEqual(61);
    expect(all).toHaveLength(61);
    expect(all[0]).toBe(1);
    // Nothing is lost.
    expect(all.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(3_600);
    expect(store.events[1]?.displayMessage).toBe('The admin token Console read the log 59 times within a minute');
  });

  it('after a minute without a read there are no more events, and the next read has one at once', async () => {
    reads.note(callOf(), SCOPE, 'the log');
    for (let minute = 0; minute < 10; minute += 1) {
      clock.ms += MINUTE_MS;
      reads.writeEnded();
    }
    expect(await counts()).toEqual([1]);
    reads.note(callOf(), SCOPE, 'the log');
    expect(await counts()).toEqual([1, 1]);
  });

  it('tokens, tenants and paths are told apart', async () => {
    for (let time = 0; time < 3; time += 1) {
      reads.note(callOf(), SCOPE, 'the log');
      reads.note(callOf('k2'), SCOPE, 'the log');
      reads.note(callOf(), { ...SCOPE, tenantPk: 2 }, 'the log');
      reads.note(callOf('k1', '/api/v1/tenants/acme/users/1/history'), SCOPE, 'the history of a user');
    }
    expect(await counts()).toEqual([1, 1, 1, 1]);
    clock.ms += MINUTE_MS;
    reads.writeEnded();
    expect(await counts()).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it('who reads 100,000 histories within a minute neither fills the log nor the memory, and is counted', async () => {
    for (let user = 0; user < 100_000; user += 1)
      reads.note(callOf('k1', `/api/v1/tenants/acme/users/${user}/history`), SCOPE, 'the history of a user');
    clock.ms += MINUTE_MS;
    reads.writeEnded();
    const all = await counts();
    expect(all.length).toBeLessThanOrEqual(1_002);
    expect(all.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(100_000);
  });

  it('what was counted is written when the server stops', async () => {
    for (let time = 0; time < 5; time += 1) reads.note(callOf(), SCOPE, 'the log');
    reads.beforeApplicationShutdown();
    expect(await counts()).toEqual([1, 4]);
  });
});
