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
