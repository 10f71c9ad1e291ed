import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { LogEvent } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { ProcessLog } from '../audit/process-log.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { inSteps } from '../tenancy/in-steps.js';
import { HourlyUpkeep } from '../tenancy/hourly-upkeep.js';
import type { Tenant } from '../tenancy/tenant.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { restorableSince, TOMBSTONE_DAYS, TombstoneClock } from './tombstone-clock.js';
import { TombstoneStore } from './tombstone-store.js';

const FIRST_RUN_MS = 5 * 60 * 1_000;
const TENANTS_PER_PAGE = 100;

/**
 * Removes for good what was deleted more than 30 days ago, in short transactions with others between them, and sees that the
 * number of users and groups is right.
 */
@Injectable()
export class TombstonePurge extends HourlyUpkeep {
  constructor(
    private readonly store: TombstoneStore,
    private readonly tenants: TenantsService,
    private readonly clock: TombstoneClock,
    log: ProcessLog,
  ) {
    super(log, FIRST_RUN_MS, 'deleted users and groups could not be removed for good');
  }

  /** Every tenant, until nothing is left to remove. Several instances may do so at once. */
  async run(): Promise<void> {
    const before = restorableSince(this.clock.now());
    for (let after = 0; !this.isStopping;) {
      const page = await this.tenants.list({ limit: TENANTS_PER_PAGE, after });
      for (const tenant of page) {
        await this.purge(tenant, before);
        if (!this.isStopping) await this.correctCounts(tenant);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < TENANTS_PER_PAGE) return;
      after = last.pk;
    }
  }

  /** A tenant that takes too long to count keeps no other one from its turn. */
  private async correctCounts(tenant: Tenant): Promise<void> {
    try {
      const wrong = await this.store.correctCounts({ tenantPk: tenant.pk });
      if (wrong !== 0) this.log.warn({ tenant: tenant.slug, wrong }, 'the number of users and groups was set right');
    } catch (error) {
      this.log.warn({ tenant: tenant.slug, err: error }, 'users and groups could not be counted');
    }
  }

  private async purge(tenant: Tenant, before: string): Promise<void> {
    const step = (): Promise<boolean> =>
      this.store.purge({ tenantPk: tenant.pk }, before, (ids) => purgeEvent(this.clock.now(), ids));
    await inSteps(step, () => this.isStopping);
  }
}

/** @param ids none where there were so many memberships that a step removed nothing else */
function purgeEvent(at: Date, ids: readonly string[]): LogEvent {
  if (ids.length === 0)
    return makeEvent(purgeCall(at), {
      eventType: 'directory.tombstones.purge',
      severity: 'DEBUG',
      displayMessage: `Memberships of deleted users and groups were removed for good after ${TOMBSTONE_DAYS} days`,
    });
  const what = ids.length === 1 ? '1 deleted user or group was' : `${ids.length} deleted users and groups were`;
  return makeEvent(purgeCall(at), {
    eventType: 'directory.tombstones.purge',
    displayMessage: `${what} removed for good after ${TOMBSTONE_DAYS} days`,
    changes: [{ path: 'id', from: ids, to: null }],
  });
}

/** The log wants to know who called; here it was nobody but the server itself. */
function purgeCall(at: Date): Call {
  return {
    ...{ id: uuidv7(), at, startedMs: performance.now(), method: 'PURGE', path: '', ipAddress: null, userAgent: null },
    actor: {
      ...{ id: 'system', type: 'SystemPrincipal', alternateId: 'system' },
      ...{ displayName: 'Rollbook, retention', detailEntry: null },
    },
    recorded: false,
  };
}
