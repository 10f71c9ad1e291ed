import { isJsonObject, type Json } from '../json.js';
import type { ResourceDocument } from '../resource.js';
import type { ResourceSchema } from '../schema/resource-schema.js';
import { ScimError } from '../scim-error.js';
import { readAttribute } from './write-document.js';

/** Whether an element says nothing: `type` and `primary` are about something that is not there. */
export function isBare(element: Json): boolean {
  return isJsonObject(element) && Object.keys(element).every((name) => name === 'type' || name === 'primary');
}

/**
 * An operation may make an element that a later one of the request fills (`phoneNumbers[type eq "work"].primary` before
 * `.value`); at the end it must say something.
 * @param names of the attributes in which elements were made so
 * @throws ScimError noTarget
 */
export function assertNoneIsBare(
  before: ResourceDocument,
  after: ResourceDocument,
  names: ReadonlySet<string>,
  schema: ResourceSchema,
): void {
  for (const name of names) {
    const path = schema.resolve(name);
    // Those that were there before, from a POST, may stay.
    if (path !== undefined && bareIn(readAttribute(after, path)) > bareIn(readAttribute(before, path)))
      throw ScimError.noTarget(
        `No value of ${name} matches the path, and one that has nothing but "type" and "primary" says nothing. ` +
          'Set its other parts in the same request.',
      );
  }
}

const bareIn = (value: Json | undefined): number =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isBare).length : 0;
