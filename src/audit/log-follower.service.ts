import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EventBuffer } from './event-buffer.js';
import { LogLedgerStore } from './log-ledger-store.js';
import { ProcessLog } from './process-log.js';

/** How long an event waits for its place in the chain, as a rule. */
const INTERVAL_MS = 500;
/** A backlog does not hold a shutdown up: it is taken in after the next start. */
const FINISH_MS = 3_000;
/** Behind a failure: the database is busy or away. */
const RETRY_MS = 5_000;

/** Takes the events of the log into the chain and the index, soon after they were committed, and at a clean shutdown. */
@Injectable()
export class LogFollower implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private finishing: Promise<void> | undefined;
  private isStopping = false;
  private isFailing = false;

  constructor(
    private readonly ledger: LogLedgerStore,
    private readonly buffer: EventBuffer,
    private readonly log: ProcessLog,
  ) {}

  onApplicationBootstrap(): void {
    this.wait(INTERVAL_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.finish();
  }

  /** The last events of this process are in the chain when it ends in good order. Asked again, does nothing more. */
  finish(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    return (this.finishing ??= this.running
      .then(() => this.buffer.flush())
      .then(() => {
        const limit = Date.now() + FINISH_MS;
        return this.step(() => Date.now() > limit);
      }));
  }

  private wait(ms: number): void {
    this.timer = setTimeout(() => {
      this.running = this.step(() => this.isStopping).then(() => {
        if (!this.isStopping) this.wait(this.isFailing ? RETRY_MS : INTERVAL_MS);
      });
    }, ms);
    this.timer.unref();
  }

  /** Never rejects: what could not be taken in waits in the log. Says once that it fails, and once that it goes on. */
  private async step(isStopped: () => boolean): Promise<void> {
    try {
      await this.ledger.follow(isStopped);
      if (this.isFailing) this.log.info({}, 'the log is followed again');
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.log.error({ err: error }, 'the log could not be followed; will try again');
      this.isFailing = true;
    }
  }
}
