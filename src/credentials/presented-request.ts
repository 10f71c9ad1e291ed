import { authorizationHeader, canonicalAuthorization, parseAuthorization } from './authentication-scheme.js';

/**
 * All that a passport strategy gets to see: one header in canonical spelling, and who can verify it. Without query and
 * body, where passport-http-bearer would look for a token too. The verifier travels along because passport keeps
 * strategies in a registry of the process: two applications in one process must not verify against each other.
 */
export interface PresentedRequest<Verifier> {
  readonly headers: { readonly authorization?: string };
  readonly verifier: Verifier;
}

export function presentedRequest<Verifier>(
  request: { readonly rawHeaders: readonly string[] },
  verifier: Verifier,
): PresentedRequest<Verifier> {
  const presented = parseAuthorization(authorizationHeader(request));
  return { headers: presented === undefined ? {} : { authorization: canonicalAuthorization(presented) }, verifier };
}
