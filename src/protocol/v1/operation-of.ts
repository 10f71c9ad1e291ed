import type { JsonObject } from '../json.js';
import { ScimError } from '../scim-error.js';

/**
 * What `operation` says about one value of a multi-valued attribute (SCIM 1.1 protocol §3.3.2); null is not given.
 * @param path how the client knows the value: `members[0]`
 * @throws ScimError invalidValue for anything but "delete", the one operation that there is
 */
export function operationOf(element: JsonObject, path: string): 'delete' | undefined {
  const [, operation = null] = Object.entries(element).find(([name]) => name.toLowerCase() === 'operation') ?? [];
  if (operation === null) return undefined;
  if (typeof operation === 'string' && operation.toLowerCase() === 'delete') return 'delete';
  throw ScimError.invalidValue(`${path}.operation must be "delete". Leave it out to add the value.`);
}
