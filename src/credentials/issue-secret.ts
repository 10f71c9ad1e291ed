import type { CredentialType, PublicJwk } from './credential.js';
import {
  hashBasic,
  hashBearer,
  hashClientId,
  hashClientSecret,
  newBasicKey,
  newBasicSecret,
  newBearerToken,
  newClientId,
  newClientSecret,
} from './secret.js';

/** How much of a bearer token may be shown to recognise it: the prefix and four of its 43 random symbols. */
const SHOWN_LENGTH = 'rollbook_bt_'.length + 4;

/** What is shown once and kept nowhere. */
export type IssuedSecret =
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly key: string; readonly secret: string }
  // Without a secret where the client signs with a key of its own.
  | { readonly type: 'oauth'; readonly clientId: string; readonly clientSecret?: string };

/** A secret with what is kept of it. */
export interface Issue {
  readonly issued: IssuedSecret;
  readonly prefix: string;
  /** SHA-256, 32 bytes. */
  readonly hash: Buffer;
}

/** Makes a secret of the type. @param publicKeys of an OAuth client that signs: it gets an id and no secret */
export function issueSecret(type: CredentialType, publicKeys: readonly PublicJwk[] | null = null): Issue {
  switch (type) {
    case 'bearer':
      return issueBearer();
    case 'basic':
      return issueBasic();
    case 'oauth':
      return issueClient(publicKeys !== null);
    default:
      return type satisfies never;
  }
}

function issueBearer(): Issue {
  const token = newBearerToken();
  return { issued: { type: 'bearer', token }, prefix: token.slice(0, SHOWN_LENGTH), hash: hashBearer(token) };
}

function issueBasic(): Issue {
  const [key, secret] = [newBasicKey(), newBasicSecret()];
  return { issued: { type: 'basic', key, secret }, prefix: key, hash: hashBasic(key, secret) };
}

function issueClient(signs: boolean): Issue {
  const clientId = newClientId();
  if (signs) return { issued: { type: 'oauth', clientId }, prefix: clientId, hash: hashClientId(clientId) };
  const clientSecret = newClientSecret();
  return {
    issued: { type: 'oauth', clientId, clientSecret },
    prefix: clientId,
    hash: hashClientSecret(clientId, clientSecret),
  };
}
