import type { AttributeChange, LogEvent } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { connectorTarget } from '../tenancy/connectors.service.js';
import { activationOf } from './activation.js';
import type { Caller } from './caller.js';
import { documentChanges } from './document-changes.js';
import { membershipWords } from './membership-words.js';
import { nameOf, targetOf } from './name-of.js';
import { passwordChanges } from './password-changes.js';
import type { ResourceChange, StoredResource } from './resource-store.js';
import { type Happening, PASSWORD_WORDINGS, type Wording, WORDINGS } from './wordings.js';

/** What the sentence of a switch that was turned says by itself. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set(['active', 'authorized', 'source']);

/**
 * The log event of a committed change, as a sentence an Okta admin understands. Pure but for the clock and the event's id.
 * @param asked.isCreate when the request was a POST, also one that took over what was there
 */
export function describeChange(
  caller: Caller,
  change: ResourceChange,
  { isCreate = change.before === undefined } = {},
): LogEvent {
  const resource = change.after ?? change.before;
  if (resource === undefined) throw new Error('a change has a resource before or after it');
  const others = [
    ...sourceChange(change),
    ...authorizedChange(change),
    ...documentChanges(change, caller.schemas[resource.type]),
  ];
  const { eventType, done } = wordingOf(change, resource, { isCreate, isElse: others.length > 0 });
  const { connector } = caller;
  const changes = [...others, ...passwordChanges(change)];
  const isWithMore = isTurned(change) && changes.some(({ path }) => !TOLD_OTHERWISE.has(path));
  return makeEvent(caller.call, {
    eventType,
    displayMessage: `${connector.displayName} ${sentenceOf(change, resource, done, { isCreate, isWithMore })}`,
    target: [targetOf(resource), connectorTarget(connector)],
    changes,
    debugData: { status: isCreate ? 201 : change.after === undefined ? 204 : 200 },
  });
}

function sentenceOf(
  change: ResourceChange,
  resource: StoredResource,
  done: string,
  { isCreate, isWithMore }: { readonly isCreate: boolean; readonly isWithMore: boolean },
): string {
  const about = `${nameOf(resource)}${membershipWords(change)}`;
  const after = isUnlinked(change) ? ': it is no longer authorized, and its sign-in is left as it is for an admin' : '';
  if (!isAdopted(change)) return `${done} ${about}${isWithMore ? ' and updated it' : ''}${after}`;
  if (!isCreate) return `${done} ${about}${isWithMore ? ', updated it' : ''} and took it over${after}`;
  const also = isTurned(change) ? `, and ${happeningOf(change)}d it` : '';
  return `took over the ${resource.type.toLowerCase()} ${about}, which was there already${also}${after}`;
}

function wordingOf(
  change: ResourceChange,
  { type }: StoredResource,
  { isCreate, isElse }: { readonly isCreate: boolean; readonly isElse: boolean },
): Wording {
  if (change.password !== undefined && !isCreate && !isElse) return PASSWORD_WORDINGS[change.password];
  const happening = happeningOf(change);
  // A POST that takes over is a creation to who sent it; but a switch that it turns is what the log is watched for.
  return WORDINGS[type][isCreate && happening === 'update' ? 'create' : happening];
}

/** As the connector sees it: what it unlinked is what it deactivated. */
function happeningOf({ before, after }: ResourceChange): Happening {
  if (before === undefined) return 'create';
  if (after === undefined) return 'delete';
  const was = isOn(before);
  const is = isOn(after);
  if (was && !is) return 'deactivate';
  return !was && is ? 'reactivate' : 'update';
}

function isTurned(change: ResourceChange): boolean {
  const happening = happeningOf(change);
  return happening === 'deactivate' || happening === 'reactivate';
}

function isOn(resource: StoredResource): boolean {
  const { active, authorized } = activationOf(resource);
  return active && authorized;
}

function isUnlinked({ before, after }: ResourceChange): boolean {
  return before?.authorized !== false && after?.authorized === false;
}

/** A connector takes over what was `manual` with its first write (README, "What a connector decides"). */
function isAdopted({ before, after }: ResourceChange): boolean {
  return before !== undefined && after !== undefined && before.connectorPk !== after.connectorPk;
}

function sourceChange(change: ResourceChange): readonly AttributeChange[] {
  return isAdopted(change) ? [{ path: 'source', from: 'manual', to: 'scim' }] : [];
}

function authorizedChange({ before, after }: ResourceChange): readonly AttributeChange[] {
  if (after === undefined) return [];
  const from = before?.authorized ?? true;
  return from === after.authorized ? [] : [{ path: 'authorized', from, to: after.authorized }];
}
