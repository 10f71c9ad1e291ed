import type { CallOperation } from '../audit/call.js';
import type { LogEvent } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import type { AdminCaller } from './admin-caller.js';
import { ADMIN_WORDINGS, type AdminHappening } from './admin-wordings.js';
import { documentChanges } from './document-changes.js';
import { membershipWords } from './membership-words.js';
import { nameOf, targetOf, targetOfId } from './name-of.js';
import type { ResourceChange, StoredResource } from './resource-store.js';

const STATUS: Readonly<Partial<Record<AdminHappening, number>>> = { create: 201, delete: 204 };

/** The log event of what an admin changed. Pure but for the clock and the event's id. */
export function describeAdminChange(
  { call }: AdminCaller,
  change: ResourceChange,
  schema: ResourceSchema,
  happening: AdminHappening = happeningOf(change),
): LogEvent {
  const resource = change.after ?? change.before;
  if (resource === undefined) throw new Error('a change has a resource before or after it');
  const { eventType, done } = ADMIN_WORDINGS[resource.type][happening];
  const changes = documentChanges(change, schema);
  const isTurned = happening === 'deactivate' || happening === 'reactivate';
  const andMore = isTurned && changes.length > 1 ? ' and updated the user' : '';
  return makeEvent(call, {
    eventType,
    displayMessage: `${whoIn(call)} ${done} ${nameOf(resource)}${membershipWords(change)}${andMore}`,
    target: [targetOf(resource)],
    changes,
    debugData: { status: STATUS[happening] ?? 200 },
  });
}

/** What a call is about to do, for the event of its failure. */
export function intended(
  { call }: AdminCaller,
  type: ResourceTypeName,
  happening: AdminHappening,
  about: { readonly name: string; readonly id?: string; readonly stored?: StoredResource },
): CallOperation {
  const { eventType, done, failed } = ADMIN_WORDINGS[type][happening];
  const { name, id, stored } = about;
  const target = stored !== undefined ? targetOf(stored) : id !== undefined ? targetOfId(type, id) : undefined;
  return {
    eventType,
    success: `${whoIn(call)} ${done} ${name}`.trimEnd(),
    failure: `${whoIn(call)} ${failed} ${name}`.trimEnd(),
    ...(target === undefined ? {} : { target }),
  };
}

function whoIn({ actor }: AdminCaller['call']): string {
  return actor?.displayName ?? 'An admin';
}

/** Admins see the switch as it is, whatever the connector makes of it. */
function happeningOf({ before, after }: ResourceChange): AdminHappening {
  if (before === undefined) return 'create';
  if (after === undefined) return 'delete';
  const was = before.document.active !== false;
  const is = after.document.active !== false;
  if (was && !is) return 'deactivate';
  return !was && is ? 'reactivate' : 'update';
}
