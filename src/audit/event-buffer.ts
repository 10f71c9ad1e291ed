import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { LogEvent } from './log-event.js';
import { LogStore } from './log-store.js';
import { lostEvents } from './lost-events.js';
import { ProcessLog } from './process-log.js';

const FLUSH_AFTER_MS = 100;
const RETRY_AFTER_MS = 1_000;
const BATCH = 500;
const CAPACITY = 20_000;
/** While callers cannot be told from strangers, anybody makes these. */
const UNASSIGNED_CAPACITY = 2_000;

export interface BufferFigures {
  readonly pending: number;
  readonly capacity: number;
  /** Since the process started. */
  readonly dropped: number;
  readonly failedWrites: number;
}

interface Pending {
  readonly tenantPk: number;
  event: LogEvent;
  complete?: Complete | undefined;
}

/** What is still to be found out about an event before it is written; where that fails, it is written as it is. */
type Complete = (event: LogEvent) => Promise<LogEvent>;

/** Finds out whose event it is; undefined: nobody's. @throws while that cannot be told */
type Assign = () => Promise<Pending | undefined>;

/**
 * Collects the events of reads and refusals and writes them many at a time, so that a look-up costs no commit of its own.
 * Change events never pass here: they commit with their change. What is buffered when the process is killed is lost (at
 * most a tenth of a second of reads and refusals); a clean shutdown and every query of the log flush first. Where the log cannot
 * be written for long, what is beyond the capacity is counted by kind, and the count becomes an event as soon as it can.
 */
@Injectable()
export class EventBuffer implements OnApplicationShutdown {
  private pending: Pending[] = [];
  private readonly unassigned: Assign[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private dropped = 0;
  /** Of `dropped`, those of whose tenants nothing is known, and that were not said yet. */
  private droppedUnassigned = 0;
  /** Of `dropped`, those that no event stands for yet: how many of a kind, by tenant. */
  private readonly unsaid = new Map<number, Map<string, number>>();
  private failedWrites = 0;
  /** The last attempt failed; the next one is when the timer says. */
  private isFailing = false;

  constructor(
    private readonly store: LogStore,
    private readonly log: ProcessLog,
  ) {}

  add(tenantPk: number, event: LogEvent, complete?: Complete): void {
    if (this.countWaiting() >= CAPACITY) {
      this.countDropped(tenantPk, event);
      return;
    }
    this.pending.push({ tenantPk, event, complete });
    this.schedule();
  }

  /** Keeps the event of a call whose tenant cannot be told now, and asks until it can. */
  addUnassigned(assign: Assign): void {
    if (this.unassigned.length >= UNASSIGNED_CAPACITY || this.countWaiting() >= CAPACITY) {
      this.dropped += 1;
      this.droppedUnassigned += 1;
      return;
    }
    this.unassigned.push(assign);
    this.schedule();
  }

  private schedule(): void {
    // While the database cannot, every further event would be one more attempt, each waiting for the one before.
    const isBusy = this.flushing !== undefined || this.isFailing;
    if (this.pending.length >= BATCH && !isBusy) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), this.isFailing ? RETRY_AFTER_MS : FLUSH_AFTER_MS).unref();
  }

  /** Writes what is pending now. Never rejects: what could not be written stays pending and is said in the process log. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.flushing !== undefined) await this.flushing;
    if (this.countWaiting() === 0) return;
    this.flushing = this.write().finally(() => (this.flushing = undefined));
    await this.flushing;
  }

  figures(): BufferFigures {
    const { dropped, failedWrites } = this;
    return { pending: this.countWaiting(), capacity: CAPACITY, dropped, failedWrites };
  }

  /** How many would be lost if the process ended now, with those that were dropped and that no event stands for yet. */
  lost(): number {
    return this.countWaiting() + this.countUnsaid() + this.droppedUnassigned;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    const lost = this.lost();
    if (lost > 0)
      this.log.error({ lost }, 'stopping: events of reads and refused calls could not be written and are lost');
  }

  private countWaiting(): number {
    return this.pending.length + this.unassigned.length;
  }

  private async write(): Promise<void> {
    await this.assign();
    while (this.pending.length > 0) {
      const batch = this.pending.slice(0, BATCH);
      await this.complete(batch);
      try {
        await this.store.append(batch.map(({ tenantPk, event }) => ({ tenantPk, event })));
      } catch (error) {
        this.noteFailure(error);
        return;
      }
      this.isFailing = false;
      this.pending.splice(0, batch.length);
      this.sayDropped();
    }
  }

  private noteFailure(error: unknown): void {
    this.failedWrites += 1;
    this.isFailing = true;
    this.log.error({ err: error, pending: this.countWaiting() }, 'log events could not be written; will try again');
    this.timer ??= setTimeout(() => void this.flush(), RETRY_AFTER_MS).unref();
  }

  /** One after the other, up to the first that cannot be assigned yet: none of the others can then. */
  private async assign(): Promise<void> {
    for (let assign = this.unassigned[0]; assign !== undefined; assign = this.unassigned[0]) {
      try {
        const assigned = await assign();
        if (assigned !== undefined) this.pending.push(assigned);
      } catch (error) {
        this.noteFailure(error);
        return;
      }
      this.unassigned.shift();
    }
    this.sayDroppedUnassigned();
  }

  private sayDroppedUnassigned(): void {
    if (this.droppedUnassigned === 0) return;
    this.log.error(
      { dropped: this.droppedUnassigned },
      'refused calls are in no log: there were too many while the database could not tell their tenants',
    );
    this.droppedUnassigned = 0;
  }

  /**
   * One after the other, so that it takes one connection at most from the calls that wait for theirs; and none of a batch
   * once one has failed, so that a database that is not there is not waited for over and over.
   */
  private async complete(batch: readonly Pending[]): Promise<void> {
    try {
      for (const pending of batch) if (pending.complete) pending.event = await pending.complete(pending.event);
    } catch (error) {
      this.log.warn({ err: error }, 'log events are written without what was still to be found out about them');
    }
    for (const pending of batch) pending.complete = undefined;
  }

  private countDropped(tenantPk: number, { eventType, outcome }: LogEvent): void {
    this.dropped += 1;
    const kinds = this.unsaid.get(tenantPk) ?? new Map<string, number>();
    this.unsaid.set(tenantPk, kinds);
    const kind = `${eventType} ${outcome.result}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  private countUnsaid(): number {
    return [...this.unsaid.values()].flatMap((kinds) => [...kinds.values()]).reduce((sum, one) => sum + one, 0);
  }

  /** There is room again: behind what was kept stands, for each tenant, what was not. */
  private sayDropped(): void {
    if (this.unsaid.size === 0) return;
    const events = [...this.unsaid].map(([tenantPk, kinds]) => ({ tenantPk, event: lostEvents(kinds) }));
    this.log.error(
      { dropped: this.countUnsaid() },
      'log events of reads or refusals were dropped: the database was too slow',
    );
    this.pending.push(...events);
    this.unsaid.clear();
  }
}
