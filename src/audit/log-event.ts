/** The shape of Okta's System Log event (LogEvent). Field names and nulls as Okta has them, so that its tools read it. */
export interface LogEvent {
  readonly uuid: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly published: string;
  readonly eventType: string;
  readonly version: '0';
  readonly severity: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly legacyEventType: string | null;
  /** A sentence for a person. */
  readonly displayMessage: string;
  readonly actor: LogActor;
  readonly client: {
    readonly userAgent: { readonly rawUserAgent: string | null; readonly os: null; readonly browser: null };
    readonly zone: null;
    readonly device: null;
    readonly id: null;
    readonly ipAddress: string | null;
    readonly geographicalContext: null;
  };
  readonly outcome: { readonly result: 'SUCCESS' | 'FAILURE'; readonly reason: string | null };
  readonly target: readonly LogTarget[];
  readonly transaction: {
    readonly type: 'WEB' | 'JOB';
    /** The request id. */
    readonly id: string;
    readonly detail: { readonly requestApiTokenId?: string };
  };
  readonly debugContext: { readonly debugData: Readonly<Record<string, string | number | null>> };
  readonly authenticationContext: {
    readonly authenticationProvider: null;
    readonly credentialProvider: null;
    readonly credentialType: string | null;
    readonly issuer: null;
    readonly interface: null;
    readonly authenticationStep: 0;
    readonly externalSessionId: null;
  };
  readonly securityContext: {
    readonly asNumber: null;
    readonly asOrg: null;
    readonly isp: null;
    readonly domain: null;
    readonly isProxy: null;
  };
  readonly request: {
    readonly ipChain: readonly { readonly ip: string; readonly version: 'V4' | 'V6'; readonly source: null }[];
  };
  /** What a change changed; secrets only as `{ "set": true }`. Empty for reads and refusals. */
  readonly changes: readonly AttributeChange[];
  /** What the change did to the rows of users and groups, for `replay/`. Absent where it did nothing to them. */
  readonly effects?: readonly ResourceEffect[] | undefined;
}

export interface LogActor {
  /** Public id of the credential or admin token; `anonymous` or `system` where there is none. */
  readonly id: string;
  readonly type: 'PublicClientApp' | 'AdminToken' | 'SystemPrincipal' | 'Anonymous';
  readonly alternateId: string;
  readonly displayName: string;
  readonly detailEntry: null;
}

export interface LogTarget {
  readonly id: string;
  readonly type:
    | 'User'
    | 'AppGroup'
    | 'AppInstance'
    | 'Tenant'
    | 'Credential'
    | 'AdminToken'
    | 'Role'
    | 'Entitlement'
    | 'ExtendedField';
  readonly alternateId: string;
  readonly displayName: string;
  readonly detailEntry: null;
}

export interface AttributeChange {
  /** `userName`, `emails`, `urn:…:User:department`, `members`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/**
 * What became of one user or group, as it is stored: the effects of all events, one after another, make the directory.
 * What is absent stayed as it was. Never a secret: a document holds no password.
 */
export interface ResourceEffect {
  readonly id: string;
  /** Only of what was created, which begins empty, live, `manual` and authorized. */
  readonly type?: 'User' | 'Group';
  /** One more than before. */
  readonly version?: number;
  /** `meta.lastModified` of this version, RFC 3339 UTC with milliseconds; of what was created also `meta.created`. */
  readonly at?: string;
  /** The number of the connector that owns it; null for `manual`. */
  readonly connector?: number | null;
  readonly authorized?: boolean;
  /** Paths in `changes` whose `to` is stored as it stands there, null removing it; `members`: whom it adds and removes. */
  readonly changed?: readonly string[];
  /** Values at the top of the document that `changes` does not hold as they are stored; null removes one. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Values of extended fields under the number and type of each (`17:string`); null removes one. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly addedMembers?: readonly string[];
  readonly removedMembers?: readonly string[];
  /** When it was deleted; null: it was restored. */
  readonly deletedAt?: string | null;
  /** It is gone for good, with every membership. */
  readonly purged?: true;
}
