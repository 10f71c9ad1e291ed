/** Every URL that is handed out, built on PUBLIC_URL and never on a request's Host header. */
export class BaseUrls {
  /** @param publicUrl without a trailing slash */
  constructor(readonly publicUrl: string) {}

  /** The SCIM 2.0 base URL of a connector: what an admin pastes into Okta. */
  scim(tenantSlug: string, connectorSlug: string): string {
    return `${this.publicUrl}/scim/${tenantSlug}/${connectorSlug}/v2`;
  }

  /** The SCIM 1.1 base URL of a connector, for Okta's templates of that version. */
  scim11(tenantSlug: string, connectorSlug: string): string {
    return `${this.publicUrl}/scim/${tenantSlug}/${connectorSlug}/v1`;
  }

  /** The authorization server of a connector, by its name (RFC 8414 §2): the address under which the rest of it lies. */
  issuer(tenantSlug: string, connectorSlug: string): string {
    return `${this.publicUrl}/scim/${tenantSlug}/${connectorSlug}`;
  }

  /** Where an OAuth client of a connector gets its access token. */
  tokenEndpoint(tenantSlug: string, connectorSlug: string): string {
    return `${this.issuer(tenantSlug, connectorSlug)}/oauth/token`;
  }

  /** Where it gives one back (RFC 7009). */
  revocationEndpoint(tenantSlug: string, connectorSlug: string): string {
    return `${this.issuer(tenantSlug, connectorSlug)}/oauth/revoke`;
  }

  /** Where RFC 8414 §3.1 looks for the description of an issuer with a path: between its host and its path. */
  authorizationServerMetadata(tenantSlug: string, connectorSlug: string): string {
    const { origin, pathname } = new URL(this.issuer(tenantSlug, connectorSlug));
    return `${origin}/.well-known/oauth-authorization-server${pathname}`;
  }

  swagger(): string {
    return `${this.publicUrl}/docs`;
  }

  /** A resource of the admin API; segments are percent-encoded. */
  admin(...segments: readonly string[]): string {
    return [`${this.publicUrl}/api/v1`, ...segments.map(encodeURIComponent)].join('/');
  }
}
