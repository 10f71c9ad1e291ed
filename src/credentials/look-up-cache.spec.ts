import { LookUpCache } from './look-up-cache.js';

const TTL = 500;

/** A cache under a clock that stands still, with a source that counts how often it is asked. */
function setUp(maxEntries = 10): {
  cache: LookUpCache<string>;
  ask: (key: string, kept?: boolean) => Promise<number>;
  clock: { ms: number };
} {
  const clock = { ms: 0 };
  const cache = new LookUpCache<string>(TTL, maxEntries, () => clock.ms);
  let asked = 0;
  const load = async (): Promise<string> => {
    asked += 1;
    return 'answer';
  };
  const ask = async (key: string, kept = true): Promise<number> => {
    await cache.get(key, load, () => kept);
    return asked;
  };
  return { cache, ask, clock };
}

describe('an answer is kept', () => {
  it('until its time is over', async () => {
    const { ask, clock } = setUp();
    expect(await ask('a')).toBe(1);
    clock.ms = TTL - 1;
    expect(await ask('a')).toBe(1);
    clock.ms = TTL;
    expect(await ask('a')).toBe(2);
  });
});

describe('an answer is not kept', () => {
  it('when it is not worth it', async () => {
    const { ask } = setUp();
    await ask('a', false);
    expect(await ask('a', false)).toBe(2);
  });

  it('after clear', async () => {
    const { cache, ask } = setUp();
    await ask('a');
    cache.clear();
    expect(await ask('a')).toBe(2);
  });

  it('when clear came while it was on its way', async () => {
    const { cache, ask } = setUp();
    let answer = (_: string): void => undefined;
    const slow = cache.get(
      'a',
      () => new Promise((resolve) => (answer = resolve)),
      () => true,
    );
    cache.clear();
    answer('stale');
    expect(await slow).toBe('stale');
    expect(await ask('a')).toBe(1);
  });

  it('when it is the oldest of too many', async () => {
    const { ask } = setUp(2);
    for (const key of ['a', 'b', 'c']) await ask(key);
    expect(await ask('c')).toBe(3);
    expect(await ask('b')).toBe(3);
    expect(await ask('a')).toBe(4);
  });

  it('when loading failed', async () => {
    const { cache, ask } = setUp();
    await expect(
      cache.get(
        'a',
        () => Promise.reject(new Error('down')),
        () => true,
      ),
    ).rejects.toThrow('down');
    expect(await ask('a')).toBe(1);
  });
});
