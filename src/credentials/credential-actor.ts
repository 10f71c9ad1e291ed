import type { LogActor } from '../audit/log-event.js';
import type { CredentialOwner } from './credential.js';

/** Who a call with a credential came from, in the log. */
export function actorOf({ connector, credential }: CredentialOwner): LogActor {
  return {
    alternateId: connector.slug,
    detailEntry: null,
    displayName: `${connector.displayName} (${credential.name})`,
    id: credential.id,
    type: 'PublicClientApp',
  };
}
