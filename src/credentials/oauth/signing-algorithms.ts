import { constants, type KeyObject, verify } from 'node:crypto';
import type { PublicJwk } from '../credential.js';

/** What a client may sign with (RFC 7518 §3.1, RFC 8037): signatures alone, so never `none` and nothing with a shared secret. */
export const SIGNING_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

export const isSigningAlgorithm = (value: unknown): value is SigningAlgorithm =>
  SIGNING_ALGORITHMS.some((algorithm) => algorithm === value);

/** Whether a key is one of the algorithm: the type decides, then what the key itself says that it is for. */
export function isKeyFor(key: PublicJwk, algorithm: SigningAlgorithm): boolean {
  if (key.alg !== undefined && key.alg !== algorithm) return false;
  switch (algorithm) {
    case 'RS256':
    case 'PS256':
      return key.kty === 'RSA';
    case 'ES256':
      return key.kty === 'EC' && key.crv === 'P-256';
    case 'EdDSA':
      return key.kty === 'OKP' && key.crv === 'Ed25519';
    default:
      return algorithm satisfies never;
  }
}

/** Whether the signature of a JWS is right. @param key one that `isKeyFor` the algorithm */
export function isSignature(algorithm: SigningAlgorithm, key: KeyObject, signed: Buffer, signature: Buffer): boolean {
  switch (algorithm) {
    case 'RS256':
      return verify('sha256', signed, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
    case 'PS256':
      // RFC 7518 §3.5: the salt is as long as the hash.
      return verify('sha256', signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature);
    case 'ES256':
      // RFC 7518 §3.4: R and S side by side, not DER.
      return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
    case 'EdDSA':
      return verify(null, signed, key, signature);
    default:
      return algorithm satisfies never;
  }
}
