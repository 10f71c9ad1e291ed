import { Injectable } from '@nestjs/common';
import type { Call } from '../../audit/call.js';
import { callScope } from '../../tenancy/call-scope.js';
import { BaseUrls } from '../../tenancy/base-urls.js';
import type { AssertionUse } from '../access-token-store.js';
import { isWithin } from '../address-range.js';
import { actorOf } from '../credential-actor.js';
import type { CredentialOwner, ShownCredential } from '../credential.js';
import { CredentialsService } from '../credentials.service.js';
import { hashAssertionId, hashClientId, hashClientSecret, hasValidChecksum } from '../secret.js';
import { type Problem, readAssertion, verifyAssertion } from './client-assertion.js';
import { RefusalReasons } from '../refusal-reasons.service.js';
import { SignInFailures } from '../sign-in-failures.service.js';
import { OAuthError } from './oauth-error.js';
import type { PresentedClient } from './presented-client.js';

/** A client that proved who it is. */
export interface SignedInClient {
  readonly owner: CredentialOwner;
  /** To be used up by whatever the client asks for; undefined for a client with a secret. */
  readonly assertion?: AssertionUse;
}

/** The tenant and the connector in a path: slugs, or anything. */
export interface ClientAddress {
  readonly tenant: string;
  readonly connector: string;
}

/** Why a client is not let in, and what it showed, where more can be found out about that. */
interface Refused {
  readonly reason: string;
  readonly shown?: ShownCredential | undefined;
}

/** Finds out which OAuth client is calling. One look-up whatever is wrong with it, and one answer. */
@Injectable()
export class ClientSignIn {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly urls: BaseUrls,
    private readonly failures: SignInFailures,
    private readonly reasons: RefusalReasons,
  ) {}

  /** Notes caller and last use. @throws OAuthError invalid_client, or 429 after too many failures; the reason goes to the log alone, by `call.refusal` */
  async identify(call: Call, address: ClientAddress, presented: PresentedClient): Promise<SignedInClient> {
    const client = await this.verify(address, presented);
    if ('reason' in client) throw this.refused(call, presented, client);
    const { owner } = client;
    const { tenant, connector, credential } = owner;
    if (tenant.slug !== address.tenant || connector.slug !== address.connector)
      throw this.refused(call, presented, {
        reason: 'The client belongs to another connector.',
        shown: shownClient(presented),
      });
    call.actor = actorOf(owner);
    if (!isWithin(credential.allowedIps, call.ipAddress))
      throw this.refused(call, presented, {
        reason: `The credential ${credential.name} may not be used from the address ${call.ipAddress ?? 'unknown'}.`,
      });
    call.scope = callScope(tenant, connector);
    this.credentials.noteUse(credential, call.ipAddress);
    return client;
  }

  private async verify(address: ClientAddress, presented: PresentedClient): Promise<SignedInClient | Refused> {
    if (presented.method === 'jwt') return this.verifyAssertion(address, presented);
    const owner = await this.credentials.authenticateClient(presented.clientId, presented.secret);
    if (owner !== undefined) return { owner };
    return { reason: 'The client is unknown, or its secret is wrong.', shown: shownClient(presented) };
  }

  private async verifyAssertion(
    { tenant, connector }: ClientAddress,
    presented: Extract<PresentedClient, { method: 'jwt' }>,
  ): Promise<SignedInClient | Refused> {
    const { assertion, clientId } = presented;
    const claimed = readAssertion(assertion);
    if ('problem' in claimed) return assertionRefused(claimed, presented);
    // RFC 7521 §4.2: where it is there, it names the same client.
    if (clientId !== undefined && clientId !== claimed.clientId)
      return { reason: 'client_id is not the subject of the assertion.' };
    const owner = await this.credentials.findSigningClient(claimed.clientId);
    if (owner === undefined)
      return { reason: 'The client is unknown, or does not sign.', shown: shownClient(presented) };
    const audiences = [this.urls.tokenEndpoint(tenant, connector), this.urls.issuer(tenant, connector)];
    const verified = verifyAssertion(claimed, owner.credential.publicKeys ?? [], audiences, Date.now() / 1000);
    if ('problem' in verified) return assertionRefused(verified, presented);
    const expiresAt = new Date(Math.ceil(verified.refusedFrom * 1000)).toISOString();
    return { owner, assertion: { hash: hashAssertionId(claimed.clientId, verified.jti), expiresAt } };
  }

  /** Failures are counted with those of the SCIM endpoints; beyond the limit the answer says so instead of 401. */
  private refused(call: Call, presented: PresentedClient, { reason, shown }: Refused): OAuthError {
    call.refusal = reason;
    call.explain = this.reasons.of(shown);
    call.failedSignIn = true;
    const retryAfterSeconds = this.failures.note(call.ipAddress, presented.clientId);
    return retryAfterSeconds === undefined ? OAuthError.invalidClient() : OAuthError.tooManyFailures(retryAfterSeconds);
  }
}

function assertionRefused({ problem }: Problem, presented: PresentedClient): Refused {
  return { reason: `The client assertion was refused: ${problem}.`, shown: shownClient(presented) };
}

/** @returns undefined for what cannot have come from here */
function shownClient(presented: PresentedClient): ShownCredential | undefined {
  if (presented.method === 'secret') {
    const { clientId: key, secret } = presented;
    if (!hasValidChecksum(key)) return undefined;
    return { hash: hashClientSecret(key, secret), isAccessToken: false, publicHalf: { type: 'oauth', key } };
  }
  const claimed = readAssertion(presented.assertion);
  const key = 'problem' in claimed ? presented.clientId : claimed.clientId;
  if (!hasValidChecksum(key)) return undefined;
  return { hash: hashClientId(key), isAccessToken: false, isSigned: true, publicHalf: { type: 'oauth', key } };
}
