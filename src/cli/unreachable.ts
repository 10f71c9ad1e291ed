const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'nobody answered in time',
  ETIMEDOUT: 'nobody answered in time',
  EHOSTUNREACH: 'there is no way to this host',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** No answer came. Exit status 3. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(url: string, cause: unknown) {
    super(`The server at ${url} cannot be reached: ${reasonOf(cause)}.`, { cause });
  }
}

interface Failure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  /** Of several addresses, each of which failed. */
  readonly errors?: readonly unknown[];
}

/** Why a connection failed, in words: what lies deepest knows most. */
export function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown error';
  const { name, code, message, cause, errors } = error as Failure;
  if (name === 'TimeoutError') return 'it did not answer in time';
  if (typeof code === 'string') return REASONS[code] ?? code;
  if (errors !== undefined && errors.length > 0) return reasonOf(errors[0]);
  return cause === undefined ? String(message) : reasonOf(cause);
}
