import type { ClientAuthentication, Credential, CredentialType, PublicJwk } from '../credentials/credential.js';
import { type ReadKeys, readJwks, readPublicKeyPem } from '../credentials/oauth/public-keys.js';
import { Problem } from '../http/problem.js';

interface SentKeys {
  readonly jwks?: object;
  readonly publicKeyPem?: string;
}

interface WantedClient extends SentKeys {
  readonly type: CredentialType;
  readonly authentication?: ClientAuthentication;
}

/** The keys of a credential that is to be made; null where it has a secret. @throws Problem 400 for fields that do not go together */
export function keysOfNew({ type, authentication, ...sent }: WantedClient): readonly PublicJwk[] | null {
  const [named] = Object.entries({ authentication, ...sent }).find(([, value]) => value !== undefined) ?? [];
  if (type !== 'oauth' && named !== undefined) throw wrong(named, 'goes with the type oauth alone');
  const keys = keysOf(sent);
  if (authentication === 'jwt' && keys === undefined)
    throw wrong('jwks', 'is missing: a client that signs is known by its public keys (or by publicKeyPem)');
  if (authentication !== 'jwt' && keys !== undefined)
    throw wrong('authentication', 'must be jwt for a client with public keys');
  return keys ?? null;
}

/** The keys that a patch puts in the place of the old ones, if it does. @throws Problem 400 for a credential without keys */
export function keysOfPatch(credential: Credential, sent: SentKeys): { readonly publicKeys?: readonly PublicJwk[] } {
  const keys = keysOf(sent);
  if (keys === undefined) return {};
  if (credential.publicKeys === null)
    throw wrong(nameOf(sent), 'goes with an oauth credential with the authentication jwt alone');
  return { publicKeys: keys };
}

function keysOf(sent: SentKeys): readonly PublicJwk[] | undefined {
  const { jwks, publicKeyPem } = sent;
  if (jwks === undefined && publicKeyPem === undefined) return undefined;
  if (jwks !== undefined && publicKeyPem !== undefined) throw wrong('publicKeyPem', 'must not stand beside jwks');
  const read: ReadKeys = jwks === undefined ? readPublicKeyPem(publicKeyPem) : readJwks(jwks);
  if ('problem' in read) throw wrong(nameOf(sent), read.problem);
  return read.keys;
}

const nameOf = ({ jwks }: SentKeys): string => (jwks === undefined ? 'publicKeyPem' : 'jwks');

const wrong = (path: string, detail: string): Problem => Problem.invalid([{ path, detail }]);
