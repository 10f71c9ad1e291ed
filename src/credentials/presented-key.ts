import { authorizationHeader, parseAuthorization } from './authentication-scheme.js';

/** Our prefixes and some characters more: enough to tell two tokens apart, too little to use one. */
const TOKEN_BEGINNING = 17;

/**
 * What a wrong credential names, to count guesses by. A request without any credential is no guess: clients ask so first to
 * learn the scheme (RFC 9110 §11.6.1), and must not be kept from showing the right one next.
 * @returns undefined where nothing was presented; `key` is absent where what was presented names none
 */
export function presentedKey(request: {
  readonly headers: { readonly authorization?: string | undefined };
  readonly rawHeaders: readonly string[];
}): { readonly key?: string } | undefined {
  if (request.headers.authorization === undefined) return undefined;
  const presented = parseAuthorization(authorizationHeader(request));
  if (presented === undefined) return {};
  return { key: presented.scheme === 'basic' ? presented.key : presented.token.slice(0, TOKEN_BEGINNING) };
}
