import { Counter, Histogram, Registry } from 'prom-client';
import { CallSeries } from './call-series.js';

describe('calls that are counted many at a time', () => {
  const registry = new Registry();
  const labelNames = ['kind'] as const;
  const counter = new Counter({ name: 'calls', help: 'x', labelNames, registers: [registry] });
  const durations = new Histogram({ name: 'took', help: 'x', labelNames, buckets: [0.01, 1], registers: [registry] });
  const series = new CallSeries(counter.labels({ kind: 'a' }), durations.labels({ kind: 'a' }));

  const counted = async (): Promise<readonly (number | undefined)[]> => {
    const [calls, took] = [await counter.get(), await durations.get()];
    return [calls, took].flatMap(({ values }) => values.map(({ value }) => value));
  };

  it('counts each once, however often it is asked', async () => {
    series.count();
    for (const ms of [5, 20, 2_000]) series.add(ms);
    series.count();
    series.count();
    // The buckets up to 0.01 s, 1 s and without end, their sum and their number.
    expect(await counted()).toEqual([3, 1, 2, 3, 2.025, 3]);
  });

  it('keeps no more than some', async () => {
    for (let call = 0; call < 1_000; call += 1) series.add(1);
    const [calls = 0] = await counted();
    expect(calls).toBeGreaterThan(800);
    series.count();
    expect((await counted())[0]).toBe(1_003);
  });
});
