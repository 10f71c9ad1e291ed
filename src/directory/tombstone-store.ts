import type { LogEvent } from '../audit/log-event.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { DescribeChange, StoredResource } from './resource-store.js';

/** The upkeep of a directory: what is deleted, but not yet for good; and how many are not. Instants are RFC 3339 UTC with milliseconds. */
export abstract class TombstoneStore {
  /**
   * Makes a tombstone live again: id, attributes, owner, memberships. Those of a user in groups that are there still, and
   * of a group with the users that are.
   * @param deletedSince older ones are gone, also where nobody has removed them yet
   * @returns undefined when there is no such tombstone
   * @throws ScimError uniqueness when the userName belongs to another user now
   */
  abstract restore(
    scope: TenantScope,
    type: ResourceTypeName,
    id: string,
    deletedSince: string,
    describe: DescribeChange,
  ): Promise<StoredResource | undefined>;

  /**
   * Removes tombstones for good, a bounded number of rows in one short transaction, so that no writer waits long.
   * @param describe the event of the same transaction; without ids where it removes memberships alone, for there are many
   * @returns whether there may be more
   */
  abstract purge(
    scope: TenantScope,
    deletedBefore: string,
    describe: (ids: readonly string[]) => LogEvent,
  ): Promise<boolean>;

  /**
   * Compares how many users and groups the tenant is said to have with how many there are, and sets that right: an instance
   * of an older version that ran beside this one did not keep it. @returns by how much it was wrong
   */
  abstract correctCounts(scope: TenantScope): Promise<number>;
}
