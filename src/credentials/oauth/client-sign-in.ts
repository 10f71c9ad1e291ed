import { Injectable } from '@nestjs/common';
import type { Call } from '../../audit/call.js';
import { callScope } from '../../tenancy/call-scope.js';
import { BaseUrls } from '../../tenancy/base-urls.js';
import type { AssertionUse } from '../access-token-store.js';
import { isWithin } from '../address-range.js';
import { actorOf } from '../credential-actor.js';
import type { CredentialOwner } from '../credential.js';
import { CredentialsService } from '../credentials.service.js';
import { hashAssertionId } from '../secret.js';
import { readAssertion, verifyAssertion } from './client-assertion.js';
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

/** Finds out which OAuth client is calling. One look-up whatever is wrong with it, and one answer. */
@Injectable()
export class ClientSignIn {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly urls: BaseUrls,
    private readonly failures: SignInFailures,
  ) {}

  /** Notes caller and last use. @throws OAuthError invalid_client, or 429 after too many failures; the reason goes to the log alone, by `call.refusal` */
  async identify(call: Call, address: ClientAddress, presented: PresentedClient): Promise<SignedInClient> {
    const client = await this.verify(address, presented);
    if (typeof client === 'string') throw this.refused(call, presented, client);
    const { owner } = client;
    const { tenant, connector, credential } = owner;
    if (tenant.slug !== address.tenant || connector.slug !== address.connector)
      throw this.refused(call, presented, 'The client belongs to another connector.');
    call.actor = actorOf(owner);
    if (!isWithin(credential.allowedIps, call.ipAddress))
      throw this.refused(
        call,
        presented,
        `The credential ${credential.name} may not be used from the address ${call.ipAddress ?? 'unknown'}.`,
      );
    call.scope = callScope(tenant, connector);
    this.credentials.noteUse(credential, call.ipAddress);
    return client;
  }

  /** @returns why not, for the log */
  private async verify(address: ClientAddress, presented: PresentedClient): Promise<SignedInClient | string> {
    if (presented.method === 'jwt') return this.verifyAssertion(address, presented);
    const owner = await this.credentials.authenticateClient(presented.clientId, presented.secret);
    return owner === undefined ? 'The client is unknown, disabled or expired, or its secret is wrong.' : { owner };
  }

  private async verifyAssertion(
    { tenant, connector }: ClientAddress,
    { assertion, clientId }: Extract<PresentedClient, { method: 'jwt' }>,
  ): Promise<SignedInClient | string> {
    const claimed = readAssertion(assertion);
    if ('problem' in claimed) return `The client assertion was refused: ${claimed.problem}.`;
    // RFC 7521 §4.2: where it is there, it names the same client.
    if (clientId !== undefined && clientId !== claimed.clientId)
      return 'client_id is not the subject of the assertion.';
    const owner = await this.credentials.findSigningClient(claimed.clientId);
    if (owner === undefined) return 'The client is unknown, disabled or expired, or does not sign.';
    const audiences = [this.urls.tokenEndpoint(tenant, connector), this.urls.issuer(tenant, connector)];
    const verified = verifyAssertion(claimed, owner.credential.publicKeys ?? [], audiences, Date.now() / 1000);
    if ('problem' in verified) return `The client assertion was refused: ${verified.problem}.`;
    const expiresAt = new Date(Math.ceil(verified.refusedFrom * 1000)).toISOString();
    return { owner, assertion: { hash: hashAssertionId(claimed.clientId, verified.jti), expiresAt } };
  }

  /** Failures are counted with those of the SCIM endpoints; beyond the limit the answer says so instead of 401. */
  private refused(call: Call, presented: PresentedClient, reason: string): OAuthError {
    call.refusal = reason;
    call.failedSignIn = true;
    const retryAfterSeconds = this.failures.note(call.ipAddress, presented.clientId);
    return retryAfterSeconds === undefined ? OAuthError.invalidClient() : OAuthError.tooManyFailures(retryAfterSeconds);
  }
}
