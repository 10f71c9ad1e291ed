import { PasswordClock } from './password-clock.js';
import { type Attempt, PasswordThrottle } from './password-throttle.js';

const HOUR_MS = 3_600_000;

class TestClock extends PasswordClock {
  ms = 1_000_000;
  override nowMs(): number {
    return this.ms;
  }
}

const JANE: Attempt = { userName: 'jane@x.io', address: '203.0.113.7' };
const SCOPE = { tenantPk: 1 };
const right = (): Promise<boolean> => Promise.resolve(true);
const wrong = (): Promise<boolean> => Promise.resolve(false);
const broken = (): Promise<boolean> => Promise.reject(new Error('overloaded'));

describe('PasswordThrottle', () => {
  let clock: TestClock;
  let throttle: PasswordThrottle;
  beforeEach(() => {
    clock = new TestClock();
    throttle = new PasswordThrottle(clock);
  });
  const run = (check: () => Promise<boolean>, attempt: Partial<Attempt> = {}, scope = SCOPE): Promise<boolean> =>
    throttle.run(scope, { ...JANE, ...attempt }, check);
  const fail = async (times: number, attempt: Partial<Attempt> = {}): Promise<void> => {
    for (let time = 0; time < times; time += 1) await run(wrong, attempt);
  };
  const refused = (seconds: number): object => ({ status: 429, retryAfterSeconds: seconds });

  it('lets ten wrong ones pass and then makes wait, twice as long each time, up to 15 minutes', async () => {
    await fail(10);
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      await expect(run(wrong)).rejects.toMatchObject(refused(seconds));
      clock.ms += seconds * 1_000 - 1;
      await expect(run(right)).rejects.toMatchObject(refused(1));
      clock.ms += 1;
      expect(await run(wrong)).toBe(false);
    }
  });

  it('does not look at the password while it makes wait', async () => {
    await fail(10);
    let looks = 0;
    const look = (): Promise<boolean> => Promise.resolve((looks += 1) > 0);
    await expect(run(look)).rejects.toMatchObject(refused(1));
    expect(looks).toBe(0);
  });

  it('forgets with the right one', async () => {
    await fail(10);
    clock.ms += 1_000;
    expect(await run(right)).toBe(true);
    await fail(10);
    await expect(run(wrong)).rejects.toMatchObject(refused(1));
  });

  it('forgets after a day, and not before', async () => {
    await fail(10);
    clock.ms += 24 * HOUR_MS - 1;
    await fail(1);
    await expect(run(wrong)).rejects.toMatchObject(refused(2));
    clock.ms += 24 * HOUR_MS;
    await fail(10);
    await expect(run(wrong)).rejects.toMatchObject(refused(1));
  });

  it.each<[string, Partial<Attempt>, { tenantPk: number }?]>([
    ['from another address', { address: '203.0.113.8' }],
    ['from an unknown address', { address: null }],
    ['from IPv6', { address: '2001:db8::1' }],
    ['as another user', { userName: 'joe@x.io' }],
    ['in another tenant', {}, { tenantPk: 2 }],
    ['in a tenant whose key ends with this one', {}, { tenantPk: 11 }],
  ])('never makes wait who signs in %s', async (_, attempt, ...[scope]) => {
    await fail(10);
    await expect(run(right)).rejects.toMatchObject(refused(1));
    expect(await run(right, attempt, scope)).toBe(true);
  });

  it.each<[string, Partial<Attempt>, Partial<Attempt>]>([
    ['another letter case of the name', {}, { userName: 'JANE@X.IO' }],
    ['another width of the name', {}, { userName: 'ｊａｎｅ@x.io' }],
    ['another address of the same /64', { address: '2001:db8::1' }, { address: '2001:db8::ffff:2' }],
    ['another spelling of the address', { address: '2001:db8::1' }, { address: '2001:0DB8:0:0::1' }],
  ])('is not got round by %s', async (_, first, second) => {
    await fail(10, first);
    await expect(run(right, second)).rejects.toMatchObject(refused(1));
  });

  it('counts what is under way: many at once are many', async () => {
    const pending: ((isRight: boolean) => void)[] = [];
    const hold = (): Promise<boolean> => new Promise((resolve) => pending.push(resolve));
    const runs = Array.from({ length: 16 }, () => run(hold));
    const late = Promise.allSettled(runs.slice(10));
    await expect(runs[10]).rejects.toMatchObject({ status: 429 });
    pending.forEach((answer) => answer(false));
    expect(await Promise.all(runs.slice(0, 10))).toEqual(new Array(10).fill(false));
    expect((await late).every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('does not count what could not be checked', async () => {
    for (let time = 0; time < 30; time += 1) await expect(run(broken)).rejects.toThrow('overloaded');
    expect(await run(right)).toBe(true);
    await fail(10);
    clock.ms += 1_000;
    await expect(run(broken)).rejects.toThrow('overloaded');
    expect(await run(right)).toBe(true);
  });

  it('lets one network check sixteen at once, and the next when one is done', async () => {
    const pending: ((isRight: boolean) => void)[] = [];
    const hold = (): Promise<boolean> => new Promise((resolve) => pending.push(resolve));
    const runs = Array.from({ length: 16 }, (_, index) => run(hold, { userName: `user-${index}` }));
    await expect(run(right)).rejects.toMatchObject(refused(1));
    expect(await run(right, { address: '203.0.113.8' })).toBe(true);
    pending[0]?.(true);
    await runs[0];
    expect(await run(right)).toBe(true);
    pending.forEach((answer) => answer(true));
    await Promise.all(runs);
  });

  it('remembers a bounded number of pairs, and forgets the oldest', async () => {
    await fail(10, { userName: 'first' });
    for (let pair = 0; pair < 50_000; pair += 1) await run(wrong, { userName: `user-${pair}` });
    expect(await run(right, { userName: 'first' })).toBe(true);
    await fail(9, { userName: 'user-49999' });
    await expect(run(right, { userName: 'user-49999' })).rejects.toMatchObject(refused(1));
  });
});
