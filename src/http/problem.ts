/** One field of the request that is wrong. */
export interface FieldError {
  /** `displayName`, `after`; never longer than a line. */
  readonly path: string;
  readonly detail: string;
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly errors: readonly FieldError[];
}

/** Nobody reads more, and a body of thousands of unknown fields must not be answered with megabytes. */
const MAX_ERRORS = 50;

/** Titles do not change from case to case (RFC 9457 §3.1.3). */
const TITLES: Readonly<Record<number, readonly [kind: string, title: string]>> = {
  400: ['invalid-request', 'The request is invalid'],
  401: ['unauthorized', 'The credential is missing or wrong'],
  403: ['forbidden', 'The request is not allowed'],
  404: ['not-found', 'There is no such thing'],
  405: ['method-not-allowed', 'The method is not allowed here'],
  409: ['conflict', 'The request conflicts with what is there'],
  413: ['too-large', 'The request is too large'],
  415: ['unsupported-media-type', 'The media type is not supported'],
  429: ['too-many-requests', 'There are too many requests'],
  500: ['internal-error', 'The server failed'],
  503: ['unavailable', 'The server cannot answer now'],
};

/** An answer of the admin API other than success: a problem document (RFC 9457). Never holds a secret, SQL or a stack. */
export class Problem extends Error {
  private constructor(
    readonly status: number,
    /** Identifies the kind of problem; a name, not an address. */
    readonly type: string,
    readonly title: string,
    /** A sentence for the admin: what was wrong, what to do. */
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** 400: fields of the body, or parameters, that are missing, wrong or unknown. */
  static invalid(errors: readonly FieldError[]): Problem {
    const listed = firstOf(errors);
    const detail = listed.map((error) => `${error.path}: ${error.detail}`).join('; ');
    return Problem.fromStatus(400, detail === '' ? 'The request is invalid.' : detail, listed);
  }

  /** 403. @param kind names the problem for programs: `forbidden-role` */
  static forbidden(kind: string, title: string, detail: string): Problem {
    return new Problem(403, typeOf(kind), title, detail);
  }

  static notFound(detail: string): Problem {
    return Problem.fromStatus(404, detail);
  }

  /** 409. @param kind names the conflict for programs: `slug-taken` */
  static conflict(kind: string, title: string, detail: string): Problem {
    return new Problem(409, typeOf(kind), title, detail);
  }

  /** 422. @param kind names the problem for programs */
  static unprocessable(kind: string, title: string, detail: string): Problem {
    return new Problem(422, typeOf(kind), title, detail);
  }

  static fromStatus(status: number, detail: string, errors: readonly FieldError[] = []): Problem {
    const [kind, title] =
      TITLES[status] ??
      (status < 500 ? ['refused', 'The request was refused'] : ['internal-error', 'The server failed']);
    return new Problem(status, typeOf(kind), title, detail, errors);
  }

  toBody(requestId: string): ProblemBody {
    const { type, title, status, detail, errors } = this;
    return { type, title, status, detail, requestId, errors };
  }
}

function firstOf(errors: readonly FieldError[]): readonly FieldError[] {
  if (errors.length <= MAX_ERRORS) return errors;
  const more = { path: '…', detail: `${errors.length - MAX_ERRORS} more are wrong` };
  return [...errors.slice(0, MAX_ERRORS), more];
}

function typeOf(kind: string): string {
  return `urn:rollbook:problem:${kind}`;
}
