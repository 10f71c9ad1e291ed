/** What the admin API says that is worth a look. */
export interface DirectoryFacts {
  readonly tenants: readonly TenantFacts[];
  readonly adminTokens: readonly Expiring[];
}

export interface TenantFacts {
  readonly slug: string;
  readonly enabled: boolean;
  readonly connectors: readonly ConnectorFacts[];
  /** Users that an identity provider withdrew and that wait for an admin; undefined where the server cannot tell. */
  readonly unauthorized: number | undefined;
}

export interface ConnectorFacts {
  readonly slug: string;
  readonly syncEnabled: boolean;
  /** off, waiting, connected, refusing, failing; undefined where the server does not say. */
  readonly state: string | undefined;
  readonly credentials: readonly Expiring[];
}

/** A credential or an admin token. */
export interface Expiring {
  readonly name: string;
  readonly id: string;
  readonly enabled: boolean;
  /** RFC 3339; null when it never ends. */
  readonly expiresAt: string | null;
}
