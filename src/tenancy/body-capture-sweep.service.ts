import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ProcessLog } from '../audit/process-log.js';
import { BodyCaptureStore } from './body-capture-store.js';
import { keptSince } from './body-captures.service.js';
import { inSteps } from './in-steps.js';

/** An instance that is restarted every night comes round to it as well. */
const FIRST_RUN_MS = 2 * 60 * 1_000;
const INTERVAL_MS = 60 * 60 * 1_000;

/** Removes captured bodies, of all tenants, before they are a day old: in short transactions with others between them. */
@Injectable()
export class BodyCaptureSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: BodyCaptureStore,
    private readonly log: ProcessLog,
  ) {}

  onApplicationBootstrap(): void {
    this.wait(FIRST_RUN_MS);
  }

  /** The database stays open until the step that runs has ended. */
  async onApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Several instances may do so at once. */
  run(now = Date.now()): Promise<void> {
    const before = keptSince(now);
    return inSteps(
      () => this.store.removeBefore(before),
      () => this.isStopping,
    );
  }

  private wait(ms: number): void {
    this.timer = setTimeout(() => {
      this.running = this.run()
        .catch((error: unknown) => this.log.warn({ err: error }, 'old captured bodies could not be removed'))
        .finally(() => {
          if (!this.isStopping) this.wait(INTERVAL_MS);
        });
    }, ms);
    this.timer.unref();
  }
}
