import { setTimeout as pause } from 'node:timers/promises';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LeaseStore } from '../lease-store.js';
import { LogExportStore } from '../log-export-store.js';
import { LogStore } from '../log-store.js';
import { ProcessLog } from '../process-log.js';
import { uuidv7 } from '../uuidv7.js';
import { LogExporter } from './log-exporter.js';
import { LogSinks } from './log-sinks.js';

const POLL_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;
const SAY_EVERY_MS = 60_000;

export interface SinkStatus {
  readonly sink: string;
  readonly format: string;
  /** Events of all tenants that are still to be sent. */
  readonly backlog: number;
  readonly oldest: string | null;
  readonly exported: number;
  readonly setAside: number;
  readonly lastExportedAt: string | null;
  readonly failingSince: string | null;
  readonly problem: string | null;
}

/**
 * Runs an exporter for each sink, beside everything else: whatever a sink does, no change waits for it. What is not sent
 * yet stays in the log and is counted.
 */
@Injectable()
export class LogExporters implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly exporters: readonly LogExporter[];
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sinks: LogSinks,
    logs: LogStore,
    private readonly positions: LogExportStore,
    leases: LeaseStore,
    private readonly log: ProcessLog,
  ) {
    const stores = { logs, positions, leases };
    const holder = uuidv7();
    this.exporters = sinks.sinks.map((sink) => new LogExporter(sink, stores, log, sinks.host, holder));
  }

  onApplicationBootstrap(): void {
    this.running = Promise.all(this.exporters.map((exporter) => this.run(exporter)));
  }

  /** Comes before the requests in flight are waited for: the batch that is under way ends meanwhile. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  /** How far each sink is, whichever instance sends to it. @throws ScimError unavailable */
  status(): Promise<readonly SinkStatus[]> {
    return Promise.all(this.sinks.sinks.map(({ name, format }) => this.statusOf(name, format)));
  }

  /** Events that are still to be sent, by sink: for a gauge. */
  async backlogs(): Promise<ReadonlyMap<string, number>> {
    return new Map((await this.status()).map(({ sink, backlog }) => [sink, backlog]));
  }

  private async statusOf(sink: string, format: string): Promise<SinkStatus> {
    const positions = await this.positions.positions(sink);
    const backlogs = [];
    for (const { tenantPk, position } of positions) backlogs.push(await this.positions.backlog(tenantPk, position));
    const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
    const failing = positions.filter(({ failingSince }) => failingSince !== null);
    return {
      ...{ sink, format, backlog: sum(backlogs.map(({ count }) => count)) },
      oldest: first(backlogs.map(({ oldest }) => oldest)),
      exported: sum(positions.map(({ exported }) => exported)),
      setAside: sum(positions.map(({ setAside }) => setAside)),
      lastExportedAt: first(
        positions.map(({ exportedAt }) => exportedAt),
        -1,
      ),
      failingSince: first(failing.map(({ failingSince }) => failingSince)),
      problem: failing[0]?.problem ?? null,
    };
  }

  private async run(exporter: LogExporter): Promise<void> {
    const { signal } = this.stopping;
    let [backOffMs, saidMs] = [0, -Infinity];
    while (!signal.aborted) {
      const outcome = await this.round(exporter);
      backOffMs = outcome === 'failing' ? Math.min(LONGEST_BACK_OFF_MS, Math.max(POLL_MS, backOffMs * 2)) : 0;
      if (outcome === 'failing' && performance.now() - saidMs > SAY_EVERY_MS) {
        saidMs = performance.now();
        await this.say(exporter);
      }
      if (outcome !== 'more') await pause(Math.max(POLL_MS, backOffMs), undefined, { signal }).catch(() => undefined);
    }
    await exporter.stop().catch(() => undefined);
  }

  /** Never rejects: the database may be away, too. */
  private async round(exporter: LogExporter): Promise<'idle' | 'more' | 'failing'> {
    try {
      return await exporter.round(() => this.stopping.signal.aborted);
    } catch (error) {
      this.log.warn({ err: error, sink: exporter.sink.name }, 'the log export could not be continued; will try again');
      return 'failing';
    }
  }

  private async say({ sink: { name, format } }: LogExporter): Promise<void> {
    const status = await this.statusOf(name, format).catch(() => undefined);
    if (status !== undefined) this.log.warn({ ...status }, 'events of the log wait to be exported');
  }
}

/** The smallest, or with -1 the largest; instants compare as texts. */
function first(instants: readonly (string | null)[], at: 0 | -1 = 0): string | null {
  return (
    instants
      .filter((one) => one !== null)
      .sort()
      .at(at) ?? null
  );
}
