import { MemoryLog } from '../../test/support/memory-log.js';
import { MemorySignInFailureStore } from '../../test/support/memory-stores.js';
import { FailureClock } from './failure-clock.js';
import { SignInFailures } from './sign-in-failures.service.js';
import { SignInLimit } from './sign-in-limit.js';

const LIMIT = 3;
const START_MS = 29_400_000 * 60_000;

class SetClock extends FailureClock {
  ms = START_MS;
  override nowMs(): number {
    return this.ms;
  }
}

class BreakableStore extends MemorySignInFailureStore {
  isBroken = false;
  override async add(minute: number, failures: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    if (this.isBroken) throw new Error('gone');
    return super.add(minute, failures);
  }
}

const KEY = 'rollbook_ak_one';
let clock: SetClock;
let store: BreakableStore;
let log: MemoryLog;
let failures: SignInFailures;
const instance = (): SignInFailures => new SignInFailures(store, new SignInLimit(LIMIT), clock, log);
beforeEach(() => {
  clock = new SetClock();
  store = new BreakableStore();
  log = new MemoryLog();
  failures = instance();
});

/** How many of these failures are answered 401 before the first 429. */
function free(attempts: readonly (readonly [address: string | null, key?: string])[]): number {
  const answers = attempts.map(([address, key]) => failures.note(address, key));
  const first = answers.findIndex((wait) => wait !== undefined);
  return first === -1 ? attempts.length : first;
}
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

describe('one bucket for', () => {
  it.each<[string, readonly (readonly [string | null, string?])[]]>([
    ['one address', times(9, () => ['192.0.2.1'] as const)],
    ['the /64 of an IPv6 address', times(9, (i) => [`2001:db8:1:2:${i}::${i}`] as const)],
    ['an IPv6 address in any spelling', [['2001:db8::1'], ['2001:0DB8:0:0::2'], ['2001:db8:0::3'], ['2001:DB8::4']]],
    [
      'an IPv4 address in the guise of IPv6',
      [['192.0.2.1'], ['::ffff:192.0.2.1'], ['::ffff:c000:201'], ['0:0:0:0:0:ffff:c000:0201']],
    ],
    ['no address', times(9, () => [null] as const)],
    ['one key from anywhere', times(9, (i) => [`192.0.2.${i}`, KEY] as const)],
    [
      'a key in any letters and with blanks',
      [
        ['192.0.2.1', KEY],
        ['192.0.2.2', KEY.toUpperCase()],
        ['192.0.2.3', ` ${KEY}`],
        ['192.0.2.4', 'rollbook_ak_ one\t'],
        ['192.0.2.5', 'ｒollbook_ak_one'],
      ],
    ],
    ['one address with many keys', times(9, (i) => ['192.0.2.1', `key ${i}`] as const)],
  ])('%s', (_, attempts) => expect(free(attempts)).toBe(LIMIT));
});

describe('not one bucket for', () => {
  it.each<[string, readonly (readonly [string | null, string?])[]]>([
    ['many addresses', times(200, (i) => [`192.0.2.${i}`] as const)],
    ['many /64', times(200, (i) => [`2001:db8:0:${i}::1`] as const)],
    ['many keys from many addresses', times(200, (i) => [`192.0.2.${i}`, `key-${i}`] as const)],
    [
      'an address and a key of the same text',
      [['192.0.2.1'], ['192.0.2.2', '192.0.2.1'], ['192.0.2.1'], ['192.0.2.1']],
    ],
  ])('%s', (_, attempts) => expect(free(attempts)).toBe(attempts.length));
});

it.each([
  [0, 60],
  [1, 60],
  [30_500, 30],
  [59_001, 1],
  [59_999, 1],
])('%i ms into the minute the wait is %i s, and then it is over', (ms, wait) => {
  clock.ms = START_MS + ms;
  expect(free(times(4, () => ['192.0.2.1']))).toBe(LIMIT);
  expect(failures.note('192.0.2.1', undefined)).toBe(wait);
  clock.ms += wait * 1_000;
  expect(failures.note('192.0.2.1', undefined)).toBeUndefined();
});

it('three instances count together once they have told each other', async () => {
  const [one, two, three] = [failures, instance(), instance()];
  for (const each of [one, two, three]) expect(each.note('192.0.2.1', KEY)).toBeUndefined();
  for (const each of [one, two, three]) await each.sync();
  expect(three.note('192.0.2.1', undefined)).toBe(60);
  // The others learn of it with the next failure that they report.
  expect(one.note('192.0.2.1', undefined)).toBeUndefined();
  await one.sync();
  expect(one.note('192.0.2.1', undefined)).toBe(60);
  // The key was counted as well.
  expect(three.note('198.51.100.1', KEY)).toBe(60);
});

it('a network beyond its limit fills no buckets: 100,000 keys from it leave 4', async () => {
  for (let i = 0; i < 100_000; i += 1) failures.note('2001:db8::1', `key ${i}`);
  await failures.sync();
  expect([...store.rows.values()].map(({ size }) => size)).toEqual([1 + LIMIT]);
});

it('10,000 networks leave 5,000 buckets, and one for all others, which are limited together', async () => {
  const answers = times(10_000, (i) => failures.note(`10.0.${i >> 8}.${i & 255}`, undefined));
  expect(answers.filter((wait) => wait === undefined)).toHaveLength(5_000 + LIMIT);
  expect(failures.note('192.0.2.1', undefined)).toBe(60);
  expect(failures.note('10.0.0.1', undefined)).toBeUndefined();
  await failures.sync();
  expect([...store.rows.values()].map(({ size }) => size)).toEqual([5_001]);
});

it('the keys on top of 5,000 networks and keys are limited together too', () => {
  for (let i = 0; i < 2_500; i += 1) failures.note(`10.0.${i >> 8}.${i & 255}`, `key ${i}`);
  // The networks are known, so that only the keys are on top.
  const answers = times(10, (i) => failures.note(`10.0.0.${i}`, `other ${i}`));
  expect(answers.filter((wait) => wait === undefined)).toHaveLength(LIMIT);
});

it('the minutes that are over are forgotten', async () => {
  for (let minute = 0; minute < 5; minute += 1) {
    clock.ms = START_MS + minute * 60_000;
    failures.note('192.0.2.1', undefined);
    await failures.sync();
  }
  expect([...store.rows.keys()]).toEqual([29_400_003, 29_400_004]);
});

it('a database that fails is said once, and what it was not told is kept', async () => {
  store.isBroken = true;
  failures.note('192.0.2.1', undefined);
  await failures.sync();
  expect(log.lines).toHaveLength(1);
  store.isBroken = false;
  failures.note('192.0.2.1', undefined);
  await failures.sync();
  expect([...(store.rows.get(29_400_000)?.values() ?? [])]).toEqual([2]);
  await failures.onApplicationShutdown();
});

it('neither address nor key is written', async () => {
  failures.note('192.0.2.1', KEY);
  await failures.sync();
  const names = [...(store.rows.get(29_400_000)?.keys() ?? [])];
  expect(names).toHaveLength(2);
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{32}$/);
});
