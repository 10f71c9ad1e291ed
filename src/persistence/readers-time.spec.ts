import { ReadersTime } from './readers-time.js';

let reads: number;
let readers: ReadersTime;
beforeEach(() => {
  reads = 1;
  readers = new ReadersTime(() => reads);
});

/** @param untilMs somebody begins to read in every turn of the event loop until then @returns how long it took */
async function passing(untilMs = 0): Promise<number> {
  const beganMs = performance.now();
  let isOver = false;
  const turn = (): void => {
    if (isOver || performance.now() - beganMs >= untilMs) return;
    reads += 1;
    setImmediate(turn);
  };
  turn();
  await readers.pass();
  isOver = true;
  return performance.now() - beganMs;
}

const turned = (): Promise<string> => new Promise((resolve) => setImmediate(() => resolve('a turn later')));

it('is six times as long as writing took', async () => {
  const tookMs: number[] = [];
  for (let time = 0; time < 10; time += 1) {
    readers.begin(2);
    tookMs.push(await passing(1_000));
  }
  expect(tookMs.toSorted((a, b) => a - b)[5]).toBeGreaterThan(11.5);
});

it('is never long', async () => {
  readers.begin(1_000);
  expect(await passing(1_000)).toBeLessThan(200);
});

it('is over when nobody reads any more', async () => {
  const tookMs: number[] = [];
  for (let time = 0; time < 20; time += 1) {
    readers.begin(1_000);
    tookMs.push(await passing(1));
  }
  // A busy machine makes some of them long.
  expect(Math.min(...tookMs)).toBeLessThan(5);
});

const inTurns = (count: number): Promise<string> =>
  count === 0 ? Promise.resolve('later') : turned().then(() => inTurns(count - 1));

it('is a turn of the event loop where nobody reads', async () => {
  await passing();
  readers.begin(1_000);
  expect(await Promise.race([readers.pass(), inTurns(3)])).toBeUndefined();
});

it('is there for who begins to read behind the COMMIT, though another unit waits already', async () => {
  await passing();
  const endsMs = performance.now() + 5;
  const reading = (): void => {
    reads += 1;
    if (performance.now() < endsMs) setImmediate(reading);
  };
  setImmediate(reading);
  readers.begin(1_000);
  await readers.pass();
  expect(performance.now()).toBeGreaterThanOrEqual(endsMs);
});

it('is passed once', async () => {
  readers.begin(1_000);
  // Nobody reads any more, and it would not be over yet.
  await passing(0.1);
  reads += 1;
  expect(await Promise.race([readers.pass(), turned()])).toBeUndefined();
});
