import type { AttributeChange } from '../audit/log-event.js';
import { isJsonObject, type Json, type JsonObject } from '../protocol/json.js';
import { publishedDocument } from '../protocol/schema/field-values.js';
import type { ResourceSchema } from '../protocol/schema/resource-schema.js';
import type { ResourceChange } from './resource-store.js';

/**
 * What a change changed, attribute by attribute; extension attributes by their full path; members as ids. A document
 * never holds a password, so nothing here is secret.
 * @param schema of whoever made it, which names the extended fields
 */
export function documentChanges(
  change: ResourceChange,
  { extendedFields }: Pick<ResourceSchema, 'extendedFields'>,
): readonly AttributeChange[] {
  const before = flatten(publishedDocument(change.before?.document ?? {}, extendedFields));
  const after = flatten(publishedDocument(change.after?.document ?? {}, extendedFields));
  const changes: AttributeChange[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const from = before.get(path) ?? null;
    const to = after.get(path) ?? null;
    if (JSON.stringify(from) !== JSON.stringify(to)) changes.push({ from, path, to });
  }
  if (change.removedMembers.length > 0) changes.push({ from: change.removedMembers, path: 'members', to: null });
  if (change.addedMembers.length > 0) changes.push({ from: null, path: 'members', to: change.addedMembers });
  const { regainedGroups = [] } = change;
  if (regainedGroups.length > 0) changes.push({ from: null, path: 'groups', to: regainedGroups });
  return changes;
}

function flatten(document: JsonObject): ReadonlyMap<string, Json> {
  const flat = new Map<string, Json>();
  for (const [name, value] of Object.entries(document)) {
    if (name.startsWith('urn:') && isJsonObject(value)) {
      for (const [sub, subValue] of Object.entries(value)) flat.set(`${name}:${sub}`, subValue);
    } else flat.set(name, value);
  }
  return flat;
}
