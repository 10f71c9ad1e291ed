import { PasswordQueue } from './password-queue.js';
import { QueueFull } from './password-waiting-room.js';

/** Works that run until they are told to end, in the order in which they began. */
function works() {
  const begun: { readonly name: string; readonly end: (error?: Error) => void }[] = [];
  const work = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      begun.push({ name, end: (error) => (error === undefined ? resolve(name) : reject(error)) });
    });
  return { begun, work, names: () => begun.map(({ name }) => name) };
}

describe('PasswordQueue', () => {
  it('tells what runs, what waits and what found no place', async () => {
    const queue = new PasswordQueue(1, { hash: 1, verify: 2 });
    const { begun, work } = works();
    const rooms = (hash: object, verify: object): object[] => [
      { kind: 'hash', limit: 1, ...hash },
      { kind: 'verify', limit: 2, ...verify },
    ];
    const load = (): object => {
      const { waiting, ...others } = queue.load();
      return { ...others, waiting: [...waiting].sort((a, b) => (a.kind < b.kind ? -1 : 1)) };
    };
    const none = { taken: 0, refused: 0 };
    expect(load()).toEqual({ running: 0, places: 1, waiting: rooms(none, none) });
    const runs = [queue.run('hash', 1, work('a')), queue.run('hash', 1, work('b')), queue.run('verify', 1, work('c'))];
    await expect(queue.run('hash', 1, work('late'))).rejects.toBeInstanceOf(QueueFull);
    expect(load()).toEqual({
      running: 1,
      places: 1,
      waiting: rooms({ taken: 1, refused: 1 }, { taken: 1, refused: 0 }),
    });
    for (const [index, run] of runs.entries()) {
      await new Promise((resolve) => setImmediate(resolve));
      begun[index]?.end();
      await run;
    }
    expect(load()).toEqual({ running: 0, places: 1, waiting: rooms({ taken: 0, refused: 1 }, none) });
  });

  it('runs as many as there are places, and the others in the order in which they came', async () => {
    const queue = new PasswordQueue(2, { hash: 2 });
    const { begun, work, names } = works();
    const runs = ['a', 'b', 'c', 'd'].map((name) => queue.run('hash', 1, work(name)));
    expect(names()).toEqual(['a', 'b']);
    begun[1]?.end();
    await runs[1];
    expect(names()).toEqual(['a', 'b', 'c']);
    begun[0]?.end();
    await runs[0];
    expect(names()).toEqual(['a', 'b', 'c', 'd']);
    begun.forEach(({ end }) => end());
    expect(await Promise.all(runs)).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([
    ['nobody may wait', 0],
    ['one waits already', 1],
    ['two wait already', 2],
  ])('refuses when %s', async (_, room) => {
    const queue = new PasswordQueue(1, { hash: room });
    const { begun, work, names } = works();
    const runs = Array.from({ length: room + 1 }, (__, index) => queue.run('hash', 1, work(`${index}`)));
    await expect(queue.run('hash', 1, work('late'))).rejects.toBeInstanceOf(QueueFull);
    for (let index = 0; index <= room; index += 1) {
      begun[index]?.end();
      await runs[index];
    }
    expect(names()).not.toContain('late');
    const again = queue.run('hash', 1, work('again'));
    begun.at(-1)?.end();
    expect(await again).toBe('again');
  });

  it('serves the kinds in turn, and the tenants of a kind, each with places of its own', async () => {
    const queue = new PasswordQueue(1, { hash: 4, verify: 2 });
    const { begun, work, names } = works();
    const ask = (kind: 'hash' | 'verify') => (pk: number) => queue.run(kind, pk, work(`${kind} ${pk}`));
    const runs = [...[1, 1, 1, 1, 2].map(ask('hash')), ...[1, 2].map(ask('verify'))];
    for (let index = 0; index < runs.length; index += 1) {
      begun[index]?.end();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(runs);
    expect(names()).toEqual(['hash 1', 'hash 1', 'verify 1', 'hash 2', 'verify 2', 'hash 1', 'hash 1']);
  });

  it('gives the place on when a work fails', async () => {
    const queue = new PasswordQueue(1, { hash: 1 });
    const { begun, work } = works();
    const [failing, next] = [queue.run('hash', 1, work('a')), queue.run('hash', 1, work('b'))];
    begun[0]?.end(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    begun[1]?.end();
    expect(await next).toBe('b');
  });
});
