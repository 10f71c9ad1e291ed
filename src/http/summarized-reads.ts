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
/** With `auto`, reads of one kind, by one credential, that have events of their own within a minute: ten a second. */
export const OWN_EVENTS = 600;

interface Sum {
  /** The first that was counted; it lends the event its actor, address and request id. */
  call: Call;
  readonly scope: CallScope;
  readonly eventType: string;
  readonly done: string;
  firstAt: number;
  lastAt: number;
  /** Those before them that have events of their own. */
  own: number;
  count: number;
  found: number;
}

/**
 * Keeps an import of 10,000 pages from drowning the rest of a log: reads that succeed leave one event per connector,
 * credential, event type and minute, with their number and what they found. All of them where a connector says `summarized`;
 * where it says `auto`, those beyond `OWN_EVENTS`. Written when the minute is over, or before a shutdown; a kill loses the
 * minute that it interrupts.
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

  /** @returns false for what must have an event of its own, as what is no read must */
  take(call: Call, scope: CallScope): boolean {
    const { connector } = scope;
    if (this.isStopping || connector?.logReads === undefined || connector.logReads === 'each') return false;
    const read = readOf(call);
    if (read === undefined) return false;
    this.writeEnded();
    const now = this.clock.nowMs();
    const key = `${scope.tenantPk} ${connector.pk} ${call.actor?.id ?? ''} ${read.eventType} ${read.done}`;
    const known = this.sums.get(key);
    if (known === undefined && this.sums.size >= CAPACITY) return false;
    const sum = known ?? { ...read, call, scope, firstAt: now, lastAt: now, own: 0, count: 0, found: 0 };
    if (known === undefined) {
      this.sums.set(key, sum);
      this.timer ??= setTimeout(() => this.writeEnded(), (this.minute + 1) * MINUTE_MS - now + MARGIN_MS).unref();
    }
    if (connector.logReads === 'auto' && sum.own < OWN_EVENTS) {
      sum.own += 1;
      return false;
    }
    if (sum.count === 0) [sum.call, sum.firstAt] = [{ ...call }, now];
    sum.lastAt = now;
    sum.count += 1;
    sum.found += read.found;
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
    for (const sum of ended.values()) if (sum.count > 0) this.write(sum);
  }

  private write({ call, scope, eventType, done, own, count, found, firstAt, lastAt }: Sum): void {
    const { connector, tenantPk } = scope;
    const who = connector?.displayName ?? 'A caller';
    const more = own === 0 ? '' : ' more';
    const times = count === 1 ? `once${more}` : `${count.toLocaleString('en-US')}${more} times`;
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
  const read = operation?.read;
  if (operation !== undefined && read !== undefined)
    return { eventType: operation.eventType, done: read.done, found: read.found };
  // Discovery has no words of its own.
  if (operation !== undefined || method !== 'GET') return undefined;
  return {
    eventType: 'application.provision.integration.call_api',
    done: 'read descriptions of this server',
    found: 0,
  };
}
