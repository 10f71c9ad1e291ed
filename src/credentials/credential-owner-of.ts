import type { CredentialOwner } from './credential.js';

/** See `CALL` of `audit/call.ts`. */
const OWNER = Symbol('credential owner');

interface WithOwner {
  [OWNER]?: CredentialOwner;
}

/** Ties the verified credential to its request object. */
export function attachCredentialOwner(request: object, owner: CredentialOwner): void {
  (request as WithOwner)[OWNER] = owner;
}

/** Who calls a public route of its connector with its credential; undefined for everybody else. */
export function recognisedOwnerOf(request: object): CredentialOwner | undefined {
  return (request as WithOwner)[OWNER];
}

/** Who calls, with connector and tenant. @throws Error for a request that did not pass the guard of a SCIM route */
export function credentialOwnerOf(request: object): CredentialOwner {
  const owner = (request as WithOwner)[OWNER];
  if (owner === undefined) throw new Error('request without a credential: its route is not @ScimAccess()');
  return owner;
}
