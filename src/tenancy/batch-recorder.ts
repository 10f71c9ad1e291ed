import type { ProcessLog } from '../audit/process-log.js';

export interface BatchOptions<T> {
  readonly intervalMs: number;
  /** What is noted, for the process log: `last uses`. */
  readonly what: string;
  /** Two notes about the same thing as one; the later one replaces the earlier one if absent. */
  readonly merge?: (earlier: T, later: T) => T;
}

/** Collects notes in memory, one per key, and writes them in one batch, so that no request pays for it or fails by it. */
export class BatchRecorder<T extends { readonly pk: number }> {
  private pending = new Map<number, T>();
  private inFlight: ReadonlyMap<number, T> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly write: (notes: readonly T[]) => Promise<void>,
    private readonly log: ProcessLog,
    private readonly options: BatchOptions<T>,
  ) {}

  note(note: T): void {
    const earlier = this.pending.get(note.pk);
    this.pending.set(note.pk, earlier === undefined ? note : this.merged(earlier, note));
    this.schedule();
  }

  /** What is noted and not known to be written yet. */
  unwritten(pk: number): T | undefined {
    const [earlier, later] = [this.inFlight.get(pk), this.pending.get(pk)];
    return earlier !== undefined && later !== undefined ? this.merged(earlier, later) : (later ?? earlier);
  }

  /** Writes what is pending. What could not be written stays pending, merged with what came meanwhile. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.writing !== undefined) await this.writing;
    if (this.pending.size === 0) return;
    this.writing = this.writeBatch().finally(() => (this.writing = undefined));
    await this.writing;
  }

  private async writeBatch(): Promise<void> {
    const batch = this.pending;
    this.inFlight = batch;
    this.pending = new Map();
    try {
      await this.write([...batch.values()]);
    } catch (error) {
      this.log.warn({ err: error, pending: batch.size }, `${this.options.what} could not be written; will try again`);
      const meanwhile = this.pending;
      this.pending = new Map(batch);
      for (const note of meanwhile.values()) this.note(note);
      this.schedule();
    } finally {
      this.inFlight = new Map();
    }
  }

  private merged(earlier: T, later: T): T {
    return this.options.merge?.(earlier, later) ?? later;
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flush(), this.options.intervalMs).unref();
  }
}
