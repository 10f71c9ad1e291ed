import type { LogEvent } from '../audit/log-event.js';
import { TenancyChanges } from '../tenancy/tenancy-changes.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { Memory, MemoryTenantStore } from '../../test/support/memory-stores.js';
import { restorableSince, TombstoneClock } from './tombstone-clock.js';
import { TombstonePurge } from './tombstone-purge.js';
import { TombstoneStore } from './tombstone-store.js';

class Clock extends TombstoneClock {
  override now(): Date {
    return new Date('2026-11-21T20:00:00.000Z');
  }
}

/** Has so many steps to do for each tenant. */
class Steps extends TombstoneStore {
  readonly asked: { readonly tenantPk: number; readonly before: string }[] = [];
  readonly events: LogEvent[] = [];
  private readonly left = new Map<number, number>();

  constructor(
    private readonly steps: number,
    private readonly failure?: Error,
  ) {
    super();
  }

  override restore(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  override correctCounts(): Promise<number> {
    return Promise.resolve(0);
  }

  override purge(
    { tenantPk }: TenantScope,
    before: string,
    describe: (ids: readonly string[]) => LogEvent,
  ): Promise<boolean> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const left = (this.left.get(tenantPk) ?? this.steps) - 1;
    this.left.set(tenantPk, left);
    this.asked.push({ tenantPk, before });
    this.events.push(describe(['a', 'b']));
    return Promise.resolve(left > 0);
  }
}

async function purgeOf(store: TombstoneStore, tenants: number): Promise<TombstonePurge> {
  const memory = new Memory();
  const log = new MemoryLog();
  const service = new TenantsService(new MemoryTenantStore(memory), new TenancyChanges(), log);
  for (let i = 0; i < tenants; i += 1)
    await new MemoryTenantStore(memory).createTenant({ slug: `t${i}`, displayName: 'T' }, {} as LogEvent);
  return new TombstonePurge(store, service, new Clock(), log);
}

describe('purge of tombstones', () => {
  it('30 days after the deletion', () => {
    expect(restorableSince(new Clock().now())).toBe('2026-10-22T20:00:00.000Z');
  });

  it('goes through every tenant, page after page, until nothing is left', async () => {
    const store = new Steps(3);
    await (await purgeOf(store, 205)).run();
    expect(store.asked).toHaveLength(3 * 205);
    expect(new Set(store.asked.map(({ tenantPk }) => tenantPk)).size).toBe(205);
    expect(new Set(store.asked.map(({ before }) => before))).toEqual(new Set(['2026-10-22T20:00:00.000Z']));
    expect(store.events[0]).toMatchObject({
      displayMessage: '2 deleted users and groups were removed for good after 30 days',
      actor: { type: 'SystemPrincipal' },
    });
  });

  it('stops between two steps when the server stops', async () => {
    const store = new Steps(1_000);
    const purge = await purgeOf(store, 3);
    purge.onApplicationBootstrap();
    const running = purge.run();
    await purge.onApplicationShutdown();
    await running;
    expect(store.asked.length).toBeLessThan(1_000);
  });

  it('an error of the database reaches who asked', async () => {
    await expect((await purgeOf(new Steps(1, new Error('down')), 1)).run()).rejects.toThrow('down');
  });
});
