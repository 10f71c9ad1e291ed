import type { LogEvent } from '../audit/log-event.js';
import type { TenantScope } from '../tenancy/tenant.js';

/** An extended field that was deleted and whose values are still in documents, where nobody sees them. */
export interface DeletedField extends TenantScope {
  readonly number: number;
  readonly fieldId: string;
  readonly displayName: string;
}

/** `waiting`: nothing is left, but a request that began before the deletion may still write a value. */
export type CleanupStep = 'more' | 'waiting' | 'done';

export abstract class FieldCleanupStore {
  /** Of all tenants. */
  abstract deletedFields(): Promise<readonly DeletedField[]>;
  /**
   * Removes values from at most fifty users in one transaction; may be called by several instances at once, and
   * goes on where it was when one is killed. Neither version nor lastModified change: the users looked so since the deletion.
   * @param describe the event of the same transaction
   */
  abstract cleanStep(field: DeletedField, describe: DescribeCleanup): Promise<CleanupStep>;
}

export interface DescribeCleanup {
  /** @param users who lost a value in this step */
  step(users: number): LogEvent;
  /** When the last value is gone. @param users who had one */
  end(users: number): LogEvent;
}
