import { matchesTag } from './etag.js';
import { ScimError } from './scim-error.js';

/** The headers by which a client makes a request depend on the version that is stored (RFC 9110 §13.1.1, §13.1.2). */
export interface Preconditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** The representation that a request is about. */
interface Current {
  /** For errors: `user`. */
  readonly what: string;
  readonly tag: string;
}

/**
 * For what changes or deletes a resource that is there.
 * @throws ScimError preconditionFailed (412)
 */
export function assertMayWrite({ ifMatch, ifNoneMatch }: Preconditions, { what, tag }: Current): void {
  if (ifMatch !== undefined && !matchesTag(ifMatch, tag))
    throw ScimError.preconditionFailed(
      `The ${what} was changed in the meantime: its version is ${tag}. Read it again and repeat the change.`,
    );
  if (ifNoneMatch !== undefined && matchesTag(ifNoneMatch, tag))
    throw ScimError.preconditionFailed(
      `The ${what} has the version ${tag}, and "If-None-Match" asks for a change only where it has none of those it names. ` +
        'To change it from that version, send "If-Match".',
    );
}

/**
 * For what reads a resource; whether the client has this version already is asked behind (RFC 9110 §13.2.2).
 * @throws ScimError preconditionFailed (412)
 */
export function assertMayRead({ ifMatch }: Preconditions, { what, tag }: Current): void {
  if (ifMatch !== undefined && !matchesTag(ifMatch, tag))
    throw ScimError.preconditionFailed(`The ${what} has the version ${tag}, which "If-Match" does not name.`);
}

/** Whether the answer to a read is 304: the client has this version already. */
export function isKnownToClient({ ifNoneMatch }: Preconditions, tag: string): boolean {
  return ifNoneMatch !== undefined && matchesTag(ifNoneMatch, tag);
}
