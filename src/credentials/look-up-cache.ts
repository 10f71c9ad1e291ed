/** Keeps answers for a moment. Bounded; what is loaded while `clear` runs is not kept. Only for one process. */
export class LookUpCache<T> {
  private readonly entries = new Map<string, { readonly value: T; readonly untilMs: number }>();
  private generation = 0;

  /** @param nowMs a monotonic clock */
  constructor(
    private readonly ttlMs: number,
    private readonly maxEntries: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** The kept answer, at once; else that of `load`, kept only if `isKept` says so. */
  get(key: string, load: () => Promise<T>, isKept: (value: T) => boolean): T | Promise<T> {
    const entry = this.entries.get(key);
    return entry !== undefined && this.nowMs() < entry.untilMs ? entry.value : this.load(key, load, isKept);
  }

  clear(): void {
    this.generation += 1;
    this.entries.clear();
  }

  private async load(key: string, load: () => Promise<T>, isKept: (value: T) => boolean): Promise<T> {
    const { generation } = this;
    // The time limit counts from before the question: the answer may be as old as that.
    const untilMs = this.nowMs() + this.ttlMs;
    const value = await load();
    if (generation === this.generation && isKept(value)) this.keep(key, { value, untilMs });
    return value;
  }

  private keep(key: string, entry: { readonly value: T; readonly untilMs: number }): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    // A Map lists its keys in the order in which they came.
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.maxEntries && oldest !== undefined) this.entries.delete(oldest);
  }
}
