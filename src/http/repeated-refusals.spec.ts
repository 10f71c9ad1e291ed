import { MemoryLog } from '../../test/support/memory-log.js';
import { Memory, MemoryLogStore } from '../../test/support/memory-stores.js';
import { testCall } from '../../test/support/test-call.js';
import type { CallScope } from '../audit/call.js';
import { EventBuffer } from '../audit/event-buffer.js';
import { FailureClock } from '../credentials/failure-clock.js';
import { SignInLimit } from '../credentials/sign-in-limit.js';
import { RepeatedRefusals } from './repeated-refusals.js';

const LIMIT = 3;

class SetClock extends FailureClock {
  ms = 29_400_000 * 60_000;
  override nowMs(): number {
    return this.ms;
  }
}

const scopeOf = (pk: number): CallScope => ({
  ...{ tenantPk: 1, tenantSlug: 'acme', connector: { pk, id: `id-${pk}`, slug: `c${pk}`, displayName: `C ${pk}` } },
});

let clock: SetClock;
let memory: Memory;
let buffer: EventBuffer;
let refusals: RepeatedRefusals;
beforeEach(() => {
  clock = new SetClock();
  memory = new Memory();
  buffer = new EventBuffer(new MemoryLogStore(memory), new MemoryLog());
  refusals = new RepeatedRefusals(buffer, new SignInLimit(LIMIT), clock);
});
// Ends the timers.
afterEach(() => refusals.beforeApplicationShutdown());

const refuse = (ipAddress: string | null, { connector = 1, status = 401 } = {}): boolean =>
  refusals.isAlone({ ...testCall(), ipAddress }, scopeOf(connector), status);
const alone = (answers: readonly boolean[]): number => answers.filter((one) => one).length;
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

async function written(): Promise<readonly object[]> {
  await buffer.flush();
  return memory.events.map(({ tenantPk, event }) => ({
    tenantPk,
    type: event.eventType,
    ...event.debugContext.debugData,
    ip: event.client.ipAddress,
  }));
}

it('the first have their own events, the others of the minute one with their number', async () => {
  expect(alone(times(50, () => refuse('192.0.2.1')))).toBe(LIMIT);
  expect(await written()).toEqual([]);
  clock.ms += 60_000;
  refusals.writeEnded();
  expect(await written()).toMatchObject([
    { tenantPk: 1, count: 47, statuses: '401: 47', appname: 'c1', ip: '192.0.2.1', durationMs: null },
  ]);
  expect(await written()).toMatchObject([{ type: 'application.integration.authentication_failure' }]);
});

it('the one event names nobody, whosever credential the first of them showed', async () => {
  const actor = {
    id: 'c',
    type: 'PublicClientApp',
    alternateId: 'okta',
    displayName: 'Okta',
    detailEntry: null,
  } as const;
  for (let n = 0; n <= LIMIT; n += 1)
    refusals.isAlone({ ...testCall(), ipAddress: '192.0.2.1', actor, failedSignIn: true }, scopeOf(1), 401);
  refusals.beforeApplicationShutdown();
  await buffer.flush();
  expect(memory.events.map(({ event }) => event.actor.type)).toEqual(['Anonymous']);
});

it.each<[string, readonly number[], string]>([
  ['wrong credentials', [401, 429, 401], 'application.integration.authentication_failure'],
  ['unknown paths', [404, 404], 'application.integration.general_failure'],
  ['both', [401, 404, 405], 'application.integration.general_failure'],
])('%s make one event', async (_, statuses, type) => {
  times(LIMIT, () => refuse('192.0.2.1'));
  for (const status of statuses) refuse('192.0.2.1', { status });
  refusals.beforeApplicationShutdown();
  expect(await written()).toMatchObject([{ count: statuses.length, type }]);
});

it.each<[string, readonly (string | null)[]]>([
  ['one address', times(9, () => '192.0.2.1')],
  ['one /64', times(9, (i) => `2001:db8::${i}`)],
  ['no address', times(9, () => null)],
])('%s is one network', (_, addresses) => expect(alone(addresses.map((one) => refuse(one)))).toBe(LIMIT));

it('networks, connectors and minutes are told apart', () => {
  expect(alone(times(9, (i) => refuse(`192.0.2.${i}`)))).toBe(9);
  expect(alone(times(9, (i) => refuse('198.51.100.1', { connector: i })))).toBe(9);
  expect(
    alone(
      times(9, () => {
        clock.ms += 60_000;
        return refuse('198.51.100.2');
      }),
    ),
  ).toBe(9);
});

it('below the limit nothing is written later', async () => {
  times(LIMIT, () => refuse('192.0.2.1'));
  clock.ms += 60_000;
  refusals.writeEnded();
  expect(await written()).toEqual([]);
});

it('every refusal is in exactly one event, also those of 5,000 networks', async () => {
  const own = alone(times(20_000, (i) => refuse(`10.0.${(i % 5_000) >> 8}.${(i % 5_000) & 255}`)));
  refusals.beforeApplicationShutdown();
  const events = (await written()) as readonly { readonly count: number }[];
  expect(own + events.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
  // 1,000 networks have one each, the rest shares one.
  expect(own).toBe(1_000 * LIMIT);
  expect(events).toHaveLength(1_001);
});
