import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { ProcessLog } from '../audit/process-log.js';

const INTERVAL_MS = 60 * 60 * 1_000;

/** Work that comes round every hour, beside everything else. A run that fails is said in the process log and tried again. */
export abstract class HourlyUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Asked between the steps of a run. */
  protected isStopping = false;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  /** @param firstRunMs soon: an instance that is restarted every night comes round to it as well */
  protected constructor(
    protected readonly log: ProcessLog,
    private readonly firstRunMs: number,
    private readonly failure: string,
  ) {}

  abstract run(): Promise<unknown>;

  onApplicationBootstrap(): void {
    this.wait(this.firstRunMs);
  }

  /** The database stays open until the step that runs has ended. */
  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private wait(ms: number): void {
    this.timer = setTimeout(() => {
      this.running = this.run()
        .catch((error: unknown) => this.log.warn({ err: error }, this.failure))
        .finally(() => {
          if (!this.isStopping) this.wait(INTERVAL_MS);
        });
    }, ms);
    this.timer.unref();
  }
}
