import type { LogEvent, ResourceEffect } from '../audit/log-event.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { appendCallersEvent, appendEvent } from './append-event.js';
import type { Transaction } from './transaction.js';

/**
 * Appends the event of a change of users, groups or memberships together with what the change did to their rows. Every
 * statement that writes to `resource` or `membership` has such an event in its transaction, written after the rows are
 * locked: so the events of one resource stand in the log in the order of its changes, on either database.
 */
export function appendChange(
  tx: Transaction,
  { tenantPk }: TenantScope,
  event: LogEvent,
  effects: readonly ResourceEffect[],
): Promise<void> {
  return appendEvent(tx, tenantPk, { ...event, effects });
}

/** The same for a change that a caller makes. @throws ScimError as `appendCallersEvent` */
export function appendCallersChange(
  tx: Transaction,
  { tenantPk }: TenantScope,
  event: LogEvent,
  effects: readonly ResourceEffect[],
): Promise<void> {
  return appendCallersEvent(tx, tenantPk, { ...event, effects });
}
