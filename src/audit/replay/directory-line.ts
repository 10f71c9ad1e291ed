import { canonicalJson } from '../../protocol/canonical-json.js';
import type { Json } from '../../protocol/json.js';
import type { DirectoryResource } from './replayed-directory.js';

/** One resource as one line of JSON: the same text for the same resource, wherever it comes from. Without a line end. */
export function directoryLine(resource: DirectoryResource): string {
  return canonicalJson(directoryValue(resource));
}

/** What `directoryLine` writes: members by id. A group has them, a user does not. */
export function directoryValue({ members, ...rest }: DirectoryResource): Json {
  const { id, type, connector, authorized, version, createdAt, lastModifiedAt, deletedAt, document } = rest;
  const source = connector === null ? 'manual' : 'scim';
  const value = { id, type, source, connector, authorized, version, createdAt, lastModifiedAt, deletedAt, document };
  return type === 'Group' ? { ...value, members: [...members].sort() } : value;
}
