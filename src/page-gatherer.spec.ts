import type { Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { MemoryLog } from '../test/support/memory-log.js';
import type { CrewMessage } from './operations/crew-message.js';
import { PageGatherer } from './page-gatherer.js';

/** A worker as `cluster` has it, and what it was told. */
function workerOf(isConnected = true) {
  const told: CrewMessage[] = [];
  const worker = {
    isConnected: () => isConnected,
    send: (message: CrewMessage) => told.push(message),
    process: { pid: 7 },
  };
  return { told, worker: worker as unknown as Worker };
}

const PATIENCE_MS = 50;
let log: MemoryLog;
beforeEach(() => (log = new MemoryLog()));
type FakeWorker = ReturnType<typeof workerOf>;
const gathererOf = (...workers: readonly (FakeWorker | undefined)[]): PageGatherer =>
  new PageGatherer(() => new Map(workers.map((one, index) => [index + 1, one?.worker])), log, PATIENCE_MS);
const idOf = ({ told }: FakeWorker): number => told.find(({ crew }) => crew === 'ask')?.id ?? 0;

it('asks all, and tells the one that is scraped what they said', () => {
  const [one, two] = [workerOf(), workerOf()];
  const gatherer = gathererOf(one, two, undefined);
  gatherer.hear(two.worker, { crew: 'scraped', id: 7 });
  gatherer.hear(two.worker, { crew: 'page', id: idOf(two), text: 'two' });
  expect(two.told).toHaveLength(2);
  gatherer.hear(one.worker, { crew: 'page', id: idOf(one), text: 'one' });
  expect(two.told.slice(1)).toEqual([
    { crew: 'pageOf', id: 7, place: 2, text: 'two' },
    { crew: 'pageOf', id: 7, place: 1, text: 'one' },
    { crew: 'end', id: 7, places: [1, 2, 3] },
  ]);
  expect(one.told).toHaveLength(1);
});

it('waits neither for one that has ended nor for one that is not replaced yet', () => {
  const [one, ended] = [workerOf(), workerOf(false)];
  const gatherer = gathererOf(one, ended, undefined);
  gatherer.hear(one.worker, { crew: 'scraped', id: 1 });
  gatherer.hear(one.worker, { crew: 'page', id: idOf(one), text: 'one' });
  expect(one.told.at(-1)).toEqual({ crew: 'end', id: 1, places: [1, 2, 3] });
  expect(ended.told).toEqual([]);
});

it('gives one that hangs its time, and says which', async () => {
  const [one, hanging] = [workerOf(), workerOf()];
  const gatherer = gathererOf(one, hanging);
  gatherer.hear(one.worker, { crew: 'scraped', id: 1 });
  gatherer.hear(one.worker, { crew: 'page', id: idOf(one), text: 'one' });
  expect(one.told).toHaveLength(2);
  await pause(2 * PATIENCE_MS);
  expect(one.told.at(-1)).toEqual({ crew: 'end', id: 1, places: [1, 2] });
  const message = 'a worker did not show its metrics';
  expect(log.lines).toEqual([{ level: 'warn', fields: { pid: 7 }, message }]);
  // Too late, and of a scrape that never was.
  gatherer.hear(hanging.worker, { crew: 'page', id: idOf(hanging), text: 'late' });
  gatherer.hear(hanging.worker, { crew: 'page', id: 99, text: 'never' });
  expect(one.told).toHaveLength(3);
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
  const textsOf = ({ told }: FakeWorker): readonly string[] =>
    told.flatMap((message) => (message.crew === 'pageOf' ? [message.text] : []));
  expect(textsOf(one)).toEqual([`of ${first}`, `of ${first}`]);
  expect(textsOf(two)).toEqual([`of ${second}`, `of ${second}`]);
});

it.each([undefined, null, 'scraped', { id: 1 }, { crew: 'end', id: 1, places: [] }])('does not mind %j', (message) => {
  const one = workerOf();
  gathererOf(one).hear(one.worker, message);
  expect(one.told).toEqual([]);
});
