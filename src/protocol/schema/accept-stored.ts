import type { ResourceDocument } from '../resource.js';
import { acceptStoredName } from './accept-stored-name.js';
import { acceptStoredOptions } from './accept-stored-options.js';
import type { ResourceSchema } from './resource-schema.js';

/**
 * The schema as it is for one resource, which may be sent what it has: its name, and options that are none any more.
 * @returns the very schema where nothing has to be added
 */
export function acceptStored<Name extends string>(
  schema: ResourceSchema<Name>,
  stored: ResourceDocument,
): ResourceSchema<Name> {
  return acceptStoredName(acceptStoredOptions(schema, stored), stored);
}
