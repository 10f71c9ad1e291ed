import { createHash } from 'node:crypto';
import type { LeaseStore } from '../lease-store.js';
import type { LogEvent } from '../log-event.js';
import type { ExportPosition, LogExportStore } from '../log-export-store.js';
import type { LogPage, LogStore } from '../log-store.js';
import { makeEvent } from '../make-event.js';
import type { ProcessLog } from '../process-log.js';
import { systemCall } from '../system-call.js';
import { exportLine } from './export-line.js';
import { type LogSink, SinkDown } from './log-sink.js';

/** A batch must end well before the lease does: a sink is given 10 s. */
const LEASE_MS = 30_000;
const BATCH = 200;
/** Batches of one tenant before the next one has its turn. */
const BATCHES = 20;
/** How often one event is tried before it is set aside. */
const TRIES = 5;
const LONGEST_PROBLEM = 255;
const SET_ASIDE = 'system.log_stream.event.set_aside';

export interface ExporterStores {
  readonly logs: LogStore;
  readonly positions: LogExportStore;
  readonly leases: LeaseStore;
}

/** `idle`: another instance does it, or there is nothing to do; `more`: not everything is sent; `failing`: try later. */
export type ExportOutcome = 'idle' | 'more' | 'failing';

/**
 * Sends the logs of all tenants to one sink: each event at least once, in the order of its log, one instance at a time.
 * A sink that is down holds everything back. A single event that it refuses again and again, though it takes the one behind
 * it, is set aside, and said to be.
 */
export class LogExporter {
  /** By tenant, where a batch was refused: how many of its events are still to be sent alone, and tries of the first. */
  private readonly suspects = new Map<number, { left: number; tries: number }>();

  constructor(
    readonly sink: LogSink,
    private readonly stores: ExporterStores,
    private readonly log: ProcessLog,
    private readonly host: string,
    private readonly holder: string,
  ) {}

  /**
   * One round over all tenants.
   * @param isStopped asked before each batch: a backlog holds no shutdown up, it is sent by whoever has the lease next
   * @throws ScimError where the database cannot be reached
   */
  async round(isStopped: () => boolean = () => false): Promise<ExportOutcome> {
    if (!(await this.isOurs())) return 'idle';
    let outcome: ExportOutcome = 'idle';
    for (const position of await this.stores.positions.positions(this.sink.name)) {
      if (position.newest <= position.position) continue;
      if (isStopped()) return outcome;
      try {
        if ((await this.exportTenant(position, isStopped)) && outcome === 'idle') outcome = 'more';
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        await this.noteFailure(position, error);
        outcome = 'failing';
        // Down for one, down for all.
        if (error instanceof SinkDown) return outcome;
      }
    }
    return outcome;
  }

  async stop(): Promise<void> {
    await this.stores.leases.release(this.leaseName(), this.holder);
  }

  private isOurs(): Promise<boolean> {
    return this.stores.leases.acquire(this.leaseName(), this.holder, LEASE_MS);
  }

  /** @returns whether there is more to send */
  private async exportTenant(start: ExportPosition, isStopped: () => boolean): Promise<boolean> {
    let position = start;
    for (let batch = 0; batch < BATCHES && !isStopped(); batch += 1) {
      if (!(await this.isOurs())) return false;
      const isSuspect = this.suspects.has(start.tenantPk);
      const page = await this.pageBehind(position, isSuspect ? 1 : BATCH);
      if (page.events.length === 0 || page.last === undefined) return false;
      const moved = isSuspect ? await this.sendSuspect(position, page, isStopped) : await this.sendPage(position, page);
      // Another instance has gone on from here.
      if (moved === undefined) return false;
      position = moved;
    }
    return true;
  }

  private pageBehind({ tenantPk, position }: ExportPosition, limit: number): Promise<LogPage> {
    return this.stores.logs.query(tenantPk, { limit, order: 'ASCENDING', after: position });
  }

