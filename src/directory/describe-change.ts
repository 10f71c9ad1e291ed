import type { AttributeChange, LogEvent } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { connectorTarget } from '../tenancy/connectors.service.js';
import type { Caller } from './caller.js';
import { documentChanges } from './document-changes.js';
import { nameOf, targetOf } from './name-of.js';
import type { ResourceChange } from './resource-store.js';
import { type Happening, WORDINGS } from './wordings.js';

/** The log event of a committed change, as a sentence an Okta admin understands. Pure but for the clock and the event's id. */
export function describeChange(caller: Caller, change: ResourceChange): LogEvent {
  const resource = change.after ?? change.before;
  if (resource === undefined) throw new Error('a change has a resource before or after it');
  const { eventType, done } = WORDINGS[resource.type][happeningOf(change)];
  const { connector } = caller;
  return makeEvent(caller.call, {
    eventType,
    displayMessage: `${connector.displayName} ${done} ${nameOf(resource)}${membershipWords(change)}${isAdopted(change) ? ' and took it over' : ''}`,
    target: [targetOf(resource), connectorTarget(connector)],
    changes: [...sourceChange(change), ...documentChanges(change)],
    debugData: { status: change.before === undefined ? 201 : change.after === undefined ? 204 : 200 },
  });
}

function happeningOf({ before, after }: ResourceChange): Happening {
  if (before === undefined) return 'create';
  if (after === undefined) return 'delete';
  const was = before.document.active !== false;
  const is = after.document.active !== false;
  if (was && !is) return 'deactivate';
  return !was && is ? 'reactivate' : 'update';
}

/** A connector takes over what was `manual` with its first write (README, "What a connector decides"). */
function isAdopted({ before, after }: ResourceChange): boolean {
  return before !== undefined && after !== undefined && before.connectorPk !== after.connectorPk;
}

function sourceChange(change: ResourceChange): readonly AttributeChange[] {
  return isAdopted(change) ? [{ path: 'source', from: 'manual', to: 'scim' }] : [];
}

function membershipWords({ addedMembers, removedMembers }: ResourceChange): string {
  const count = (ids: readonly string[], what: string): readonly string[] =>
    ids.length === 0 ? [] : [`${ids.length} ${ids.length === 1 ? 'member' : 'members'} ${what}`];
  const parts = [...count(addedMembers, 'added'), ...count(removedMembers, 'removed')];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
