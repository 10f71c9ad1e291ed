import type { LogEvent } from '../audit/log-event.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { AdminToken, Credential, CredentialOwner, CredentialType } from './credential.js';

export interface CredentialDraft {
  readonly id: string;
  readonly connectorPk: number;
  readonly type: CredentialType;
  readonly name: string;
  readonly prefix: string;
  /** SHA-256, 32 bytes. */
  readonly hash: Buffer;
  readonly expiresAt: string | null;
}

export interface LastUse {
  readonly pk: number;
  readonly at: string;
  readonly ip: string | null;
}

/** Where the IdPs' credentials are kept. A change and its log event commit in one transaction. */
export abstract class CredentialStore {
  /** One indexed look-up by SHA-256, whatever the state of the credential. Returns the stored hash to be compared. */
  abstract findByHash(hash: Buffer): Promise<{ readonly owner: CredentialOwner; readonly hash: Buffer } | undefined>;
  abstract list(scope: TenantScope, connectorPk: number, page: PageRequest): Promise<readonly Credential[]>;
  abstract find(scope: TenantScope, connectorPk: number, id: string): Promise<Credential | undefined>;
  abstract create(scope: TenantScope, draft: CredentialDraft, event: LogEvent): Promise<Credential>;
  abstract update(
    scope: TenantScope,
    pk: number,
    patch: { readonly name?: string; readonly enabled?: boolean; readonly expiresAt?: string | null },
    event: LogEvent,
  ): Promise<Credential | undefined>;
  abstract delete(scope: TenantScope, pk: number, event: LogEvent): Promise<boolean>;
  /** Outside any request's transaction; many at once. */
  abstract recordUse(uses: readonly LastUse[]): Promise<void>;
}

export interface AdminTokenDraft {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly expiresAt: string | null;
}

/** Where admin tokens are kept. They belong to no tenant, so their changes go to the process log. */
export abstract class AdminTokenStore {
  abstract findByHash(hash: Buffer): Promise<{ readonly token: AdminToken; readonly hash: Buffer } | undefined>;
  abstract list(page: PageRequest): Promise<readonly AdminToken[]>;
  abstract create(draft: AdminTokenDraft): Promise<AdminToken>;
  /**
   * For the first start: creates the token only while no admin token exists at all, so that of several instances
   * starting together exactly one prints one. @returns undefined when there was one already
   */
  abstract createFirst(draft: AdminTokenDraft): Promise<AdminToken | undefined>;
  /**
   * Looks and deletes in one transaction that locks all tokens, so that two of them cannot delete each other.
   * @param othersUsableAt RFC 3339 UTC: deletes only if another token has not expired by then; undefined asks for none
   */
  abstract delete(id: string, othersUsableAt: string | undefined): Promise<'deleted' | 'absent' | 'last'>;
  abstract recordUse(uses: readonly LastUse[]): Promise<void>;
}
