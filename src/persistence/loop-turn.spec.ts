import { LoopTurn } from './loop-turn.js';

const PIECES = 12;
const PIECE_MS = 3;
/** Pieces that begin within 5 ms of the first one: at 0 and at 3. */
const MOST_IN_A_TURN = 2;

const work = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end;);
};
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LoopTurn', () => {
  it('makes nobody wait while the turn is young', () => {
    const loop = new LoopTurn();
    expect(Array.from({ length: 100 }, () => loop.enter())).toEqual(new Array(100).fill(undefined));
  });

  it('lets everything else run between pieces that came together, and keeps their order', async () => {
    const loop = new LoopTurn();
    const order: number[] = [];
    const inTurns: number[] = [0];
    let isOver = false;
    const others = (async () => {
      while (!isOver) {
        await nextTurn();
        inTurns.push(0);
      }
    })();
    const piece = async (number: number): Promise<void> => {
      const later = loop.enter();
      if (later !== undefined) await later;
      work(PIECE_MS);
      order.push(number);
      inTurns.push((inTurns.pop() ?? 0) + 1);
    };
    await Promise.all(Array.from({ length: PIECES }, (_, number) => piece(number)));
    isOver = true;
    await others;
    expect(order).toEqual(Array.from({ length: PIECES }, (_, number) => number));
    expect(Math.max(...inTurns)).toBeLessThanOrEqual(MOST_IN_A_TURN);
  });

  it('makes nobody wait once the turn is over', async () => {
    const loop = new LoopTurn();
    expect(loop.enter()).toBeUndefined();
    work(2 * PIECE_MS);
    expect(loop.enter()).toBeInstanceOf(Promise);
    await nextTurn();
    await nextTurn();
    await nextTurn();
    expect(loop.enter()).toBeUndefined();
  });

  it.each([
    [2, true],
    [1_000, false],
  ])('of %d ms is old after 6: %s', (mostMs, isOld) => {
    const loop = new LoopTurn(mostMs);
    expect(loop.enter()).toBeUndefined();
    work(2 * PIECE_MS);
    expect(loop.enter() !== undefined).toBe(isOld);
  });
});
