import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ProcessLog } from '../audit/process-log.js';
import { IdempotencyStore } from '../tenancy/idempotency-store.js';
import { AccessTokenStore } from './access-token-store.js';
import { ExpiryWarnings } from './expiry-warnings.service.js';

const INTERVAL_MS = 60 * 60 * 1000;

/** What is done at the start and every hour: warnings about credentials that end soon, forgetting what has ended. */
@Injectable()
export class CredentialUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly warnings: ExpiryWarnings,
    private readonly keys: IdempotencyStore,
    private readonly tokens: AccessTokenStore,
    private readonly log: ProcessLog,
  ) {}

  /** Never rejects: what could not be done now is done an hour later. */
  async run(now: Date): Promise<void> {
    try {
      await this.warnings.giveDue(now);
      await this.keys.forgetExpired(now.toISOString());
      await this.tokens.forgetExpired(now.toISOString());
    } catch (error) {
      this.log.warn({ err: error }, 'the upkeep of credentials failed; will try again in an hour');
    }
  }

  onApplicationBootstrap(): void {
    this.running = this.run(new Date());
    this.timer = setInterval(() => {
      // One after the other, so that a slow database is not asked twice at once.
      this.running = this.running.then(() => this.run(new Date()));
    }, INTERVAL_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
}
