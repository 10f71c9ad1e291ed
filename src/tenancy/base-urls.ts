/** Every URL that is handed out, built on PUBLIC_URL and never on a request's Host header. */
export class BaseUrls {
  /** @param publicUrl without a trailing slash */
  constructor(readonly publicUrl: string) {}

  /** The SCIM 2.0 base URL of a connector: what an admin pastes into Okta. */
  scim(tenantSlug: string, connectorSlug: string): string {
    return `${this.publicUrl}/scim/${tenantSlug}/${connectorSlug}/v2`;
  }

  swagger(): string {
    return `${this.publicUrl}/docs`;
  }

  /** A resource of the admin API; segments are percent-encoded. */
  admin(...segments: readonly string[]): string {
    return [`${this.publicUrl}/api/v1`, ...segments.map(encodeURIComponent)].join('/');
  }
}
