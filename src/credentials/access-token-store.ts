import type { LogEvent } from '../audit/log-event.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Credential, CredentialOwner } from './credential.js';

/** An access token that is to be made. */
export interface AccessTokenDraft {
  /** SHA-256, 32 bytes. */
  readonly hash: Buffer;
  /** RFC 3339 UTC. */
  readonly expiresAt: string;
}

/** That an assertion was used: it must never be accepted again while its signature would hold. */
export interface AssertionUse {
  /** SHA-256 of client and `jti`, 32 bytes. */
  readonly hash: Buffer;
  /** RFC 3339 UTC; from then on the assertion is refused for its age, and need not be remembered. */
  readonly expiresAt: string;
}

/** Under what condition a client gets what it asks for; looked at in the transaction that does it. */
export interface ClientConditions {
  /** undefined for a client with a secret */
  readonly assertion?: AssertionUse | undefined;
  /** How many assertions of one client are remembered at a time. */
  readonly maxAssertions: number;
}

/** `gone`: the client was deleted or disabled meanwhile. `replayed`: the assertion was used before. `busy`: `maxAssertions`. */
export type ClientRefusal = 'gone' | 'replayed' | 'busy';

type Client = Pick<Credential, 'pk'>;

/** Where the access tokens of OAuth clients are kept. What becomes of one and its log event commit in one transaction. */
export abstract class AccessTokenStore {
  /**
   * One indexed look-up by SHA-256, whatever the state of token and client; `owner.tokenExpiresAt` is set. Returns the
   * stored hash to be compared.
   */
  abstract findOwner(hash: Buffer): Promise<{ readonly owner: CredentialOwner; readonly hash: Buffer } | undefined>;
  /** Makes a token. Of more than `maxTokens` of the client the oldest go. */
  abstract create(
    scope: TenantScope,
    client: Client,
    draft: AccessTokenDraft,
    event: LogEvent,
    conditions: ClientConditions & { readonly maxTokens: number },
  ): Promise<'created' | ClientRefusal>;
  /** Deletes a token of the client. @returns `absent` where it has none such: no event then */
  abstract delete(
    scope: TenantScope,
    client: Client,
    hash: Buffer,
    event: LogEvent,
    conditions: ClientConditions,
  ): Promise<'deleted' | 'absent' | ClientRefusal>;
  /** Forgets tokens and assertions that ended by `now` (RFC 3339 UTC), in bounded transactions. */
  abstract forgetExpired(now: string): Promise<void>;
}
