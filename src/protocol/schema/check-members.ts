import { isJsonObject } from '../json.js';
import { ScimError } from '../scim-error.js';
import { readObject } from './read-object.js';

const MAX_MEMBERS = 100_000;

/**
 * The ids that a client's `members` name, without repetitions, in their order. A member is `{ "value": id }` or the bare id;
 * `display`, `type` and `$ref`, also null, are accepted and dropped: the server knows them better.
 * @param value a list, or one member; null and [] mean nobody
 * @throws ScimError invalidValue for a member without id, and for a group as member
 */
export function checkMembers(value: unknown, path = 'members'): readonly string[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return [checkMember(value, path)];
  if (value.length > MAX_MEMBERS) throw ScimError.invalidValue(`${path} names more than ${MAX_MEMBERS} members.`);
  return [...new Set(value.map((member, index) => checkMember(member, `${path}[${index}]`)))];
}

function checkMember(member: unknown, path: string): string {
  if (typeof member === 'string') return checkId(member, path);
  if (!isJsonObject(member)) throw ScimError.invalidValue(`${path} must be an object with the user's id as "value".`);
  const given = readObject(member, path);
  const type = given.get('type');
  if (typeof type === 'string' && type.toLowerCase() === 'group')
    throw ScimError.invalidValue(
      `${path} is a group. Groups inside groups are not supported yet; add its users instead.`,
    );
  return checkId(given.get('value'), `${path}.value`);
}

function checkId(id: unknown, path: string): string {
  if (typeof id !== 'string' || id === '') throw ScimError.invalidValue(`${path} must be the id of a user.`);
  if (id.length > 255) throw ScimError.invalidValue(`${path} is longer than any id of this server.`);
  return id;
}
