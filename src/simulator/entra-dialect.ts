import type { Json, JsonObject } from '../protocol/json.js';
import { idpClient, type IdpClient } from './idp-client.js';

/** Changes by path: `name.familyName`, or a URN and an attribute. */
export type Changes = Readonly<Record<string, Json>>;

/** One of the two ways in which Entra writes a PATCH; a server sees both, on-demand provisioning knows the first only. */
export interface EntraDialect {
  readonly client: IdpClient;
  readonly add: (changes: Changes) => readonly JsonObject[];
  readonly replace: (changes: Changes) => readonly JsonObject[];
  /** One operation with its path, as values of a certain type need it under either dialect. */
  readonly replaceAt: (path: string, value: Json) => JsonObject;
  readonly remove: (path: string) => JsonObject;
  readonly addMembers: (ids: readonly string[]) => readonly JsonObject[];
  readonly removeMembers: (ids: readonly string[]) => readonly JsonObject[];
}

const stringBoolean = (value: Json): Json => (typeof value === 'boolean' ? (value ? 'True' : 'False') : value);

const eachAlone = (op: string, changes: Changes): readonly JsonObject[] =>
  Object.entries(changes).map(([path, value]) => ({ op, path, value: stringBoolean(value) }));

/** A member as Entra writes it: a reference that is null, and the id. */
const members = (ids: readonly string[]): Json => ids.map((value) => ({ $ref: null, value }));

/** What every job sends unless told otherwise: capitalised operations, one path each, booleans as text. */
export const entraDefaultJob: EntraDialect = {
  client: idpClient({ mediaType: 'application/scim+json', blank: '+' }),
  add: (changes) => eachAlone('Add', changes),
  replace: (changes) => eachAlone('Replace', changes),
  replaceAt: (path, value) => ({ op: 'Replace', path, value: stringBoolean(value) }),
  remove: (path) => ({ op: 'Remove', path }),
  addMembers: (ids) => [{ op: 'Add', path: 'members', value: members(ids) }],
  removeMembers: (ids) => [{ op: 'Remove', path: 'members', value: members(ids) }],
};

/** With `?aadOptscim062020` behind the Tenant URL: one operation without a path whose keys are paths. */
export const entraWithFlag: EntraDialect = {
  client: idpClient({ mediaType: 'application/scim+json', blank: '%20', query: 'aadOptscim062020' }),
  add: (changes) => [{ op: 'add', value: changes }],
  replace: (changes) => [{ op: 'replace', value: changes }],
  replaceAt: (path, value) => ({ op: 'replace', path, value }),
  remove: (path) => ({ op: 'remove', path }),
  addMembers: (ids) => [{ op: 'add', path: 'members', value: ids.map((value) => ({ value })) }],
  removeMembers: (ids) => ids.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
};
