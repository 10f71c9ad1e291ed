import { matchesTag, versionTag } from '../protocol/etag.js';
import { ScimError } from '../protocol/scim-error.js';
import type { Caller } from './caller.js';
import type { StoredResource } from './resource-store.js';

/** The resource belongs to another connector. Whether that one still exists is for the service to find out. */
export class ForeignOwner extends Error {
  constructor(readonly connectorPk: number) {
    super('the resource belongs to another connector');
  }
}

/**
 * A connector writes what it owns and what is `manual` (which it takes over); what another connector owns it may only
 * read. Called under the row lock, which makes `If-Match` exact (RFC 7644 §3.14).
 * @param goneOwner an owner that no longer exists: what it left behind is `manual`
 * @throws ForeignOwner | ScimError preconditionFailed (412)
 */
export function assertWritable(
  caller: Caller,
  current: StoredResource,
  ifMatch: string | undefined,
  goneOwner: number | undefined,
): void {
  const { connectorPk } = current;
  if (connectorPk !== null && connectorPk !== caller.connector.pk && connectorPk !== goneOwner) {
    throw new ForeignOwner(connectorPk);
  }
  if (ifMatch !== undefined && !matchesTag(ifMatch, versionTag(current.version))) {
    throw ScimError.preconditionFailed(
      `The ${current.type.toLowerCase()} was changed in the meantime: its version is ${versionTag(current.version)}. Read it again and repeat the change.`,
    );
  }
}
