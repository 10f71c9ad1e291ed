import { Injectable } from '@nestjs/common';
import { LeaseStore } from '../audit/lease-store.js';
import type { LogEvent } from '../audit/log-event.js';
import { LogLedgerStore, type LogSegment } from '../audit/log-ledger-store.js';
import { makeEvent } from '../audit/make-event.js';
import { ProcessLog } from '../audit/process-log.js';
import { systemCall } from '../audit/system-call.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { callScope } from './call-scope.js';
import { HourlyUpkeep } from './hourly-upkeep.js';
import { inSteps } from './in-steps.js';
import type { Tenant } from './tenant.js';
import { TenantsService } from './tenants.service.js';

const FIRST_RUN_MS = 3 * 60 * 1_000;
const TENANTS_PER_PAGE = 100;
const DAY_MS = 24 * 60 * 60 * 1_000;
const LEASE = 'log-retention';
const LEASE_MS = 5 * 60 * 1_000;

/**
 * Removes from the log of each tenant what is older than it wants to keep: whole segments, oldest first, in short
 * transactions with rests between them, one instance at a time.
 */
@Injectable()
export class LogRetention extends HourlyUpkeep {
  private readonly holder = uuidv7();

  constructor(
    private readonly ledger: LogLedgerStore,
    private readonly leases: LeaseStore,
    private readonly tenants: TenantsService,
    log: ProcessLog,
  ) {
    super(log, FIRST_RUN_MS, 'old events of the log could not be removed');
  }

  /** Every tenant, unless another instance is at it. @returns whether this one was */
  async run(now = new Date()): Promise<boolean> {
    if (!(await this.holdsLease())) return false;
    try {
      for (let after = 0; !this.isStopping;) {
        const page = await this.tenants.list({ limit: TENANTS_PER_PAGE, after });
        for (const tenant of page) if (!(await this.clean(tenant, now))) return false;
        const last = page.at(-1);
        if (last === undefined || page.length < TENANTS_PER_PAGE) break;
        after = last.pk;
      }
      if (!this.isStopping) await this.ledger.removeForgotten(now);
      return true;
    } finally {
      await this.leases.release(LEASE, this.holder);
    }
  }

  /** @returns false when the lease was lost */
  private async clean(tenant: Tenant, now: Date): Promise<boolean> {
    const before = new Date(now.getTime() - tenant.logRetentionDays * DAY_MS).toISOString();
    await this.ledger.closeSegment(tenant.pk, before);
    for (;;) {
      const segment = await this.ledger.expiredSegment(tenant.pk, before);
      if (segment === undefined || this.isStopping) return true;
      let isHeld = true;
      await inSteps(
        async () => {
          isHeld = await this.holdsLease();
          const event = (): LogEvent => removalEvent(tenant, segment, before);
          return isHeld && this.ledger.removeStep(tenant.pk, segment.number, now.toISOString(), event);
        },
        () => this.isStopping,
      );
      if (!isHeld) return false;
    }
  }

  private holdsLease(): Promise<boolean> {
    return this.leases.acquire(LEASE, this.holder, LEASE_MS);
  }
}

function removalEvent(tenant: Tenant, { firstSeq, lastSeq }: LogSegment, before: string): LogEvent {
  const count = lastSeq - firstSeq + 1;
  return makeEvent(
    { ...systemCall('retention'), scope: callScope(tenant) },
    {
      eventType: 'system.log.retention',
      displayMessage: `${count} ${count === 1 ? 'event' : 'events'} of the log from before ${before} were removed, as the tenant ${tenant.displayName} keeps them for ${tenant.logRetentionDays} days`,
      debugData: { firstSeq, lastSeq, count, before },
    },
  );
}