  private async sendPage(position: ExportPosition, page: LogPage): Promise<ExportPosition | undefined> {
    try {
      await this.send(position, page.events);
    } catch (error) {
      // From now on one by one, until it is known which it was.
      if (!(error instanceof SinkDown)) this.suspects.set(position.tenantPk, { left: page.events.length, tries: 0 });
      throw error;
    }
    return this.advance(position, page, { exported: page.events.length, setAside: 0 });
  }

  private async sendSuspect(
    position: ExportPosition,
    page: LogPage,
    isStopped: () => boolean,
  ): Promise<ExportPosition | undefined> {
    const { tenantPk } = position;
    const suspect = this.suspects.get(tenantPk) ?? { left: 1, tries: 0 };
    try {
      await this.send(position, page.events);
    } catch (error) {
      if (error instanceof SinkDown) throw error;
      suspect.tries += 1;
      if (suspect.tries < TRIES || isStopped() || !(await this.takesNext(position, page))) throw error;
      return this.setAside(position, page, error as Error);
    }
    Object.assign(suspect, { left: suspect.left - 1, tries: 0 });
    if (suspect.left <= 0) this.suspects.delete(tenantPk);
    return this.advance(position, page, { exported: 1, setAside: 0 });
  }

  /** A sink that refuses everything is broken, and nothing is set aside for it. What it takes here it is sent again. */
  private async takesNext(position: ExportPosition, { last = 0 }: LogPage): Promise<boolean> {
    const next = await this.pageBehind({ ...position, position: last }, 1);
    if (next.events.length === 0) return false;
    return this.send(position, next.events).then(
      () => true,
      () => false,
    );
  }

  private async setAside(position: ExportPosition, page: LogPage, error: Error): Promise<ExportPosition | undefined> {
    const [event] = page.events;
    const moved = await this.advance(position, page, { exported: 0, setAside: 1 });
    this.suspects.delete(position.tenantPk);
    if (moved === undefined || event === undefined) return moved;
    const { tenantPk, tenantSlug } = position;
    this.log.warn(
      { sink: this.sink.name, tenant: tenantSlug, uuid: event.uuid, err: error },
      'a log event was set aside',
    );
    // Not about one of its own kind: it would be refused as well, for ever.
    if (event.eventType !== SET_ASIDE)
      await this.stores.logs.append([{ tenantPk, event: setAsideEvent(event, error) }]);
    return moved;
  }

  private async send({ tenantSlug }: ExportPosition, events: readonly LogEvent[]): Promise<void> {
    const context = { tenant: tenantSlug, host: this.host };
    await this.sink.send(events.map((event) => exportLine(event, this.sink.format, context)));
  }

  private async advance(
    position: ExportPosition,
    { last = position.position }: LogPage,
    sent: { readonly exported: number; readonly setAside: number },
  ): Promise<ExportPosition | undefined> {
    const step = { tenantPk: position.tenantPk, from: position.position, to: last, ...sent };
    const isMoved = await this.stores.positions.advance(this.sink.name, step, new Date());
    if (!isMoved) return undefined;
    if (position.failingSince !== null)
      this.log.info({ sink: this.sink.name, tenant: position.tenantSlug }, 'the log export goes on');
    return { ...position, position: last, failingSince: null };
  }

  private async noteFailure(position: ExportPosition, error: Error): Promise<void> {
    const { tenantPk, tenantSlug, failingSince } = position;
    await this.stores.positions.fail(this.sink.name, tenantPk, error.message.slice(0, LONGEST_PROBLEM), new Date());
    if (failingSince === null)
      this.log.warn({ sink: this.sink.name, tenant: tenantSlug, err: error }, 'the log export fails; will try again');
  }

  /** Names of leases are short, names of sinks are not. */
  private leaseName(): string {
    return `log-export:${createHash('sha256').update(this.sink.name).digest('hex').slice(0, 32)}`;
  }
}

function setAsideEvent({ uuid, eventType }: LogEvent, { message }: Error): LogEvent {
  return makeEvent(systemCall('log export'), {
    eventType: SET_ASIDE,
    displayMessage: `An event of the log was not exported: ${uuid}`,
    severity: 'WARN',
    outcome: { result: 'FAILURE', reason: message },
    debugData: { uuid, type: eventType },
  });
}
