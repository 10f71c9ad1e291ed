import type { Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import type { CrewMessage } from './operations/crew-message.js';
import { PageGatherer } from './page-gatherer.js';

/** A worker as `cluster` has it, and what it was told. */
function workerOf(isConnected = true) {
  const told: CrewMessage[] = [];
  const worker = { isConnected: () => isConnected, send: (message: CrewMessage) => told.push(message) };
  return { told, worker: worker as unknown as Worker };
}

const PATIENCE_MS = 50;
type FakeWorker = ReturnType<typeof workerOf>;
const gathererOf = (...workers: readonly (FakeWorker | undefined)[]): PageGatherer =>
  new PageGatherer(() => new Map(workers.map((one, index) => [index + 1, one?.worker])), PATIENCE_MS);
const idOf = ({ told }: FakeWorker): number => told.find(({ crew }) => crew === 'ask')?.id ?? 0;

it('asks all, and tells the one that is scraped what they said', () => {
  const [one, two] = [workerOf(), workerOf()];
  const gatherer = gathererOf(one, two, undefined);
  gatherer.hear(two.worker, { crew: 'scraped', id: 7 });
  gatherer.hear(two.worker, { crew: 'page', id: idOf(two), text: 'two' });
  expect(two.told).toHaveLength(1);
  gatherer.hear(one.worker, { crew: 'page', id: idOf(one), text: 'one' });
  const pages = [{ worker: 1, text: 'one' }, { worker: 2, text: 'two' }, { worker: 3 }];
  expect(two.told.at(-1)).toEqual({ crew: 'pages', id: 7, pages });
  expect(one.told).toHaveLength(1);
});

it('waits neither for one that hangs, nor for one that has ended, nor for one that is not replaced yet', async () => {
  const [one, hanging, ended] = [workerOf(), workerOf(), workerOf(false)];
  const gatherer = gathererOf(one, hanging, ended, undefined);
  gatherer.hear(one.worker, { crew: 'scraped', id: 1 });
  gatherer.hear(one.worker, { crew: 'page', id: idOf(one), text: 'one' });
  await pause(2 * PATIENCE_MS);
  const pages = [{ worker: 1, text: 'one' }, { worker: 2 }, { worker: 3 }, { worker: 4 }];
  expect(one.told.at(-1)).toEqual({ crew: 'pages', id: 1, pages });
  expect(ended.told).toEqual([]);
  // Too late, and of a scrape that never was.
  gatherer.hear(hanging.worker, { crew: 'page', id: idOf(hanging), text: 'late' });
  gatherer.hear(hanging.worker, { crew: 'page', id: 99, text: 'never' });
  expect(one.told).toHaveLength(2);
});

it('keeps apart what is scraped at once', () => {
  const [one, two] = [workerOf(), workerOf()];
  const gatherer = gathererOf(one, two);
  gatherer.hear(one.worker, { crew: 'scraped', id: 1 });
  gatherer.hear(two.worker, { crew: 'scraped', id: 1 });
  const [first, second] = one.told.map(({ id }) => id);
  expect(first).not.toBe(second);
  for (const id of [second, first])
    for (const { worker } of [one, two]) gatherer.hear(worker, { crew: 'page', id, text: `of ${id}` });
  const textsOf = ({ told }: FakeWorker): unknown => told.find(({ crew }) => crew === 'pages');
  expect(textsOf(one)).toMatchObject({ pages: [{ text: `of ${first}` }, { text: `of ${first}` }] });
  expect(textsOf(two)).toMatchObject({ pages: [{ text: `of ${second}` }, { text: `of ${second}` }] });
});

it.each([undefined, null, 'scraped', { id: 1 }, { crew: 'pages', id: 1, pages: [] }])('does not mind %j', (message) => {
  const one = workerOf();
  gathererOf(one).hear(one.worker, message);
  expect(one.told).toEqual([]);
});
