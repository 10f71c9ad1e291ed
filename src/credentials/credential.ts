import type { Connector, Tenant } from '../tenancy/tenant.js';

export type CredentialType = 'bearer' | 'basic';

/** What an IdP signs in with. The secret itself is nowhere: only its SHA-256. */
export interface Credential {
  readonly pk: number;
  /** Public id (UUID). */
  readonly id: string;
  readonly tenantPk: number;
  readonly connectorPk: number;
  readonly type: CredentialType;
  readonly name: string;
  /** What may be shown to recognise it: the first characters of the token, or the whole key of a basic pair. */
  readonly prefix: string;
  readonly enabled: boolean;
  /** RFC 3339 UTC with milliseconds; so all times here. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedIp: string | null;
}

/** A credential found by its hash, with whom it belongs to. */
export interface CredentialOwner {
  readonly credential: Credential;
  readonly connector: Connector;
  readonly tenant: Tenant;
}

export interface AdminToken {
  readonly pk: number;
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}
