import { ERROR } from './urns.js';

/** RFC 7644 §3.12 Table 9; the last two are RFC 9865's. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor';

export interface ScimErrorBody {
  readonly schemas: readonly [typeof ERROR];
  readonly status: string;
  readonly scimType?: ScimType;
  readonly detail: string;
}

/**
 * An answer other than success, with a `detail` written for the Okta admin who reads it in Okta's task list:
 * what was wrong, where, what to do. Never holds a secret, SQL, a stack or a path of the file system.
 */
export class ScimError extends Error {
  private constructor(
    readonly status: number,
    readonly scimType: ScimType | undefined,
    readonly detail: string,
    options?: ErrorOptions,
    /** Whole seconds, which is all that Okta reads of `Retry-After` (okta.md §1.12). */
    readonly retryAfterSeconds?: number,
  ) {
    super(detail, options);
    this.name = 'ScimError';
  }

  /** 400: the filter does not parse, or names what cannot be filtered (RFC 7644 §3.4.2.2). */
  static invalidFilter(detail: string): ScimError {
    return new ScimError(400, 'invalidFilter', detail);
  }

  /** 400: the request would read more than the server is willing to (RFC 7644 §3.4.2.1). */
  static tooMany(detail: string): ScimError {
    return new ScimError(400, 'tooMany', detail);
  }

  /** 400: the body is not what the message schema asks for. */
  static invalidSyntax(detail: string, options?: ErrorOptions): ScimError {
    return new ScimError(400, 'invalidSyntax', detail, options);
  }

  /** 400: a PATCH path does not parse or names no attribute. */
  static invalidPath(detail: string): ScimError {
    return new ScimError(400, 'invalidPath', detail);
  }

  /** 400: a PATCH path selects nothing that could be changed (RFC 7644 §3.5.2). */
  static noTarget(detail: string): ScimError {
    return new ScimError(400, 'noTarget', detail);
  }

  /** 400: a value is missing, of the wrong type or not allowed. */
  static invalidValue(detail: string, options?: ErrorOptions): ScimError {
    return new ScimError(400, 'invalidValue', detail, options);
  }

  /** 400: the attribute cannot be changed by the client. */
  static mutability(detail: string): ScimError {
    return new ScimError(400, 'mutability', detail);
  }

  /** 400: a cursor that was never given to this caller for this list (RFC 9865). */
  static invalidCursor(detail: string): ScimError {
    return new ScimError(400, 'invalidCursor', detail);
  }

  /** 400: a cursor that was given too long ago (RFC 9865). */
  static expiredCursor(detail: string): ScimError {
    return new ScimError(400, 'expiredCursor', detail);
  }

  /** 403: an attribute that may not be asked about, such as `password` (RFC 7644 §7.5.2). */
  static sensitive(detail: string): ScimError {
    return new ScimError(403, 'sensitive', detail);
  }

  /** 409: another resource has the value already. */
  static uniqueness(detail: string, options?: ErrorOptions): ScimError {
    return new ScimError(409, 'uniqueness', detail, options);
  }

  static unauthorized(detail: string): ScimError {
    return new ScimError(401, undefined, detail);
  }

  static forbidden(detail: string): ScimError {
    return new ScimError(403, undefined, detail);
  }

  static notFound(detail: string): ScimError {
    return new ScimError(404, undefined, detail);
  }

  /** 412: `If-Match` names another version (RFC 7644 §3.14). */
  static preconditionFailed(detail: string): ScimError {
    return new ScimError(412, undefined, detail);
  }

  /** 429: not now. */
  static tooManyRequests(detail: string, retryAfterSeconds: number): ScimError {
    return new ScimError(429, undefined, detail, undefined, retryAfterSeconds);
  }

  static notImplemented(detail: string): ScimError {
    return new ScimError(501, undefined, detail);
  }

  /** 503: the database cannot answer now. The caller may try again. */
  static unavailable(detail: string, options?: ErrorOptions): ScimError {
    return new ScimError(503, undefined, detail, options);
  }

  /** For statuses that HTTP itself defines: 404, 405, 413, 415, 500. */
  static http(status: number, detail: string, options?: ErrorOptions): ScimError {
    return new ScimError(status, undefined, detail, options);
  }

  /** The same error, whose detail goes on with one more sentence. */
  with(sentence: string): ScimError {
    const { status, scimType, detail, cause, retryAfterSeconds } = this;
    return new ScimError(status, scimType, `${detail} ${sentence}`, { cause }, retryAfterSeconds);
  }

  /** The message body: `status` is a string (RFC 7644 §3.12). */
  toBody(): ScimErrorBody {
    return {
      schemas: [ERROR],
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.detail,
    };
  }
}
