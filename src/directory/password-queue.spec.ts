import { PasswordQueue, QueueFull } from './password-queue.js';

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
  it('runs as many as there are places, and the others in the order in which they came', async () => {
    const queue = new PasswordQueue(2);
    const { begun, work, names } = works();
    const runs = ['a', 'b', 'c', 'd'].map((name) => queue.run(work(name), 2));
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
    const queue = new PasswordQueue(1);
    const { begun, work, names } = works();
    const runs = Array.from({ length: room + 1 }, (__, index) => queue.run(work(`${index}`), room));
    await expect(queue.run(work('late'), room)).rejects.toBeInstanceOf(QueueFull);
    for (let index = 0; index <= room; index += 1) {
      begun[index]?.end();
      await runs[index];
    }
    expect(names()).not.toContain('late');
    const again = queue.run(work('again'), 0);
    begun.at(-1)?.end();
    expect(await again).toBe('again');
  });

  it('lets a few in where others may still wait', async () => {
    const queue = new PasswordQueue(1);
    const { begun, work } = works();
    const runs = [queue.run(work('a'), 0), queue.run(work('b'), 1)];
    await expect(queue.run(work('small'), 1)).rejects.toBeInstanceOf(QueueFull);
    runs.push(queue.run(work('large'), 2));
    for (const [index, run] of runs.entries()) {
      begun[index]?.end();
      await run;
    }
  });

  it('gives the place on when a work fails', async () => {
    const queue = new PasswordQueue(1);
    const { begun, work } = works();
    const [failing, next] = [queue.run(work('a'), 1), queue.run(work('b'), 1)];
    begun[0]?.end(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    begun[1]?.end();
    expect(await next).toBe('b');
  });
});
