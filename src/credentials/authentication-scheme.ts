export type PresentedCredential =
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'basic'; readonly key: string; readonly secret: string };

/** Node itself stops at 16 KiB of headers; nothing that is ours comes near this. */
const MAX_LENGTH = 4096;
const AUTHORIZATION = 'authorization';
/** RFC 9110 §11.2 token68: what may stand behind a scheme. */
const TOKEN68 = /^[A-Za-z0-9._~+/-]+={0,2}$/;
/** Fatal: bytes that are no UTF-8 are no credential of ours. A byte order mark stays, it is not ours either. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The one Authorization header of a request. Two of them are none: Node keeps the first silently, a proxy may have
 * looked at the second. Query and body are never asked (RFC 7644 §7.5.2: tokens in URLs end in logs).
 */
export function authorizationHeader(request: { readonly rawHeaders: readonly string[] }): string | undefined {
  const { rawHeaders } = request;
  let found: string | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length !== AUTHORIZATION.length || name.toLowerCase() !== AUTHORIZATION) continue;
    if (found !== undefined) return undefined;
    found = rawHeaders[index + 1];
  }
  return found;
}

/**
 * Reads an Authorization header: `Bearer TOKEN`, `Basic BASE64`, or a bare `TOKEN` as Okta's Header Auth sends it.
 * The scheme may have any letter case and be set off by any number of spaces and tabs.
 * @returns undefined for everything else
 */
export function parseAuthorization(header: unknown): PresentedCredential | undefined {
  if (typeof header !== 'string' || header.length > MAX_LENGTH) return undefined;
  const words = header.split(/[ \t]+/).filter((word) => word !== '');
  const [first = '', second] = words;
  const scheme = first.toLowerCase();
  if (second === undefined) return scheme === 'bearer' || scheme === 'basic' ? undefined : bearer(first);
  if (words.length > 2) return undefined;
  if (scheme === 'bearer') return bearer(second);
  return scheme === 'basic' ? basic(second) : undefined;
}

/** The header in the one spelling that every strategy understands. */
export function canonicalAuthorization(presented: PresentedCredential): string {
  if (presented.scheme === 'bearer') return `Bearer ${presented.token}`;
  return `Basic ${Buffer.from(`${presented.key}:${presented.secret}`, 'utf8').toString('base64')}`;
}

function bearer(token: string): PresentedCredential | undefined {
  return TOKEN68.test(token) ? { scheme: 'bearer', token } : undefined;
}

/** RFC 7617 §2: base64 of `user-id ":" password`; the first colon divides, controls are not allowed in either. */
function basic(base64: string): PresentedCredential | undefined {
  const bytes = Buffer.from(base64, 'base64');
  // Buffer skips what is not base64; only the exact text is accepted.
  if (bytes.toString('base64') !== base64) return undefined;
  const text = decoded(bytes);
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 1 || colon === text.length - 1 || /\p{Cc}/u.test(text)) return undefined;
  return { scheme: 'basic', key: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
