import type { LogTarget } from '../audit/log-event.js';
import { isJsonObject } from '../protocol/json.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { StoredResource } from './resource-store.js';

const TARGET_TYPE = { User: 'User', Group: 'AppGroup' } as const satisfies Record<ResourceTypeName, LogTarget['type']>;

/** The name by which an admin knows a resource: userName of a user, displayName of a group. */
export function nameOf(resource: StoredResource): string {
  const { userName, displayName } = resource.document;
  const name = resource.type === 'User' ? userName : displayName;
  return typeof name === 'string' ? name : resource.id;
}

/** The name in a request body that was not checked yet, for the sentence of a failure; undefined when it holds none. */
export function nameInBody(body: unknown, attribute: 'userName' | 'displayName'): string | undefined {
  if (!isJsonObject(body)) return undefined;
  const key = Object.keys(body).find((name) => name.toLowerCase() === attribute.toLowerCase());
  const value = key === undefined ? undefined : body[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A target of which only the id is known. */
export function targetOfId(type: ResourceTypeName, id: string): LogTarget {
  return { alternateId: id, detailEntry: null, displayName: id, id, type: TARGET_TYPE[type] };
}

export function targetOf(resource: StoredResource): LogTarget {
  const displayName = resource.document.displayName;
  return {
    alternateId: nameOf(resource),
    detailEntry: null,
    displayName: typeof displayName === 'string' ? displayName : nameOf(resource),
    id: resource.id,
    type: TARGET_TYPE[resource.type],
  };
}
