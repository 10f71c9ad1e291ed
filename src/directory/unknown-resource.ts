import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { ScimError } from '../protocol/scim-error.js';
import { TOMBSTONE_DAYS } from './tombstone-clock.js';

/** The same for what never was, was deleted, or belongs to another tenant. */
export function unknownResource(type: ResourceTypeName): ScimError {
  return ScimError.notFound(`There is no ${type.toLowerCase()} with this id in this tenant.`);
}

export function notDeleted(type: ResourceTypeName): ScimError {
  return ScimError.notFound(
    `There is no deleted ${type.toLowerCase()} with this id in this tenant. Deleted ones are kept for ${TOMBSTONE_DAYS} days.`,
  );
}
