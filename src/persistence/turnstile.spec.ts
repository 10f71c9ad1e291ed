import { Turnstile, TurnstileTimeout } from './turnstile.js';

describe('Turnstile', () => {
  it('lets in as many as there are places, the others in order', async () => {
    const turnstile = new Turnstile(2);
    const order: number[] = [];
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 9 }, async (_, i) => {
        const leave = await turnstile.enter(1_000);
        order.push(i);
        most = Math.max(most, (inside += 1));
        await Promise.resolve();
        inside -= 1;
        leave();
      }),
    );
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(most).toBe(2);
  });

  it('tells who is inside, who waits and who waited in vain', async () => {
    const turnstile = new Turnstile(2);
    expect(turnstile.load()).toEqual({ limit: 2, inUse: 0, waiting: 0, timeouts: 0 });
    const [leave, leaveToo] = [await turnstile.enter(1_000), await turnstile.enter(1_000)];
    const [vain, third] = [turnstile.enter(10), turnstile.enter(1_000)];
    expect(turnstile.load()).toEqual({ limit: 2, inUse: 2, waiting: 2, timeouts: 0 });
    await expect(vain).rejects.toBeInstanceOf(TurnstileTimeout);
    expect(turnstile.load()).toEqual({ limit: 2, inUse: 2, waiting: 1, timeouts: 1 });
    leave();
    const leaveThird = await third;
    expect(turnstile.load()).toEqual({ limit: 2, inUse: 2, waiting: 0, timeouts: 1 });
    leaveToo();
    leaveThird();
    expect(turnstile.load()).toEqual({ limit: 2, inUse: 0, waiting: 0, timeouts: 1 });
  });

  it('gives up in time, and whoever gave up takes no place', async () => {
    const turnstile = new Turnstile(1);
    const leave = await turnstile.enter(1_000);
    await expect(turnstile.enter(10)).rejects.toBeInstanceOf(TurnstileTimeout);
    leave();
    (await turnstile.enter(10))();
    (await turnstile.enter(10))();
  });

  it('gives a place back once, however often its holder leaves', async () => {
    const turnstile = new Turnstile(1);
    const leave = await turnstile.enter(10);
    leave();
    leave();
    await turnstile.enter(10);
    await expect(turnstile.enter(10)).rejects.toBeInstanceOf(TurnstileTimeout);
  });
});
