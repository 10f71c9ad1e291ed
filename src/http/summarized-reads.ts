import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Call, CallScope } from '../audit/call.js';
import { EventBuffer } from '../audit/event-buffer.js';
import { makeEvent } from '../audit/make-event.js';
import { FailureClock } from '../credentials/failure-clock.js';
import { connectorTarget } from '../tenancy/connectors.service.js';

const MINUTE_MS = 60_000;
/** A timer may fire a little too early. */
const MARGIN_MS = 50;
/** Sums that are kept for one minute; a read that would begin one more has an event of its own. */
const CAPACITY = 10_000;

interface Sum {
  /** The first of them; it lends the event its actor, address and request id. */
  readonly call: Call;
  readonly scope: CallScope;
  readonly eventType: string;
  readonly done: string;
  readonly firstAt: number;
  lastAt: number;
  count: number;
  found: number;
}

/**
 * Keeps an import of 10,000 pages from drowning the rest of a log: where a connector says `summarized`, the reads that succeed
 * leave one event per connector, credential, event type and minute, with their number and what they found. Written when the
 * minute is over, or before a shutdown; a kill loses the minute that it interrupts.
 */
@Injectable()
export class SummarizedReads implements BeforeApplicationShutdown {
  private minute = 0;
  private sums = new Map<string, Sum>();
  private timer: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly buffer: EventBuffer,
    private readonly clock: FailureClock,
  ) {}

  /** @returns false for what is no read, and must have an event of its own */
  take(call: Call, scope: CallScope): boolean {
    const read = readOf(call);
    if (this.isStopping || read === undefined || scope.connector === undefined) return false;
    this.writeEnded();
    const now = this.clock.nowMs();
    const key = [scope.tenantPk, scope.connector.pk, call.actor?.id ?? '', read.eventType, read.done].join(' ');
    const known = this.sums.get(key);
    if (known === undefined && this.sums.size >= CAPACITY) return false;
    if (known === undefined) {
      this.sums.set(key, { ...read, call: { ...call }, scope, firstAt: now, lastAt: now, count: 1 });
      this.timer ??= setTimeout(() => this.writeEnded(), (this.minute + 1) * MINUTE_MS - now + MARGIN_MS).unref();
      return true;
    }
    known.lastAt = now;
    known.count += 1;
    known.found += read.found;
    return true;
  }

  /** Writes what was counted in a minute that is over. */
  writeEnded(): void {
    const minute = Math.floor(this.clock.nowMs() / MINUTE_MS);
    if (minute === this.minute) return;
    this.minute = minute;
    this.writeAll();
  }

  /** Requests in flight still end after this: their reads have events of their own, which the buffer writes. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    this.writeAll();
  }

  private writeAll(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ended = this.sums;
    this.sums = new Map();
    for (const sum of ended.values()) this.write(sum);
  }

  private write({ call, scope, eventType, done, count, found, firstAt, lastAt }: Sum): void {
    const { connector, tenantPk } = scope;
    const who = connector?.displayName ?? 'A caller';
    const times = count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`;
    const event = makeEvent(
      { ...call, scope },
      {
        eventType,
        displayMessage: `${who} ${done} ${times} within a minute: ${found.toLocaleString('en-US')} found`,
        target: connector === undefined ? [] : [connectorTarget(connector)],
        debugData: {
          ...{ count, found, durationMs: null },
          ...{ firstAt: new Date(firstAt).toISOString(), lastAt: new Date(lastAt).toISOString() },
        },
      },
    );
    this.buffer.add(tenantPk, event);
  }
}

/** What a call that succeeded read; undefined where it did anything else. */
function readOf({ method, operation }: Call): Pick<Sum, 'eventType' | 'done' | 'found'> | undefined {
  if (operation?.read !== undefined) return { eventType: operation.eventType, ...operation.read };
  // Discovery has no words of its own.
  if (operation !== undefined || method !== 'GET') return undefined;
  return {
    eventType: 'application.provision.integration.call_api',
    done: 'read descriptions of this server',
    found: 0,
  };
}
