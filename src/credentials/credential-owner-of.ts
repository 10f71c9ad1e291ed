import type { CredentialOwner } from './credential.js';

const owners = new WeakMap<object, CredentialOwner>();

/** Ties the verified credential to its request object. */
export function attachCredentialOwner(request: object, owner: CredentialOwner): void {
  owners.set(request, owner);
}

/** Who calls a public route of its connector with its credential; undefined for everybody else. */
export function recognisedOwnerOf(request: object): CredentialOwner | undefined {
  return owners.get(request);
}

/** Who calls, with connector and tenant. @throws Error for a request that did not pass the guard of a SCIM route */
export function credentialOwnerOf(request: object): CredentialOwner {
  const owner = owners.get(request);
  if (owner === undefined) throw new Error('request without a credential: its route is not @ScimAccess()');
  return owner;
}
