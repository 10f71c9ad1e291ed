import { gauge, type Metric } from './metric-source.js';
import { StoredMetricSource } from './stored-metric-source.js';

class CountedSource extends StoredMetricSource {
  readonly source = 'counted';
  reads = 0;

  constructor(private readonly answer: (read: number) => Promise<void> = async () => undefined) {
    super();
  }

  protected override async read(): Promise<readonly Metric[]> {
    const read = (this.reads += 1);
    await this.answer(read);
    return [gauge('rollbook_reads', 'Reads.', read)];
  }
}

const valueOf = async (source: CountedSource): Promise<number | undefined> =>
  (await source.collect())[0]?.values[0]?.value;

describe('what the database was asked for the page of metrics', () => {
  let nowMs = 1_000;
  beforeEach(() => void jest.spyOn(performance, 'now').mockImplementation(() => nowMs));
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['at once', 0, 1],
    ['a little later', 9_999, 1],
    ['ten seconds later', 10_000, 2],
    ['at the next scrape', 15_000, 2],
  ])('%s', async (_, laterMs, expected) => {
    const source = new CountedSource();
    expect(await valueOf(source)).toBe(1);
    nowMs += laterMs;
    expect([await valueOf(source), source.reads]).toEqual([expected, expected]);
  });

  it('is asked once for all that scrape at the same time, however long it takes', async () => {
    let answer = (): void => undefined;
    const source = new CountedSource(() => new Promise((resolve) => (answer = resolve)));
    const first = valueOf(source);
    nowMs += 60_000;
    const others = [valueOf(source), valueOf(source)];
    answer();
    expect(await Promise.all([first, ...others])).toEqual([1, 1, 1]);
    // From the answer on.
    nowMs += 9_999;
    expect(await valueOf(source)).toBe(1);
  });

  it('is not kept where there was no answer', async () => {
    const source = new CountedSource((read) => (read === 1 ? Promise.reject(new Error('away')) : Promise.resolve()));
    await expect(source.collect()).rejects.toThrow('away');
    expect(await valueOf(source)).toBe(2);
  });
});
