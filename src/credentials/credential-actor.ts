import type { LogActor } from '../audit/log-event.js';
import type { CredentialOwner } from './credential.js';

/** Who a call with a credential came from, in the log. */
export function actorOf({ connector, credential }: CredentialOwner): LogActor {
  return {
    id: credential.id,
    type: 'PublicClientApp',
    alternateId: connector.slug,
    displayName: `${connector.displayName} (${credential.name})`,
    detailEntry: null,
  };
}
