import type { Connector, Tenant } from '../tenancy/tenant.js';

export const CREDENTIAL_TYPES = ['bearer', 'basic', 'oauth'] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

/** How an OAuth client proves that it is the one: by a secret, or by signing with a key of which only the public half is here. */
export const CLIENT_AUTHENTICATIONS = ['secret', 'jwt'] as const;
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATIONS)[number];

/** A public key as RFC 7517 writes it, without anything else than what verification needs. */
export interface PublicJwk {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly kid?: string;
  readonly alg?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}

/** What a credential may do: everything, or look only. */
export const CREDENTIAL_SCOPES = ['read-write', 'read'] as const;
export type CredentialScope = (typeof CREDENTIAL_SCOPES)[number];

/** Who made a credential: the id and the name of an admin token. */
export interface CredentialCreator {
  readonly id: string;
  readonly name: string;
}

/** What an IdP signs in with. The secret itself is nowhere: only its SHA-256. */
export interface Credential {
  readonly pk: number;
  /** Public id (UUID). */
  readonly id: string;
  readonly tenantPk: number;
  readonly connectorPk: number;
  readonly type: CredentialType;
  readonly name: string;
  /** What may be shown to recognise it: the first characters of the token, the whole key of a basic pair, or the client id. */
  readonly prefix: string;
  readonly enabled: boolean;
  readonly scope: CredentialScope;
  /** IP addresses and CIDR ranges that may use it; empty: any. */
  readonly allowedIps: readonly string[];
  /** With which an OAuth client signs its assertions; null where it has a secret, and for every other type. */
  readonly publicKeys: readonly PublicJwk[] | null;
  /** null where an older version made it. */
  readonly createdBy: CredentialCreator | null;
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
  /** End of the access token by which it was found; undefined for what lasts as long as the credential. RFC 3339 UTC. */
  readonly tokenExpiresAt?: string;
}

/** What was shown to sign in, without what is secret in it. */
export interface ShownCredential {
  /** SHA-256 under which it is stored if all of it is right, 32 bytes. */
  readonly hash: Buffer;
  readonly isAccessToken: boolean;
  /** Whether there is no secret in it: the client signs, and `hash` is that of its id alone. */
  readonly isSigned?: boolean;
  /** The half that names it and proves nothing; undefined where there is none, or where it must not be asked for. */
  readonly publicHalf?: { readonly type: CredentialType; readonly key: string };
}

/** As much of a credential as the log may say of one that was refused. */
export interface KnownCredential {
  readonly credential: Pick<Credential, 'id' | 'name' | 'tenantPk' | 'connectorPk' | 'enabled' | 'expiresAt'>;
  readonly connector: Pick<Connector, 'slug' | 'displayName'>;
  /** Whether all of it was shown; else its public half alone. */
  readonly isProven: boolean;
  /** False for an OAuth client that signs. */
  readonly hasSecret: boolean;
  /** See `CredentialOwner`. */
  readonly tokenExpiresAt?: string;
}

/** What an admin token may do: everything, or look only. */
export const ADMIN_ROLES = ['admin', 'auditor'] as const;
export type AdminRole = (typeof ADMIN_ROLES)[number];

/** The tenant that an admin token is kept to. */
export interface AdminTenant {
  readonly pk: number;
  readonly slug: string;
}

export interface AdminToken {
  readonly pk: number;
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly role: AdminRole;
  /** null: all tenants, and what belongs to none. */
  readonly tenant: AdminTenant | null;
  /** null for the token of the first start, and where an older version made it. */
  readonly createdBy: CredentialCreator | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}
