/** The isolation boundary: one directory, its connectors, its log. */
export interface Tenant {
  readonly pk: number;
  readonly slug: string;
  readonly displayName: string;
  readonly enabled: boolean;
  /** RFC 3339 UTC with milliseconds. */
  readonly createdAt: string;
}

export type Provider = 'okta' | 'entra' | 'generic';

/** One IdP's connection into a tenant. */
export interface Connector {
  readonly pk: number;
  /** Public id (UUID). */
  readonly id: string;
  readonly tenantPk: number;
  readonly slug: string;
  readonly displayName: string;
  readonly provider: Provider;
  /** The synchronization switch: off answers every SCIM call with 403. */
  readonly syncEnabled: boolean;
  readonly createdAt: string;
}

/** Proof that a store method was given a tenant; every key of tenant data begins with it. */
export interface TenantScope {
  readonly tenantPk: number;
}

/** `[a-z0-9](-?[a-z0-9])*`, at most 63 characters: Okta refuses `_` in a base URL. */
export function isSlug(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:-?[a-z0-9])*$/.test(text);
}
