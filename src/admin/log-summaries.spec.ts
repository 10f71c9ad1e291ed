import { EventBuffer } from '../audit/event-buffer.js';
import { type LogPage, LogStore } from '../audit/log-store.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { LogReader } from './log-reader.js';
import { LogSummaries } from './log-summaries.js';

/** Answers every query with another full page, until so many were read; the first one when it is told to. */
class Pages extends LogStore {
  reads = 0;
  failure: Error | undefined;
  private open: () => void = () => undefined;
  private gate: Promise<void> = Promise.resolve();

  constructor(private readonly pages: number) {
    super();
  }

  shut(): void {
    this.gate = new Promise((resolve) => (this.open = resolve));
  }

  release(): void {
    this.open();
  }

  override append(): Promise<void> {
    return Promise.resolve();
  }

  override async query(): Promise<LogPage> {
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    this.reads += 1;
    return { events: [], more: this.reads < this.pages, last: this.reads };
  }

  override find(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

function summariesOf(pages: number): { readonly store: Pages; readonly summaries: LogSummaries } {
  const store = new Pages(pages);
  const reader = new LogReader(store, new EventBuffer(store, new MemoryLog()), new BaseUrls('https://x.io'));
  return { store, summaries: new LogSummaries(reader) };
}

describe('LogSummaries', () => {
  it('lets other requests in after every page', async () => {
    const { store, summaries } = summariesOf(3);
    const seen: number[] = [];
    const other = (): void => {
      seen.push(store.reads);
      if (store.reads < 3) setImmediate(other);
    };
    setImmediate(other);
    await summaries.answer(1, {});
    expect(seen.slice(0, 2)).toEqual([1, 2]);
  });

  it.each<[string, readonly number[], number, RegExp]>([
    ['a second one of a tenant', [1], 1, /for this tenant .* Try again in 5 seconds/],
    ['a third one of the process', [1, 2], 3, /for other tenants .* Try again in 5 seconds/],
  ])('refuses %s with whole seconds, until one is done', async (_, before, tenantPk, detail) => {
    const { store, summaries } = summariesOf(0);
    store.shut();
    const running = before.map((pk) => summaries.answer(pk, {}));
    await expect(summaries.answer(tenantPk, {})).rejects.toMatchObject({
      ...{ status: 429, retryAfterSeconds: 5 },
      detail: expect.stringMatching(detail) as string,
    });
    await expect(summaries.answer(tenantPk, { by: 'nothing' })).rejects.toMatchObject({ status: 400 });
    store.release();
    await Promise.all(running);
    expect(await summaries.answer(tenantPk, {})).toMatchObject({ total: 0 });
  });

  it('one that fails makes room again', async () => {
    const { store, summaries } = summariesOf(0);
    store.failure = new Error('down');
    for (let time = 0; time < 2; time += 1) await expect(summaries.answer(1, {})).rejects.toThrow('down');
  });
});
