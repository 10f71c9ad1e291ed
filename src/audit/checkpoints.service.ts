import { appendFile } from 'node:fs/promises';
import type { KeyObject } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { canonicalJson } from '../protocol/canonical-json.js';
import { type Checkpoint, makeCheckpoint } from './checkpoint.js';
import { LogFollower } from './log-follower.service.js';
import { LogLedgerStore } from './log-ledger-store.js';
import { ProcessLog } from './process-log.js';

const INTERVAL_MS = 10 * 60 * 1_000;
const FIRST_MS = 30_000;

/** Where checkpoints go and who signs them. */
export class CheckpointSettings {
  constructor(
    /** Undefined: the process log. */
    readonly file: string | undefined,
    readonly signingKey: KeyObject | undefined,
  ) {}
}

/**
 * Writes down outside the database where the chains of the tenants stand: every ten minutes those that went on, and at a
 * clean shutdown. Every instance does so for itself; equal lines do no harm.
 */
@Injectable()
export class Checkpoints implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly written = new Map<string, number>();

  constructor(
    private readonly ledger: LogLedgerStore,
    private readonly follower: LogFollower,
    private readonly settings: CheckpointSettings,
    private readonly log: ProcessLog,
  ) {}

  onApplicationBootstrap(): void {
    this.wait(FIRST_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
    await this.follower.finish();
    await this.write();
  }

  /** Never rejects: what could not be written is said in the process log, and tried again with the next ones. */
  async write(): Promise<void> {
    try {
      const ends = (await this.ledger.ends()).filter(({ chain, seq }) => (this.written.get(chain) ?? 0) < seq);
      const checkpoints = ends.map((end) => makeCheckpoint(end, new Date(), this.settings.signingKey));
      await this.keep(checkpoints);
      for (const { chain, seq } of ends) this.written.set(chain, seq);
    } catch (error) {
      this.log.error({ err: error }, 'checkpoints of the log could not be written; will try again');
    }
  }

  private async keep(checkpoints: readonly Checkpoint[]): Promise<void> {
    const { file } = this.settings;
    if (file === undefined) {
      for (const checkpoint of checkpoints) this.log.info({ checkpoint }, 'checkpoint of the log');
    } else if (checkpoints.length > 0) {
      const lines = checkpoints.map((checkpoint) => `${canonicalJson(checkpoint)}\n`);
      await appendFile(file, lines.join(''), { mode: 0o600, flush: true });
    }
  }

  private wait(ms: number): void {
    this.timer = setTimeout(() => {
      this.running = this.write().then(() => this.wait(INTERVAL_MS));
    }, ms);
    this.timer.unref();
  }
}
