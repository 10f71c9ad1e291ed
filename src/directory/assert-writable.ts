import { matchesTag, versionTag } from '../protocol/etag.js';
import { ScimError } from '../protocol/scim-error.js';
import type { Caller } from './caller.js';
import type { StoredResource } from './resource-store.js';

/**
 * A connector writes what it owns and what is `manual` (which it takes over); what another connector owns it may only
 * read. Called under the row lock, which makes `If-Match` exact (RFC 7644 §3.14).
 * @throws ScimError forbidden (403) | preconditionFailed (412)
 */
export function assertWritable(caller: Caller, current: StoredResource, ifMatch: string | undefined): void {
  if (current.connectorPk !== null && current.connectorPk !== caller.connector.pk) {
    throw ScimError.forbidden(
      `This ${current.type.toLowerCase()} belongs to another connector of the tenant "${caller.tenant.slug}" and can only be changed through it. ` +
        'Remove it from one of the two identity providers.',
    );
  }
  if (ifMatch !== undefined && !matchesTag(ifMatch, versionTag(current.version))) {
    throw ScimError.preconditionFailed(
      `The ${current.type.toLowerCase()} was changed in the meantime: its version is ${versionTag(current.version)}. Read it again and repeat the change.`,
    );
  }
}
