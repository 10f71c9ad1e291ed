import type { JsonObject, Json } from '../../protocol/json.js';
import { FIELDS_KEY } from '../../protocol/schema/field-values.js';
import type { AttributeChange, LogEvent, ResourceEffect } from '../log-event.js';
import type { Break, DirectoryResource, ReplayedDirectory } from './replayed-directory.js';

/** Breaks that are kept; more say nothing new. */
const BREAKS = 100;

type Replayed = {
  -readonly [Name in keyof Omit<DirectoryResource, 'members' | 'document'>]: DirectoryResource[Name];
} & {
  document: Record<string, Json>;
  readonly members: Set<string>;
};

/** The directory that these events of one tenant make, in the order of the log. */
export function replay(events: Iterable<LogEvent>): ReplayedDirectory {
  const fold = new Replay();
  for (const event of events) fold.add(event);
  return fold.end();
}

/** The same for a log that is too long to be held: memory grows with the directory, not with the log. */
export class Replay {
  private readonly resources = new Map<string, Replayed>();
  private readonly unknown = new Set<string>();
  private readonly purged = new Set<string>();
  private readonly breaks: Break[] = [];
  private since: string | undefined;
  private events = 0;

  add(event: LogEvent): void {
    if (event.effects === undefined) return;
    this.since ??= event.published;
    this.events += 1;
    for (const effect of event.effects) this.apply(event, effect);
  }

  /** @param removedUpTo when the last of the events was published that are no longer kept */
  end(removedUpTo?: string): ReplayedDirectory {
    // Ids are never given again, so this can wait until all are known.
    if (this.purged.size > 0)
      for (const { members } of this.resources.values())
        for (const id of members) if (this.purged.has(id)) members.delete(id);
    const { resources, unknown, breaks, events } = this;
    const isLater = removedUpTo !== undefined && this.since !== undefined && removedUpTo > this.since;
    return { resources, unknown, breaks, since: isLater ? removedUpTo : this.since, events };
  }

  private apply(event: LogEvent, effect: ResourceEffect): void {
    const { id } = effect;
    if (effect.purged === true) {
      this.purged.add(id);
      this.unknown.delete(id);
      this.resources.delete(id);
      return;
    }
    const resource = effect.type === undefined ? this.resources.get(id) : this.create(event, effect, effect.type);
    if (resource === undefined) {
      if (this.purged.has(id)) this.says(event, id, 'it was gone for good already');
      else this.unknown.add(id);
      return;
    }
    if (effect.version !== undefined) {
      if (effect.version !== resource.version + 1)
        this.says(event, id, `version ${effect.version} follows version ${resource.version}`);
      resource.version = effect.version;
    }
    if (effect.at !== undefined) resource.lastModifiedAt = effect.at;
    if (effect.connector !== undefined) resource.connector = effect.connector;
    if (effect.authorized !== undefined) resource.authorized = effect.authorized;
    if (effect.deletedAt !== undefined) resource.deletedAt = effect.deletedAt;
    changeDocument(resource.document, effect, event.changes);
    changeMembers(resource.members, effect, event.changes);
  }

  private create(event: LogEvent, { id, at }: ResourceEffect, type: 'User' | 'Group'): Replayed {
    if (this.resources.has(id) || this.purged.has(id)) this.says(event, id, 'it was created already');
    const createdAt = at ?? event.published;
    const resource: Replayed = {
      ...{ id, type, connector: null, authorized: true, version: 0, createdAt, lastModifiedAt: createdAt },
      ...{ deletedAt: null, document: {}, members: new Set() },
    };
    this.resources.set(id, resource);
    return resource;
  }

  private says({ uuid }: LogEvent, resource: string, what: string): void {
    if (this.breaks.length < BREAKS) this.breaks.push({ event: uuid, resource, what });
  }
}

function changeDocument(
  document: Record<string, Json>,
  { changed = [], set = {}, fields }: ResourceEffect,
  changes: readonly AttributeChange[],
): void {
  for (const name of changed) {
    if (name === 'members') continue;
    put(document, name, changes.find(({ path }) => path === name)?.to as Json | undefined);
  }
  for (const [name, value] of Object.entries(set)) put(document, name, value as Json);
  if (fields === undefined) return;
  const values: Record<string, Json> = { ...(document[FIELDS_KEY] as JsonObject | undefined) };
  for (const [slot, value] of Object.entries(fields)) put(values, slot, value as Json);
  put(document, FIELDS_KEY, Object.keys(values).length === 0 ? null : values);
}

/** Never by assignment: a name such as `__proto__` is a name like any other. */
function put(object: Record<string, Json>, name: string, value: Json | undefined): void {
  if (value === null || value === undefined) Reflect.deleteProperty(object, name);
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

function changeMembers(
  members: Set<string>,
  { changed = [], addedMembers = [], removedMembers = [] }: ResourceEffect,
  changes: readonly AttributeChange[],
): void {
  const shown = changed.includes('members') ? changes.filter(({ path }) => path === 'members') : [];
  for (const id of [...shown.flatMap(({ from }) => idsOf(from)), ...removedMembers]) members.delete(id);
  for (const id of [...shown.flatMap(({ to }) => idsOf(to)), ...addedMembers]) members.add(id);
}

function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
}
