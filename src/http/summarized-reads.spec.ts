import { MemoryLog } from '../../test/support/memory-log.js';
import { Memory, MemoryLogStore } from '../../test/support/memory-stores.js';
import { testCall } from '../../test/support/test-call.js';
import type { Call, CallScope } from '../audit/call.js';
import { EventBuffer } from '../audit/event-buffer.js';
import { FailureClock } from '../credentials/failure-clock.js';
import type { LogReads } from '../tenancy/connector-settings.js';
import { OWN_EVENTS, SummarizedReads } from './summarized-reads.js';

class SetClock extends FailureClock {
  ms = 29_400_000 * 60_000;
  override nowMs(): number {
    return this.ms;
  }
}

const scopeOf = (pk: number, tenantPk = 1, logReads: LogReads = 'summarized'): CallScope => ({
  ...{ tenantPk, tenantSlug: 'acme' },
  connector: { pk, id: `id-${pk}`, slug: `c${pk}`, displayName: `C ${pk}`, logReads },
});
const actorOf = (id: string): NonNullable<Call['actor']> => ({
  ...{ id, type: 'PublicClientApp', alternateId: id, displayName: id, detailEntry: null },
});
const LOOK_UP = 'application.provision.user.verify_exists';

let clock: SetClock;
let memory: Memory;
let buffer: EventBuffer;
let reads: SummarizedReads;
beforeEach(() => {
  clock = new SetClock();
  memory = new Memory();
  buffer = new EventBuffer(new MemoryLogStore(memory), new MemoryLog());
  reads = new SummarizedReads(buffer, clock);
});
// Ends the timers.
afterEach(() => reads.beforeApplicationShutdown());

interface LookUp {
  readonly connector?: number;
  readonly tenant?: number;
  readonly actor?: string;
  readonly found?: number;
  readonly eventType?: string;
  readonly logReads?: LogReads;
}

function lookUp(about: LookUp = {}): boolean {
  const { connector = 1, tenant = 1, actor = 'a', found = 1, eventType = LOOK_UP, logReads } = about;
  const operation = { eventType, success: 's', failure: 'f', read: { done: 'looked up users', found } };
  return reads.take({ ...testCall(), actor: actorOf(actor), operation }, scopeOf(connector, tenant, logReads));
}

async function written(): Promise<readonly object[]> {
  await buffer.flush();
  return memory.events.map(({ tenantPk, event }) => ({
    ...{ tenantPk, type: event.eventType, says: event.displayMessage, actor: event.actor.id },
    ...event.debugContext.debugData,
  }));
}

it('those of a minute have one event, with their number, their times and what they found', async () => {
  for (let i = 0; i < 1_500; i += 1) {
    expect(lookUp({ found: i % 2 })).toBe(true);
    clock.ms += 10;
  }
  expect(await written()).toEqual([]);
  clock.ms += 60_000;
  reads.writeEnded();
  expect(await written()).toMatchObject([
    {
      ...{ tenantPk: 1, type: LOOK_UP, actor: 'a', appname: 'c1', count: 1_500, found: 750, durationMs: null },
      says: 'C 1 looked up users 1,500 times within a minute: 750 found',
      firstAt: new Date(29_400_000 * 60_000).toISOString(),
      lastAt: new Date(29_400_000 * 60_000 + 14_990).toISOString(),
    },
  ]);
});

it.each([
  ['tenants', { tenant: 2 }],
  ['connectors', { connector: 2 }],
  ['credentials', { actor: 'b' }],
  ['event types', { eventType: 'application.provision.user.import' }],
])('other %s have their own', async (_, other) => {
  lookUp();
  lookUp(other);
  lookUp();
  reads.beforeApplicationShutdown();
  expect(await written()).toMatchObject([{ count: 2 }, { count: 1 }]);
});

it('a new minute begins a new one', async () => {
  lookUp();
  clock.ms += 60_000;
  lookUp();
  expect(await written()).toMatchObject([{ count: 1, says: 'C 1 looked up users once within a minute: 1 found' }]);
});

describe('where a connector says auto', () => {
  const many = (number: number, more: LookUp = {}): readonly boolean[] =>
    Array.from({ length: number }, () => lookUp({ logReads: 'auto', ...more }));

  it('what a minute has beyond what a person would read shares an event', async () => {
    expect(many(OWN_EVENTS)).not.toContain(true);
    clock.ms += 1_000;
    expect(many(40)).not.toContain(false);
    clock.ms += 60_000;
    expect(many(1)).toEqual([false]);
    expect(await written()).toMatchObject([
      {
        ...{ count: 40, found: 40, firstAt: new Date(29_400_000 * 60_000 + 1_000).toISOString() },
        says: 'C 1 looked up users 40 more times within a minute: 40 found',
      },
    ]);
  });

  it('few leave no sum', async () => {
    many(OWN_EVENTS);
    clock.ms += 60_000;
    reads.writeEnded();
    expect(await written()).toEqual([]);
  });

  it('one more is told as one', async () => {
    many(OWN_EVENTS + 1);
    reads.beforeApplicationShutdown();
    expect(await written()).toMatchObject([{ says: 'C 1 looked up users once more within a minute: 1 found' }]);
  });

  it('others of the same minute are counted for themselves', () => {
    many(OWN_EVENTS + 1);
    expect(many(OWN_EVENTS, { actor: 'b' })).not.toContain(true);
    expect(many(OWN_EVENTS, { eventType: 'application.provision.user.import' })).not.toContain(true);
  });
});

it('where a connector says each, none is counted', () => {
  for (let i = 0; i < 2 * OWN_EVENTS; i += 1) expect(lookUp({ logReads: 'each' })).toBe(false);
});

it('discovery, which has no words, counts too', async () => {
  reads.take({ ...testCall(), method: 'GET' }, scopeOf(1));
  reads.beforeApplicationShutdown();
  expect(await written()).toMatchObject([{ type: 'application.provision.integration.call_api', count: 1 }]);
});

const operation = { eventType: 'application.provision.user.push_profile', success: 's', failure: 'f' };
it.each<[string, Call, CallScope]>([
  ['a change that changed nothing', { ...testCall(), method: 'PUT', operation }, scopeOf(1)],
  ['a write that nobody named', { ...testCall(), method: 'POST' }, scopeOf(1)],
  ['what came through no connector', { ...testCall(), method: 'GET' }, { tenantPk: 1, tenantSlug: 'acme' }],
])('%s is none', async (_, call, scope) => {
  expect(reads.take(call, scope)).toBe(false);
  reads.beforeApplicationShutdown();
  expect(await written()).toEqual([]);
});

it('what ends while the server stops has an event of its own', () => {
  reads.beforeApplicationShutdown();
  expect(lookUp()).toBe(false);
});

it('sums are bounded', () => {
  for (let i = 0; i < 10_000; i += 1) expect(lookUp({ connector: i })).toBe(true);
  expect(lookUp({ connector: 10_000 })).toBe(false);
  expect(lookUp({ connector: 1 })).toBe(true);
});
