import type { LogEvent } from '../audit/log-event.js';
import type { DescribeChange, StoredResource } from '../directory/resource-store.js';
import { TombstoneStore } from '../directory/tombstone-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { purgeTombstones } from './purge-tombstones.js';
import { liveGroupsOf, lockTombstone, restoreResource } from './restore-resource.js';

/** Rows of `resource` whose `live` is NULL. */
export class SqlTombstoneStore extends TombstoneStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  override restore(
    scope: TenantScope,
    type: ResourceTypeName,
    id: string,
    deletedSince: string,
    describe: DescribeChange,
  ): Promise<StoredResource | undefined> {
    return this.database.withTransaction(async (tx) => {
      const tombstone = await lockTombstone(tx, scope, type, id, deletedSince);
      if (tombstone === undefined) return undefined;
      const after = await restoreResource(tx, scope, tombstone, this.now().toISOString());
      const regainedGroups = await liveGroupsOf(tx, scope, after.pk);
      const change = { before: tombstone, after, addedMembers: [], removedMembers: [], regainedGroups };
      await appendEvent(tx, scope.tenantPk, describe(change));
      return after;
    });
  }

  override purge(
    scope: TenantScope,
    deletedBefore: string,
    describe: (ids: readonly string[]) => LogEvent,
  ): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const { ids, mayBeMore } = await purgeTombstones(tx, scope, deletedBefore);
      if (ids.length > 0) await appendEvent(tx, scope.tenantPk, describe(ids));
      return mayBeMore;
    });
  }
}
