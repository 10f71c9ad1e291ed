import { generateKeyPairSync, type JsonWebKey, type KeyObject, randomUUID, sign, constants } from 'node:crypto';

/** A key pair of a client; the private half signs its assertions. */
export interface ClientKey {
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey & { readonly kid?: string };
  readonly pem: string;
}

export const rsaKey = (bits = 2_048): ClientKey => clientKey(generateKeyPairSync('rsa', { modulusLength: bits }));
export const ecKey = (namedCurve = 'P-256'): ClientKey => clientKey(generateKeyPairSync('ec', { namedCurve }));
export const edKey = (): ClientKey => clientKey(generateKeyPairSync('ed25519'));

function clientKey({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): ClientKey {
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }), pem };
}

const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A JWT as the client would sign it; what is undefined in header or claims is left out. */
export function signJwt(privateKey: KeyObject, header: object, claims: object | string): string {
  const signed = `${encoded({ typ: 'JWT', ...header })}.${encoded(claims)}`;
  return `${signed}.${signatureOf(privateKey, String(Reflect.get(header, 'alg')), Buffer.from(signed)).toString('base64url')}`;
}

function signatureOf(key: KeyObject, algorithm: string, signed: Buffer): Buffer {
  if (algorithm === 'EdDSA') return sign(null, signed, key);
  if (algorithm === 'ES256') return sign('sha256', signed, { key, dsaEncoding: 'ieee-p1363' });
  const isPss = algorithm === 'PS256';
  const padding = isPss ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  return sign('sha256', signed, { key, padding, ...(isPss ? { saltLength: 32 } : {}) });
}

/** Claims that are accepted, at the time `nowS`. */
export const claimsOf = (clientId: string, audience: string, nowS = Math.floor(Date.now() / 1000)): object => ({
  ...{ iss: clientId, sub: clientId, aud: audience, jti: randomUUID(), iat: nowS, exp: nowS + 300 },
});

export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
