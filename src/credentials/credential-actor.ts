import type { LogActor } from '../audit/log-event.js';
import type { KnownCredential } from './credential.js';

/** Who a call with a credential came from, in the log. */
export function actorOf({ connector, credential }: Pick<KnownCredential, 'connector' | 'credential'>): LogActor {
  return {
    alternateId: connector.slug,
    detailEntry: null,
    displayName: `${connector.displayName} (${credential.name})`,
    id: credential.id,
    type: 'PublicClientApp',
  };
}
