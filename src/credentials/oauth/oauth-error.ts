/** RFC 6749 §5.2; the last two are for answers that it leaves to HTTP. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'server_error';

// One answer for every reason, or the answers could be used to find out which clients and connectors exist.
const INVALID_CLIENT =
  'The client is unknown, disabled or expired, its secret or assertion is wrong, it does not belong to this address, or it ' +
  'may not be used from this IP address. An admin finds the reason in the log of Rollbook.';

/** An answer of the token endpoint other than success. Holds nothing that the client sent. */
export class OAuthError extends Error {
  constructor(
    readonly status: number,
    readonly code: OAuthErrorCode,
    /** In words for the admin who set the client up. */
    readonly description: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(description);
    this.name = 'OAuthError';
  }

  static invalidRequest(description: string): OAuthError {
    return new OAuthError(400, 'invalid_request', description);
  }

  /** Of a path that takes other methods (RFC 9110 §15.5.6). */
  static methodNotAllowed(description: string): OAuthError {
    return new OAuthError(405, 'invalid_request', description);
  }

  static invalidClient(): OAuthError {
    return new OAuthError(401, 'invalid_client', INVALID_CLIENT);
  }

  static unsupportedGrantType(): OAuthError {
    return new OAuthError(400, 'unsupported_grant_type', 'The only grant_type here is client_credentials.');
  }

  static invalidScope(): OAuthError {
    return new OAuthError(400, 'invalid_scope', 'The only scope here is scim.');
  }

  static busy(): OAuthError {
    const description =
      'The client signed too many assertions within an hour. Let it use an access token until it ends.';
    return new OAuthError(429, 'temporarily_unavailable', description, 60);
  }

  static tooManyFailures(retryAfterSeconds: number): OAuthError {
    const description = 'There were too many failed sign-ins from this network or for this client. Try again later.';
    return new OAuthError(429, 'temporarily_unavailable', description, retryAfterSeconds);
  }

  toBody(): { readonly error: OAuthErrorCode; readonly error_description: string } {
    // RFC 6749 §5.2 allows %x20-21 / %x23-5B / %x5D-7E: no quotation mark, no backslash, nothing beyond ASCII.
    return { error: this.code, error_description: this.description.replace(/"/g, "'").replace(/[^ -[\]-~]/g, '?') };
  }
}
