import type { LogEvent } from '../audit/log-event.js';
import type { DescribeChange, StoredResource } from '../directory/resource-store.js';
import { TombstoneStore } from '../directory/tombstone-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendCallersChange, appendChange } from './append-change.js';
import { effectOf } from './effect-of.js';
import { addToCount, correctCount } from './live-count.js';
import { forgetBookmarks } from './bookmarks.js';
import { purgeTombstones } from './purge-tombstones.js';
import { lockTombstone, restoreResource } from './restore-resource.js';

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
      const { restored: after, groups } = await restoreResource(tx, scope, tombstone, this.now().toISOString());
      const regainedGroups = groups.map(({ id: groupId }) => groupId);
      const change = { before: tombstone, after, addedMembers: [], removedMembers: [], regainedGroups };
      const event = describe(change);
      await addToCount(tx, scope, type, 1);
      await appendCallersChange(tx, scope, event, [{ ...effectOf(change, event), deletedAt: null }, ...groups]);
      return after;
    });
  }

  override purge(
    scope: TenantScope,
    deletedBefore: string,
    describe: (ids: readonly string[]) => LogEvent,
  ): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const { ids, effects, mayBeMore } = await purgeTombstones(tx, scope, deletedBefore);
      await forgetBookmarks(tx, this.now());
      if (effects.length > 0) await appendChange(tx, scope, describe(ids), effects);
      return mayBeMore;
    });
  }

  override async correctCounts(scope: TenantScope): Promise<number> {
    return (await correctCount(this.database, scope, 'User')) + (await correctCount(this.database, scope, 'Group'));
  }
}
