import { parseAuthorization } from '../authentication-scheme.js';
import { JWT_BEARER } from './client-assertion.js';
import { OAuthError } from './oauth-error.js';

/** The parameters of a request, each once; those without a value are absent (RFC 6749 §3.2). */
export type Form = ReadonlyMap<string, string>;

/** What a client shows to prove that it is the one. */
export type PresentedClient =
  | { readonly method: 'secret'; readonly clientId: string; readonly secret: string }
  /** @property clientId what the body says beside it; the assertion says it too */
  | { readonly method: 'jwt'; readonly assertion: string; readonly clientId: string | undefined };

/**
 * The one way in which a client authenticates: HTTP Basic or `client_secret` (RFC 6749 §2.3.1), or a signed assertion
 * (RFC 7523 §2.2).
 * @param headers every Authorization header of the request
 * @throws OAuthError invalid_request for several at once, invalid_client for none
 */
export function presentedClient(headers: readonly string[], form: Form): PresentedClient {
  const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')];
  const [clientId, type] = [form.get('client_id'), form.get('client_assertion_type')];
  const isAsserting = assertion !== undefined || type !== undefined;
  if (headers.length + Number(secret !== undefined) + Number(isAsserting) > 1)
    throw OAuthError.invalidRequest(
      'The client must authenticate in one way only: by a header, by client_secret, or by client_assertion.',
    );
  if (headers[0] !== undefined) return basic(headers[0], clientId);
  if (isAsserting) return { method: 'jwt', assertion: asserted(assertion, type), clientId };
  if (clientId === undefined || secret === undefined) throw OAuthError.invalidClient();
  return { method: 'secret', clientId, secret };
}

function asserted(assertion: string | undefined, type: string | undefined): string {
  if (assertion === undefined) throw OAuthError.invalidRequest('client_assertion is missing.');
  if (type !== JWT_BEARER) throw OAuthError.invalidRequest(`client_assertion_type must be ${JWT_BEARER}.`);
  return assertion;
}

/** RFC 6749 §2.3.1: id and secret are encoded as in a form, then put together as RFC 7617 has it. */
function basic(header: string, bodyId: string | undefined): PresentedClient {
  const presented = parseAuthorization(header);
  if (presented?.scheme !== 'basic') throw OAuthError.invalidClient();
  const [clientId, secret] = [formDecoded(presented.key), formDecoded(presented.secret)];
  if (clientId === undefined || secret === undefined) throw OAuthError.invalidClient();
  if (bodyId !== undefined && bodyId !== clientId)
    throw OAuthError.invalidRequest('client_id is not the client of the Authorization header.');
  return { method: 'secret', clientId, secret };
}

function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
