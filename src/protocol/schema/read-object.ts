import type { Json, JsonObject } from '../json.js';
import { ScimError } from '../scim-error.js';
import { shownText } from '../shown-text.js';

/** @throws ScimError invalidSyntax when two names differ in case only */
export function assertNoneTwice(object: JsonObject, where: string): void {
  readObject(object, where);
}

/**
 * The entries of a client's object by lower-case name, because attribute names match in any case (RFC 7643 §2.1).
 * A map, so that no name of the client ever becomes a key of an object of ours.
 * @param where what the object is, for the error: `The body`, `name`, `emails[0]`
 * @throws ScimError invalidSyntax when two names differ in case only
 */
export function readObject(object: JsonObject, where: string): ReadonlyMap<string, Json> {
  const entries = new Map<string, Json>();
  for (const [name, value] of Object.entries(object)) {
    const key = name.toLowerCase();
    if (entries.has(key)) throw ScimError.invalidSyntax(`${where} holds "${shownText(name, 100)}" twice.`);
    entries.set(key, value);
  }
  return entries;
}
