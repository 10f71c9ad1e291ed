import { Injectable } from '@nestjs/common';
import type { Call, CallScope } from '../audit/call.js';
import { instantText } from '../audit/instant-text.js';
import type { LogEvent } from '../audit/log-event.js';
import { explained } from '../audit/make-event.js';
import { AccessTokenStore } from './access-token-store.js';
import { actorOf } from './credential-actor.js';
import { CredentialStore } from './credential-store.js';
import type { KnownCredential, ShownCredential } from './credential.js';
import { isExpired } from './expiry.js';

/** No connector has it. */
const NO_CONNECTOR = 0;

/**
 * Finds out for the log, and for nobody else, why a credential was refused and whose it is. Only when the event is written,
 * behind the answer: neither what it says nor how long it takes tells what was wrong.
 */
@Injectable()
export class RefusalReasons {
  constructor(
    private readonly store: CredentialStore,
    private readonly tokens: AccessTokenStore,
  ) {}

  /** @param shown undefined: there is nothing to find out */
  of(shown: ShownCredential | undefined): Call['explain'] {
    return shown && ((event, scope) => this.explain(event, scope, shown));
  }

  private async explain(event: LogEvent, scope: CallScope, shown: ShownCredential): Promise<LogEvent> {
    const known = await this.known(scope, shown);
    if (known === undefined) return event;
    // A tenant reads of its own credentials alone.
    if (known.credential.tenantPk !== scope.tenantPk)
      return explained(event, { reason: 'The credential is not of this base URL.' });
    const reason = reasonOf(known, shown, scope.connector?.pk, instantText());
    return explained(event, { reason, actor: actorOf(known) });
  }

  private async known(
    { tenantPk, connector }: CallScope,
    shown: ShownCredential,
  ): Promise<KnownCredential | undefined> {
    if (!shown.isAccessToken)
      return this.store.findShown({ tenantPk, connectorPk: connector?.pk ?? NO_CONNECTOR }, shown);
    const owner = (await this.tokens.findOwner(shown.hash))?.owner;
    return owner && { ...owner, isProven: true, hasSecret: owner.credential.publicKeys === null };
  }
}

/** @returns undefined where nothing is wrong with the credential itself: with its assertion, or not any more */
function reasonOf(
  known: KnownCredential,
  { isSigned = false }: ShownCredential,
  addressedPk: number | undefined,
  now: string,
): string | undefined {
  const { credential, connector, isProven, hasSecret, tokenExpiresAt = null } = known;
  const { name, connectorPk, enabled, expiresAt } = credential;
  if (!isProven && isSigned) return `The credential ${name} signs in with a secret, not with an assertion.`;
  if (!isProven)
    return hasSecret
      ? `The credential ${name} was shown with a wrong secret.`
      : `The credential ${name} signs in with an assertion, and has no secret.`;
  if (connectorPk !== addressedPk) return `The credential ${name} belongs to the connector ${connector.displayName}.`;
  if (!enabled) return `The credential ${name} is disabled.`;
  if (isExpired(expiresAt, now)) return `The credential ${name} expired on ${expiresAt}.`;
  if (isExpired(tokenExpiresAt, now)) return `The access token of the credential ${name} expired on ${tokenExpiresAt}.`;
  return undefined;
}
