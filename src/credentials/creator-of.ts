import type { Call } from '../audit/call.js';
import type { CredentialCreator } from './credential.js';

/** Who makes something: the admin token of the call; null where there is none. */
export function creatorOf({ actor }: Call): CredentialCreator | null {
  return actor?.type === 'AdminToken' ? { id: actor.id, name: actor.displayName } : null;
}
