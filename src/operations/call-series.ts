import type { Counter, Histogram } from 'prom-client';

/** One after the other, this many take as long as four that are counted when they come. */
const MOST = 128;

/** The number of calls of one kind and how long they took: kept as they come, and counted many at a time. */
export class CallSeries {
  private readonly waitingMs: number[] = [];

  constructor(
    private readonly counter: Counter.Internal,
    private readonly durations: Histogram.Internal<string>,
  ) {}

  add(durationMs: number): void {
    this.waitingMs.push(durationMs);
    if (this.waitingMs.length >= MOST) this.count();
  }

  /** Whoever reads the series wants all of them. */
  count(): void {
    if (this.waitingMs.length === 0) return;
    this.counter.inc(this.waitingMs.length);
    for (const ms of this.waitingMs) this.durations.observe(ms / 1_000);
    this.waitingMs.length = 0;
  }
}
