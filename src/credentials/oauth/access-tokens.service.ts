import { Injectable } from '@nestjs/common';
import type { Call } from '../../audit/call.js';
import { makeEvent } from '../../audit/make-event.js';
import { connectorTarget } from '../../tenancy/connectors.service.js';
import { TenancyChanges } from '../../tenancy/tenancy-changes.js';
import { AccessTokenStore, type ClientConditions, type ClientRefusal } from '../access-token-store.js';
import { credentialTarget } from '../credential-target.js';
import { refuseSwitchedOff } from '../refuse-switched-off.js';
import { hashAccessToken, hasValidChecksum, newAccessToken } from '../secret.js';
import type { SignedInClient } from './client-sign-in.js';
import { OAuthError } from './oauth-error.js';

/** How long an access token lasts, unless its client ends earlier. */
export const ACCESS_TOKEN_SECONDS = 60 * 60;
/** Per client; a client needs one, and another while that ends. */
const MAX_TOKENS = 100;
/** Per client and hour; nearly three a second. */
const MAX_ASSERTIONS = 10_000;

export interface IssuedToken {
  /** The only time it is there. */
  readonly token: string;
  readonly expiresIn: number;
}

/** The access tokens of OAuth clients: given out and taken back, each in one transaction with its log event. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly store: AccessTokenStore,
    private readonly changes: TenancyChanges,
  ) {}

  /** @throws OAuthError; ScimError forbidden where tenant or connector is switched off */
  async issue(call: Call, client: SignedInClient): Promise<IssuedToken> {
    const { owner } = client;
    const { credential, connector } = owner;
    refuseSwitchedOff(owner);
    const token = newAccessToken();
    const now = new Date();
    const expiresIn = secondsFor(credential.expiresAt, now);
    const expiresAt = new Date(now.getTime() + expiresIn * 1000).toISOString();
    const event = makeEvent(call, {
      eventType: 'app.oauth2.token.grant.access_token',
      displayMessage: `${connector.displayName} got an access token as the client ${credential.name}`,
      target: [credentialTarget(credential), connectorTarget(connector)],
      debugData: { grantType: 'client_credentials', tokenExpiresAt: expiresAt, ...authenticationOf(client) },
    });
    const conditions = { ...conditionsOf(client), maxTokens: MAX_TOKENS };
    const draft = { hash: hashAccessToken(token), expiresAt };
    const outcome = await this.store.create({ tenantPk: owner.tenant.pk }, credential, draft, event, conditions);
    if (outcome !== 'created') throw refusalOf(call, outcome);
    call.recorded = true;
    return { token, expiresIn };
  }

  /** A token that is unknown, or another client's, is as good as revoked (RFC 7009 §2.2). @throws OAuthError */
  async revoke(call: Call, client: SignedInClient, token: string): Promise<void> {
    const { tenant, credential, connector } = client.owner;
    const event = makeEvent(call, {
      eventType: 'app.oauth2.token.revoke',
      displayMessage: `${connector.displayName} gave back an access token of the client ${credential.name}`,
      target: [credentialTarget(credential), connectorTarget(connector)],
      debugData: authenticationOf(client),
    });
    // What cannot be a token is looked for like any other, so that an assertion is used up either way.
    const hash = hashAccessToken(hasValidChecksum(token) ? token : '');
    const outcome = await this.store.delete({ tenantPk: tenant.pk }, credential, hash, event, conditionsOf(client));
    if (outcome === 'deleted') {
      call.recorded = true;
      this.changes.announce();
    } else if (outcome !== 'absent') throw refusalOf(call, outcome);
  }
}

/** Never past the end of the client, and always some time: it has not ended yet. */
function secondsFor(clientExpiresAt: string | null, now: Date): number {
  const left = clientExpiresAt === null ? Infinity : (Date.parse(clientExpiresAt) - now.getTime()) / 1000;
  return Math.max(1, Math.min(ACCESS_TOKEN_SECONDS, Math.floor(left)));
}

function conditionsOf({ assertion }: SignedInClient): ClientConditions {
  return { assertion, maxAssertions: MAX_ASSERTIONS };
}

function authenticationOf({ assertion }: SignedInClient): { readonly clientAuthentication: string } {
  return { clientAuthentication: assertion === undefined ? 'client_secret' : 'private_key_jwt' };
}

function refusalOf(call: Call, refusal: ClientRefusal): OAuthError {
  if (refusal === 'busy') return OAuthError.busy();
  call.refusal =
    refusal === 'replayed' ? 'The client assertion was used before.' : 'The client is disabled or deleted.';
  return OAuthError.invalidClient();
}
