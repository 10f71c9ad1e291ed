import { versionTag } from '../protocol/etag.js';
import { assertMayWrite, type Preconditions } from '../protocol/preconditions.js';
import { ScimError } from '../protocol/scim-error.js';
import type { Caller } from './caller.js';
import type { ResourceUpdate, StoredResource } from './resource-store.js';

/** The resource belongs to another connector. Whether that one still exists is for the service to find out. */
export class ForeignOwner extends Error {
  constructor(readonly connectorPk: number) {
    super('the resource belongs to another connector');
  }
}

/**
 * A connector writes what it owns and what is `manual` (which it takes over); what another connector owns it may only
 * read; under `skip` it leaves alone what is `manual`. Called under the row lock, which makes
 * `If-Match` and `If-None-Match` exact (RFC 7644 §3.14).
 * @param goneOwner an owner that no longer exists: what it left behind is `manual`
 * @throws ForeignOwner | ScimError forbidden (403), preconditionFailed (412)
 */
export function assertWritable(
  caller: Caller,
  current: StoredResource,
  preconditions: Preconditions,
  goneOwner: number | undefined,
): void {
  const { connectorPk } = current;
  const isManual = connectorPk === null || connectorPk === goneOwner;
  if (!isManual && connectorPk !== caller.connector.pk) throw new ForeignOwner(connectorPk);
  if (isManual && caller.connector.existingUsers === 'skip') {
    const what = current.type.toLowerCase();
    throw ScimError.forbidden(
      `This ${what} was made by an admin, and the connector "${caller.connector.slug}" leaves those alone ` +
        `("existingUsers" is "skip"). Delete the ${what} in the admin API, or set "existingUsers" to "adopt".`,
    );
  }
  assertVersion(current, preconditions);
}

/** @throws ScimError preconditionFailed (412) */
export function assertVersion({ type, version }: StoredResource, preconditions: Preconditions): void {
  assertMayWrite(preconditions, { what: type.toLowerCase(), tag: versionTag(version) });
}

/** What a write of the caller makes of the resource. What a former owner did not want any more is no concern of a new one. */
export function ownedBy(
  { connector }: Caller,
  current: StoredResource,
  change: (current: StoredResource) => Omit<ResourceUpdate, 'connectorPk'>,
): ResourceUpdate {
  const mine = current.connectorPk === connector.pk ? current : { ...current, authorized: true };
  return { authorized: mine.authorized, ...change(mine), connectorPk: connector.pk };
}
