import type { ProcessLog } from '../audit/process-log.js';
import type { LastUse } from './credential-store.js';

const INTERVAL_MS = 30_000;

/** Collects last uses in memory and writes them in one batch, so that no request pays for it or fails by it. */
export class LastUseRecorder {
  private pending = new Map<number, LastUse>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly write: (uses: readonly LastUse[]) => Promise<void>,
    private readonly log: ProcessLog,
    private readonly intervalMs: number = INTERVAL_MS,
  ) {}

  note(use: LastUse): void {
    this.pending.set(use.pk, use);
    this.schedule();
  }

  /** Writes what is pending. What could not be written stays pending, unless a later use took its place. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pending.size === 0) return;
    const batch = this.pending;
    this.pending = new Map();
    try {
      await this.write([...batch.values()]);
    } catch (error) {
      this.log.warn({ err: error, pending: batch.size }, 'last uses could not be written; will try again');
      this.pending = new Map([...batch, ...this.pending]);
      this.schedule();
    }
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => void this.flush(), this.intervalMs).unref();
  }
}
