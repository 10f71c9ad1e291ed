import { authorizationHeader, parseAuthorization } from './authentication-scheme.js';
import type { ShownCredential } from './credential.js';
import { hashAccessToken, hashBasic, hashBearer, hasValidChecksum, isAccessToken } from './secret.js';

/**
 * What a request to the SCIM API shows. A secret may be anything: that of a key is asked for all the same.
 * @returns undefined for what cannot have come from here, which nothing is known of
 */
export function shownCredential(request: { readonly rawHeaders: readonly string[] }): ShownCredential | undefined {
  const presented = parseAuthorization(authorizationHeader(request));
  if (presented === undefined) return undefined;
  if (presented.scheme === 'basic') {
    const { key, secret } = presented;
    if (!hasValidChecksum(key)) return undefined;
    return { hash: hashBasic(key, secret), isAccessToken: false, publicHalf: { type: 'basic', key } };
  }
  const { token } = presented;
  if (!hasValidChecksum(token)) return undefined;
  return isAccessToken(token)
    ? { hash: hashAccessToken(token), isAccessToken: true }
    : { hash: hashBearer(token), isAccessToken: false };
}
