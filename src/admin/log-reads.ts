import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Call, CallScope } from '../audit/call.js';
import { EventBuffer } from '../audit/event-buffer.js';
import { makeEvent } from '../audit/make-event.js';
import { FailureClock } from '../credentials/failure-clock.js';

const WINDOW_MS = 60_000;
/** A timer may fire a little too early. */
const MARGIN_MS = 50;
/** Readers and routes that are told apart at a time; those on top share one event for each reader. */
const CAPACITY = 1_000;

interface Reading {
  readonly call: Call;
  readonly what: string;
  /** Reads since the last event about them. */
  count: number;
  endsMs: number;
}

/**
 * Every read of the log is in the log. The first of a token on a route has its event at once; as long as it goes on
 * reading there, one event a minute says how often. Whoever polls for ever reads of himself once a minute and not once for
 * each poll, so the log does not grow by being read; when he stops, so do the events.
 */
@Injectable()
export class LogReads implements BeforeApplicationShutdown {
  private readonly readings = new Map<string, Reading>();
  private timer: NodeJS.Timeout | undefined;
  /** When the next window ends. */
  private nextMs = Infinity;

  constructor(
    private readonly buffer: EventBuffer,
    private readonly clock: FailureClock,
  ) {}

  /** @param what was read: `the log` */
  note(call: Call, scope: CallScope, what: string): void {
    this.writeEnded();
    const reader = `${scope.tenantPk}/${call.actor?.id ?? ''}`;
    const own = `${reader}${call.path}`;
    const isRoom = this.readings.size < CAPACITY || this.readings.has(own);
    const key = isRoom ? own : reader;
    const known = this.readings.get(key);
    if (known !== undefined) {
      known.count += 1;
      return;
    }
    const endsMs = this.clock.nowMs() + WINDOW_MS;
    const reading = { call: { ...call, scope }, what: isRoom ? what : 'other parts of the log', count: 0, endsMs };
    this.readings.set(key, reading);
    this.write(reading, 1);
    if (this.timer === undefined) this.wakeAt(endsMs);
  }

  /** Writes about the minutes that are over, and forgets who has stopped. */
  writeEnded(): void {
    const now = this.clock.nowMs();
    if (now < this.nextMs) return;
    for (const [key, reading] of this.readings) if (reading.endsMs <= now) this.end(key, reading, now);
    this.wakeAt(Math.min(...Array.from(this.readings.values(), ({ endsMs }) => endsMs)));
  }

  /** Before the events that are buffered are written for the last time. */
  beforeApplicationShutdown(): void {
    this.wakeAt(Infinity);
    for (const reading of this.readings.values()) if (reading.count > 0) this.write(reading, reading.count);
    this.readings.clear();
  }

  private end(key: string, reading: Reading, now: number): void {
    if (reading.count === 0) {
      this.readings.delete(key);
      return;
    }
    this.write(reading, reading.count);
    reading.count = 0;
    reading.endsMs = now + WINDOW_MS;
  }

  private wakeAt(nextMs: number): void {
    clearTimeout(this.timer);
    this.nextMs = nextMs;
    this.timer =
      nextMs === Infinity
        ? undefined
        : setTimeout(() => this.writeEnded(), nextMs - this.clock.nowMs() + MARGIN_MS).unref();
  }

  private write({ call, what }: Reading, count: number): void {
    const { scope, actor } = call;
    if (scope === undefined) return;
    const times = count === 1 ? '' : ` ${count} times within a minute`;
    const event = makeEvent(call, {
      eventType: 'system.log.read',
      displayMessage: `The admin token ${actor?.displayName ?? ''} read ${what}${times}`,
      // How long one of them took says nothing.
      debugData: { count, durationMs: null },
    });
    this.buffer.add(scope.tenantPk, event);
  }
}
