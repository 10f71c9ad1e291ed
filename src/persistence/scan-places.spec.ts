import { ScanPlaces } from './scan-places.js';
import { TurnstileTimeout } from './turnstile.js';

const WAIT_MS = 1_000;
const isDone = async (work: Promise<unknown>): Promise<boolean> => {
  let done = false;
  void work.then(() => (done = true));
  await new Promise((resolve) => setImmediate(resolve));
  return done;
};

it('one search of a tenant runs at a time, beside those of other tenants', async () => {
  const places = new ScanPlaces(8);
  const leave = await places.enter(1, WAIT_MS);
  const second = places.enter(1, WAIT_MS);
  const other = places.enter(2, WAIT_MS);
  expect([await isDone(second), await isDone(other)]).toEqual([false, true]);
  leave();
  expect(await isDone(second)).toBe(true);
});

it('a tenant with many searches waits behind one of another tenant', async () => {
  const places = new ScanPlaces(1);
  const order: string[] = [];
  const search = async (name: string, tenant: number): Promise<void> => {
    const leave = await places.enter(tenant, WAIT_MS);
    order.push(name);
    await new Promise((resolve) => setImmediate(resolve));
    leave();
  };
  await Promise.all([search('a1', 1), search('a2', 1), search('a3', 1), search('b1', 2)]);
  expect(order).toEqual(['a1', 'b1', 'a2', 'a3']);
});

it('all tenants together have no more than the places', async () => {
  const places = new ScanPlaces(2);
  const [first, , third] = [1, 2, 3].map((tenant) => places.enter(tenant, WAIT_MS));
  if (first === undefined || third === undefined) throw new Error('nobody asked');
  expect(await isDone(third)).toBe(false);
  (await first)();
  expect(await isDone(third)).toBe(true);
});

it.each([
  ['its own tenant', 1],
  ['the others', 2],
])('who waits for %s in vain is told so and takes nobody’s place', async (_, tenant) => {
  const places = new ScanPlaces(1);
  const leave = await places.enter(1, WAIT_MS);
  await expect(places.enter(tenant, 10)).rejects.toBeInstanceOf(TurnstileTimeout);
  leave();
  const leaveAgain = await places.enter(tenant, 10);
  leaveAgain();
  expect(places.load()).toEqual({ limit: 1, inUse: 0, waiting: 0, timeouts: 1 });
});

it('the time is one for both waits', async () => {
  const places = new ScanPlaces(1);
  const leave = await places.enter(1, WAIT_MS);
  const next = places.enter(2, WAIT_MS);
  const begun = performance.now();
  const late = expect(places.enter(1, 200)).rejects.toBeInstanceOf(TurnstileTimeout);
  // The place goes to the other tenant, and the wait for it begins late.
  setTimeout(leave, 150);
  await late;
  expect(performance.now() - begun).toBeLessThan(300);
  (await next)();
});

it('tells who is inside and who waits, and forgets tenants that ask no more', async () => {
  const places = new ScanPlaces(1);
  const leave = await places.enter(1, WAIT_MS);
  const waiting = [places.enter(1, WAIT_MS), places.enter(2, WAIT_MS)];
  await isDone(Promise.resolve());
  expect(places.load()).toEqual({ limit: 1, inUse: 1, waiting: 2, timeouts: 0 });
  leave();
  for (const place of waiting.reverse()) (await place)();
  expect(places.load()).toEqual({ limit: 1, inUse: 0, waiting: 0, timeouts: 0 });
  expect(places).toHaveProperty('tenants.size', 0);
});
