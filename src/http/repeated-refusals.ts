import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Call, CallScope } from '../audit/call.js';
import { EventBuffer } from '../audit/event-buffer.js';
import { makeEvent } from '../audit/make-event.js';
import { FailureClock } from '../credentials/failure-clock.js';
import { SignInLimit } from '../credentials/sign-in-limit.js';
import { connectorTarget } from '../tenancy/connectors.service.js';
import { networkOf } from '../tenancy/network-of.js';

const MINUTE_MS = 60_000;
/** A timer may fire a little too early. */
const MARGIN_MS = 50;
/** Networks that are told apart in one minute; those on top share one event for each connector. */
const CAPACITY = 1_000;

interface Strangers {
  /** Refusals that have an event of their own. */
  alone: number;
  /** How many have not, by status. */
  readonly others: Map<number, number>;
  /** The first of those. */
  first?: { readonly call: Call; readonly scope: CallScope };
}

/**
 * Keeps strangers from filling a tenant's log: of the refusals of callers who did not sign in, the first of each network and
 * connector in a minute have their own events, all others of that minute one event together, with their number.
 */
@Injectable()
export class RepeatedRefusals implements BeforeApplicationShutdown {
  private minute = 0;
  private strangers = new Map<string, Strangers>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly buffer: EventBuffer,
    private readonly limit: SignInLimit,
    private readonly clock: FailureClock,
  ) {}

  /** @returns whether the refusal is to have an event of its own; otherwise it is in one that is written later */
  isAlone(call: Call, scope: CallScope, status: number): boolean {
    this.writeEnded();
    const known = this.strangersOf(call, scope);
    if (known.alone < this.limit.perMinute) {
      known.alone += 1;
      return true;
    }
    known.first ??= { call: withoutActor(call), scope };
    known.others.set(status, (known.others.get(status) ?? 0) + 1);
    const leftMs = (this.minute + 1) * MINUTE_MS - this.clock.nowMs();
    this.timer ??= setTimeout(() => this.writeEnded(), leftMs + MARGIN_MS).unref();
    return false;
  }

  /** Writes what was counted in a minute that is over. */
  writeEnded(): void {
    const minute = Math.floor(this.clock.nowMs() / MINUTE_MS);
    if (minute === this.minute) return;
    this.minute = minute;
    this.writeAll();
  }

  /** Before the events that are buffered are written for the last time. */
  beforeApplicationShutdown(): void {
    this.writeAll();
  }

  private writeAll(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ended = this.strangers;
    this.strangers = new Map();
    for (const { others, first } of ended.values()) {
      if (first !== undefined) this.write(first.call, first.scope, others);
    }
  }

  private strangersOf(call: Call, { tenantPk, connector }: CallScope): Strangers {
    const where = `${tenantPk}/${connector?.pk ?? ''}`;
    const own = `${where}/${networkOf(call.ipAddress)}`;
    const isRoom = this.strangers.size < CAPACITY || this.strangers.has(own);
    const key = isRoom ? own : `${where}/others`;
    const known = this.strangers.get(key) ?? { alone: isRoom ? 0 : this.limit.perMinute, others: new Map() };
    this.strangers.set(key, known);
    return known;
  }

  private write(call: Call, scope: CallScope, others: ReadonlyMap<number, number>): void {
    const count = [...others.values()].reduce((sum, one) => sum + one, 0);
    const isSignIn = [...others.keys()].every((status) => status === 401 || status === 429);
    const event = makeEvent(
      { ...call, scope },
      {
        eventType: `application.integration.${isSignIn ? 'authentication' : 'general'}_failure`,
        displayMessage: `${count} more calls of unknown callers were refused within a minute`,
        severity: 'WARN',
        outcome: {
          result: 'FAILURE',
          reason: `More than ${this.limit.perMinute} calls from one network were refused within a minute; these are the others.`,
        },
        target: scope.connector === undefined ? [] : [connectorTarget(scope.connector)],
        debugData: {
          count,
          statuses: [...others].map(([status, times]) => `${status}: ${times}`).join(', '),
          durationMs: null,
        },
      },
    );
    this.buffer.add(scope.tenantPk, event);
  }
}

/** The event is about all who were refused; whose credential the first one showed, says nothing of the others. */
function withoutActor({ actor: _, ...call }: Call): Call {
  return call;
}
