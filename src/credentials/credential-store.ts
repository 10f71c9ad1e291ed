import type { LogEvent } from '../audit/log-event.js';
import type { KeyClaim } from '../tenancy/idempotency-store.js';
import type { RowUpdate, UpdatedRow } from '../tenancy/row-update.js';
import type { ConnectorDraft, PageRequest } from '../tenancy/tenant-store.js';
import type { Connector, TenantScope } from '../tenancy/tenant.js';
import type {
  AdminToken,
  Credential,
  CredentialOwner,
  KnownCredential,
  PublicJwk,
  ShownCredential,
} from './credential.js';

/** A credential that is to be made. */
export interface NewCredential extends Pick<
  Credential,
  'id' | 'type' | 'name' | 'prefix' | 'scope' | 'allowedIps' | 'createdBy' | 'expiresAt'
> {
  /** SHA-256, 32 bytes. */
  readonly hash: Buffer;
  /** Of an OAuth client that signs. */
  readonly publicKeys?: readonly PublicJwk[] | null;
}

export interface CredentialDraft extends NewCredential {
  readonly connectorPk: number;
}

export type CredentialPatch = Partial<
  Pick<Credential, 'name' | 'enabled' | 'expiresAt' | 'scope' | 'allowedIps' | 'publicKeys'>
>;

/** What must hold for a secret to be made; looked at in the transaction that makes it. */
export interface IssueConditions {
  /** How many credentials of the connector may be valid at once, this one included; disabled ones count. */
  readonly maxValid: number;
  readonly claim?: KeyClaim | undefined;
}

/** The one that is replaced: it ends at `endsAt`, unless it ends earlier anyway. */
export interface Replaced {
  readonly pk: number;
  readonly endsAt: string;
  /** Days of the last warning that would come too late: see `ExpiryWarningStore`. */
  readonly warnedDays: number | null;
}

export interface LastUse {
  readonly pk: number;
  readonly at: string;
  readonly ip: string | null;
}

/**
 * Where the IdPs' credentials are kept. A change and its log event commit in one transaction, in which an update is told the
 * row that it changes: of two at once, the second one sees what the first one wrote.
 */
export abstract class CredentialStore {
  /** One indexed look-up by SHA-256, whatever the state of the credential. Returns the stored hash to be compared. */
  abstract findByHash(hash: Buffer): Promise<{ readonly owner: CredentialOwner; readonly hash: Buffer } | undefined>;
  /**
   * What was shown and refused: by its hash wherever it belongs to, else by its public half among the credentials of the
   * connector `place`. One statement.
   */
  abstract findShown(
    place: { readonly tenantPk: number; readonly connectorPk: number },
    shown: Pick<ShownCredential, 'hash' | 'publicHalf'>,
  ): Promise<KnownCredential | undefined>;
  abstract list(scope: TenantScope, connectorPk: number, page: PageRequest): Promise<readonly Credential[]>;
  abstract find(scope: TenantScope, connectorPk: number, id: string): Promise<Credential | undefined>;
  /**
   * @returns `full` where the connector has as many valid credentials as it may, undefined when it is gone
   * @throws KeyTaken
   */
  abstract create(
    scope: TenantScope,
    draft: CredentialDraft,
    event: LogEvent,
    conditions: IssueConditions,
  ): Promise<Credential | 'full' | undefined>;
  /** Makes a successor and ends the other one, in one transaction. @returns undefined when that one is gone, disabled or has ended */
  abstract rotate(
    scope: TenantScope,
    replaced: Replaced,
    draft: CredentialDraft,
    event: LogEvent,
    conditions: IssueConditions,
  ): Promise<Credential | 'full' | undefined>;
  /** Makes a connector with its first credential, in one transaction. @returns undefined when the slug is taken */
  abstract createWithConnector(
    scope: TenantScope,
    connector: { readonly draft: ConnectorDraft; readonly event: LogEvent },
    credential: { readonly draft: NewCredential; readonly event: LogEvent },
    claim?: KeyClaim,
  ): Promise<{ readonly connector: Connector; readonly credential: Credential } | undefined>;
  /**
   * Other keys, switching it off, and a later end after it has ended, end the access tokens of a client for good.
   * @returns `full` where the patch would revive an expired one and `maxValid` are valid already; undefined when there is none
   */
  abstract update(
    scope: TenantScope,
    pk: number,
    update: RowUpdate<Credential, CredentialPatch>,
    conditions: Pick<IssueConditions, 'maxValid'>,
  ): Promise<UpdatedRow<Credential> | 'full' | undefined>;
  abstract delete(scope: TenantScope, pk: number, event: LogEvent): Promise<boolean>;
  /** Outside any request's transaction; many at once. */
  abstract recordUse(uses: readonly LastUse[]): Promise<void>;
}

export interface AdminTokenDraft extends Pick<
  AdminToken,
  'id' | 'name' | 'prefix' | 'role' | 'tenant' | 'createdBy' | 'expiresAt'
> {
  readonly hash: Buffer;
}

export interface AdminTokenChange {
  /** How many tokens may be kept to the same tenant, or to none, this one included; expired ones count. */
  readonly maxAlike?: number;
  readonly claim?: KeyClaim | undefined;
  /** For the log of the tenant that the token is kept to; a token of all tenants has no log but the process log. */
  readonly event: (token: Omit<AdminToken, 'pk'>) => LogEvent;
}

/** There are as many admin tokens as there may be, of the same tenant or of none. */
export class TooManyAdminTokens extends Error {
  constructor(readonly limit: number) {
    super(`${limit} admin tokens`);
    this.name = 'TooManyAdminTokens';
  }
}

/** Where admin tokens are kept. */
export abstract class AdminTokenStore {
  /** One indexed look-up by SHA-256. A token whose tenant is gone is none. */
  abstract findByHash(hash: Buffer): Promise<{ readonly token: AdminToken; readonly hash: Buffer } | undefined>;
  /** @param tenantPk only the tokens that are kept to this tenant */
  abstract list(page: PageRequest, tenantPk?: number): Promise<readonly AdminToken[]>;
  /** @throws KeyTaken @throws TooManyAdminTokens */
  abstract create(draft: AdminTokenDraft, change: AdminTokenChange): Promise<AdminToken>;
  /**
   * For the first start: creates the token only while no admin token exists at all, so that of several instances
   * starting together exactly one prints one. @returns undefined when there was one already
   */
  abstract createFirst(draft: AdminTokenDraft): Promise<AdminToken | undefined>;
  /**
   * Looks and deletes in one transaction, which locks all admins of all tenants where one of them is to go, so that two of
   * them cannot delete each other.
   * @param othersUsableAt RFC 3339 UTC: deletes an admin of all tenants only if another one has not expired by then;
   * undefined asks for none
   * @param change.tenantPk only if it is kept to this tenant; else it is `absent`
   */
  abstract delete(
    id: string,
    othersUsableAt: string | undefined,
    change: Pick<AdminTokenChange, 'event'> & { readonly tenantPk?: number | undefined },
  ): Promise<'deleted' | 'absent' | 'last'>;
  abstract recordUse(uses: readonly LastUse[]): Promise<void>;
}
