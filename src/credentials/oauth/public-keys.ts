import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { PublicJwk } from '../credential.js';
import { isKeyFor, isSigningAlgorithm, SIGNING_ALGORITHMS } from './signing-algorithms.js';

export const MAX_KEYS = 10;
const MAX_KID = 255;
const MAX_PEM = 8_192;
/** NIST SP 800-131A: less is broken too soon. More than 8192 only costs the one who verifies. */
const [MIN_RSA_BITS, MAX_RSA_BITS] = [2_048, 8_192];
/** Every common exponent, 65537 first, fits; a huge one makes a verification take seconds. */
const MAX_RSA_EXPONENT = 2n ** 32n;
/** Members of private and of symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4; RFC 8037 §2). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
/** RFC 7468 §13, one block and nothing around it but white space. */
const PEM = /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/;

/** The keys as they are kept, or what is wrong, in words for the admin who sent them. */
export type ReadKeys = { readonly keys: readonly PublicJwk[] } | { readonly problem: string };

const PRIVATE_KEY =
  'must not hold a private or secret key. Whoever saw this one can sign: make a new pair, and send its public half';

/** Reads a JWK Set (RFC 7517 §5) of public signing keys. */
export function readJwks(value: unknown): ReadKeys {
  const keys: unknown = isObject(value) ? value['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MAX_KEYS)
    return { problem: `must be a JWK Set: {"keys": […]} with 1 to ${MAX_KEYS} public keys` };
  const read: PublicJwk[] = [];
  for (const [index, key] of keys.entries()) {
    const one = readJwk(key);
    if (typeof one === 'string') return { problem: `keys[${index}] ${one}` };
    read.push(one);
  }
  const ids = new Set(read.map(({ kid }) => kid));
  const isAmbiguous = read.length > 1 && (ids.has(undefined) || ids.size < read.length);
  return isAmbiguous ? { problem: 'must give each of several keys a "kid" of its own' } : { keys: read };
}

/** Reads one public key in PEM (`-----BEGIN PUBLIC KEY-----`). */
export function readPublicKeyPem(value: unknown): ReadKeys {
  if (typeof value !== 'string' || value.length > MAX_PEM)
    return { problem: `must be PEM of at most ${MAX_PEM} characters` };
  if (value.includes('PRIVATE KEY')) return { problem: PRIVATE_KEY };
  const key = PEM.test(value) ? keyOf(() => createPublicKey({ key: value, format: 'pem' })) : undefined;
  if (key === undefined) return { problem: 'must be a public key in PEM, beginning with -----BEGIN PUBLIC KEY-----' };
  const read = plainJwk(key, {});
  return typeof read === 'string' ? { problem: read } : { keys: [read] };
}

/** The key to verify with. */
export function keyObjectOf(key: PublicJwk): KeyObject {
  return createPublicKey({ key: { ...key } satisfies JsonWebKey, format: 'jwk' });
}

/** @returns what is wrong, in words that follow its place */
function readJwk(value: unknown): PublicJwk | string {
  if (!isObject(value)) return 'must be a JWK (RFC 7517)';
  if (PRIVATE_MEMBERS.some((name) => name in value)) return PRIVATE_KEY;
  const { kid, alg, use, key_ops: operations } = value;
  if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID))
    return `must have a "kid" of 1 to ${MAX_KID} characters`;
  if (alg !== undefined && !isSigningAlgorithm(alg)) return `must have an "alg" among ${SIGNING_ALGORITHMS.join(', ')}`;
  if (use !== undefined && use !== 'sig') return 'must be for signatures: "use" is "sig"';
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return 'must be for signatures: "key_ops" has "verify"';
  const key = keyOf(() => createPublicKey({ key: publicPart(value), format: 'jwk' }));
  if (key === undefined) return 'is no public key of the type RSA, EC (P-256) or OKP (Ed25519)';
  return plainJwk(key, { ...(kid === undefined ? {} : { kid }), ...(alg === undefined ? {} : { alg }) });
}

/** A key in the one spelling in which it is kept. @returns what is wrong with it */
function plainJwk(key: KeyObject, named: Pick<PublicJwk, 'kid' | 'alg'>): PublicJwk | string {
  if (key.asymmetricKeyType === 'rsa') {
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
    if (modulusLength < MIN_RSA_BITS || modulusLength > MAX_RSA_BITS)
      return `must be an RSA key of ${MIN_RSA_BITS} to ${MAX_RSA_BITS} bits`;
    if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent > MAX_RSA_EXPONENT)
      return 'must be an RSA key with a common exponent, such as 65537';
  } else if (key.asymmetricKeyType !== 'ec' && key.asymmetricKeyType !== 'ed25519') return WRONG_TYPE;
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  const plain = { ...named, ...JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) } as PublicJwk;
  if (SIGNING_ALGORITHMS.some((algorithm) => isKeyFor(plain, algorithm))) return plain;
  return named.alg === undefined ? WRONG_TYPE : 'has an "alg" that its type of key cannot do';
}

const WRONG_TYPE = 'must be a key of the type RSA, EC (P-256) or OKP (Ed25519)';

function publicPart({ kty, crv, x, y, n, e }: Record<string, unknown>): JsonWebKey {
  const texts = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts);
}

/** @returns undefined for what OpenSSL refuses, such as a point that is not on its curve */
function keyOf(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
