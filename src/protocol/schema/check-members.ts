import { isJsonObject } from '../json.js';
import { ScimError } from '../scim-error.js';
import type { Tolerances } from '../tolerance/tolerances.js';
import { acceptUnknown } from './accept-unknown.js';
import { readObject } from './read-object.js';

const MAX_MEMBERS = 100_000;
const MAX_ID = 255;

/** RFC 7643 §4.2 and §2.4. All but `value` is dropped: the server knows it better. */
const NAMES: ReadonlySet<string> = new Set(['value', '$ref', 'type', 'display']);

/**
 * The ids that a client's `members` name, without repetitions, in their order. A member is `{ "value": id }`; `display`,
 * `type` and `$ref`, also null, may stand beside it.
 * @param value a list; null and [] mean nobody
 * @throws ScimError invalidValue for a member without id, and for a group as member; invalidSyntax
 */
export function checkMembers(value: unknown, path: string, tolerances: Tolerances): readonly string[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) {
    tolerances.accept('objectForArray', () => ScimError.invalidValue(`${path} must be a list.`));
    return [checkMember(value, path, tolerances)];
  }
  if (value.length > MAX_MEMBERS) throw ScimError.invalidValue(`${path} names more than ${MAX_MEMBERS} members.`);
  const ids = new Set<string>();
  for (const [index, member] of (value as readonly unknown[]).entries())
    ids.add(plainId(member) ?? checkMember(member, `${path}[${index}]`, tolerances));
  return [...ids];
}

/** The id of a member as nearly all are written, at half the cost; undefined where there is more to be looked at. */
function plainId(member: unknown): string | undefined {
  if (!isJsonObject(member)) return undefined;
  for (const name in member) if (!NAMES.has(name)) return undefined;
  const { value, type } = member;
  if (typeof value !== 'string' || value === '' || value.length > MAX_ID) return undefined;
  return type === undefined || type === 'User' ? value : undefined;
}

function checkMember(member: unknown, path: string, tolerances: Tolerances): string {
  if (typeof member === 'string') {
    tolerances.accept('bareReferenceString', () => notAnObject(path));
    return checkId(member, path);
  }
  if (!isJsonObject(member)) throw notAnObject(path);
  const given = readObject(member, path);
  const type = given.get('type');
  if (typeof type === 'string' && type.toLowerCase() === 'group')
    throw ScimError.invalidValue(
      `${path} is a group. Groups inside groups are not supported yet; add its users instead.`,
    );
  for (const name of given.keys()) {
    if (!NAMES.has(name)) acceptUnknown(member, (known) => NAMES.has(known), path, tolerances);
  }
  return checkId(given.get('value'), `${path}.value`);
}

const notAnObject = (path: string): ScimError =>
  ScimError.invalidValue(`${path} must be an object with the user's id as "value".`);

function checkId(id: unknown, path: string): string {
  if (typeof id !== 'string' || id === '') throw ScimError.invalidValue(`${path} must be the id of a user.`);
  if (id.length > MAX_ID) throw ScimError.invalidValue(`${path} is longer than any id of this server.`);
  return id;
}
