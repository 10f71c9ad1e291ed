import type { LogEvent, ResourceEffect } from '../audit/log-event.js';
import type { ResourceChange } from '../directory/resource-store.js';
import { isJsonObject, type Json, type JsonObject } from '../protocol/json.js';
import { FIELDS_KEY } from '../protocol/schema/field-values.js';
import { isSameJson } from './same-json.js';

const NOTHING: JsonObject = {};

/**
 * What a replay needs to make the change of one resource again. A value that the event's `changes` hold as it is stored
 * stands there alone; they are for people, so whatever they show otherwise (extensions, extended fields) is repeated.
 */
export function effectOf(
  { before, after, addedMembers, removedMembers }: ResourceChange,
  { changes }: Pick<LogEvent, 'changes'>,
): ResourceEffect {
  if (after === undefined) throw new Error('what was removed has an effect of its own');
  const shown = new Map(changes.map(({ path, to }) => [path, to]));
  const changed: string[] = [];
  const set: Record<string, Json> = {};
  const values = changedValues(before?.document, after.document);
  for (const [name, value] of Object.entries(values)) {
    if (name === FIELDS_KEY) continue;
    // The very same value, not an equal one: this costs nothing, and what was altered for the reader is not taken.
    if (shown.has(name) && shown.get(name) === value) changed.push(name);
    else set[name] = value;
  }
  const hasMembers = addedMembers.length + removedMembers.length > 0;
  const isShown =
    hasMembers &&
    (addedMembers.length === 0 || changes.some(({ path, to }) => path === 'members' && to === addedMembers)) &&
    (removedMembers.length === 0 || changes.some(({ path, from }) => path === 'members' && from === removedMembers));
  if (isShown) changed.push('members');
  return {
    ...(hasMembers && !isShown ? { addedMembers } : {}),
    at: after.lastModifiedAt,
    ...((before?.authorized ?? true) === after.authorized ? {} : { authorized: after.authorized }),
    ...(changed.length === 0 ? {} : { changed }),
    ...((before?.connectorPk ?? null) === after.connectorPk ? {} : { connector: after.connectorPk }),
    ...(FIELDS_KEY in values
      ? { fields: changedValues(before?.document[FIELDS_KEY], after.document[FIELDS_KEY]) }
      : {}),
    id: after.id,
    ...(hasMembers && !isShown ? { removedMembers } : {}),
    ...(Object.keys(set).length === 0 ? {} : { set }),
    ...(before === undefined ? { type: after.type } : {}),
    version: after.version,
  };
}

/** The members of an object whose values differ, as they are now; null for those that are no more. */
export function changedValues(before: Json | undefined, after: Json | undefined): Readonly<Record<string, Json>> {
  if (before === after) return NOTHING;
  const old = isJsonObject(before) ? before : NOTHING;
  const fresh = isJsonObject(after) ? after : NOTHING;
  const changed: [string, Json][] = [];
  for (const [name, value] of Object.entries(fresh))
    if (!Object.hasOwn(old, name) || !isSameJson(old[name] ?? null, value)) changed.push([name, value]);
  for (const name of Object.keys(old)) if (!Object.hasOwn(fresh, name)) changed.push([name, null]);
  return Object.fromEntries(changed);
}
