import type { PublicJwk } from '../credential.js';
import { keyObjectOf } from './public-keys.js';
import { isKeyFor, isSignature, isSigningAlgorithm, type SigningAlgorithm } from './signing-algorithms.js';

/** RFC 7523 §2.2 */
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const MAX_LENGTH = 8_192;
const MAX_JTI = 255;
const MAX_AUDIENCES = 10;
/** How far ahead an assertion may end, and how old it may be. */
const MAX_AGE_S = 60 * 60;
/** How far the clocks of two computers may be apart. */
const SKEW_S = 60;
/** RFC 7515 §2: no padding, no white space. */
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** An assertion that says who signed it; nothing of it is proven. */
export interface ClaimedAssertion {
  readonly algorithm: SigningAlgorithm;
  readonly kid: string | undefined;
  readonly clientId: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the signature is over. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** A reason for the log, never for the caller. */
export interface Problem {
  readonly problem: string;
}

/**
 * Takes a JWT apart (RFC 7519 §7.2) as far as to see who claims to have signed it: `iss` and `sub` are the client
 * (RFC 7523 §3 items 1 and 2).
 */
export function readAssertion(text: string): ClaimedAssertion | Problem {
  const parts = text.length > MAX_LENGTH ? [] : text.split('.');
  const [head = '', body = '', tail = ''] = parts;
  const [header, claims, signature] = [readJson(head), readJson(body), decode(tail)];
  if (parts.length !== 3 || header === undefined || claims === undefined || signature === undefined)
    return { problem: 'it is no signed JWT' };
  const { alg, kid, typ } = header;
  if (!isSigningAlgorithm(alg)) return { problem: 'its "alg" is none of those that are accepted' };
  // RFC 7515 §4.1.11: an extension that must be understood, and none is.
  if ('crit' in header) return { problem: 'its header has "crit"' };
  if (kid !== undefined && typeof kid !== 'string') return { problem: 'its "kid" is no string' };
  if (typ !== undefined && !isJwtType(typ)) return { problem: 'its "typ" is not JWT' };
  const { iss, sub } = claims;
  if (typeof sub !== 'string' || iss !== sub) return { problem: '"iss" and "sub" are not both the client id' };
  return { algorithm: alg, kid, clientId: sub, claims, signed: Buffer.from(`${head}.${body}`, 'ascii'), signature };
}

export interface VerifiedAssertion {
  readonly jti: string;
  /** Seconds since 1970 from which on every instance would refuse it for its age, even one whose clock is behind. */
  readonly refusedFrom: number;
}

/**
 * Whether the client signed it, for this server, and now (RFC 7523 §3). That it is used for the first time must be seen to
 * by the one who asks: by `jti`, until `refusedFrom`.
 * @param audiences what `aud` may name
 * @param nowS seconds since 1970
 */
export function verifyAssertion(
  assertion: ClaimedAssertion,
  keys: readonly PublicJwk[],
  audiences: readonly string[],
  nowS: number,
): VerifiedAssertion | Problem {
  const { aud, jti } = assertion.claims;
  if (!isSignedBy(assertion, keys)) return { problem: 'no key of the client fits its signature' };
  if (!isFor(aud, audiences)) return { problem: '"aud" names neither the token endpoint nor the issuer' };
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI)
    return { problem: `it needs a "jti" of 1 to ${MAX_JTI} characters` };
  const times = checkTimes(assertion.claims, nowS);
  return typeof times === 'number' ? { jti, refusedFrom: times + 2 * SKEW_S } : times;
}

function isSignedBy({ algorithm, kid, signed, signature }: ClaimedAssertion, keys: readonly PublicJwk[]): boolean {
  // A key without a name, as PEM has it, may be meant by any name.
  const isMeant = (key: PublicJwk): boolean => kid === undefined || key.kid === undefined || key.kid === kid;
  return keys
    .filter((key) => isMeant(key) && isKeyFor(key, algorithm))
    .some((key) => isSignature(algorithm, keyObjectOf(key), signed, signature));
}

/** RFC 7519 §4.1.3: one or a list of them. Compared character by character (RFC 7523 §3). */
function isFor(aud: unknown, audiences: readonly string[]): boolean {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return named.length <= MAX_AUDIENCES && named.some((one) => typeof one === 'string' && audiences.includes(one));
}

/** @returns `exp` */
function checkTimes({ exp, nbf, iat }: Readonly<Record<string, unknown>>, nowS: number): number | Problem {
  if (!isTime(exp)) return { problem: 'it needs "exp", a number of seconds since 1970' };
  if (exp + SKEW_S <= nowS) return { problem: 'it has expired' };
  if (exp > nowS + MAX_AGE_S + SKEW_S) return { problem: '"exp" lies more than an hour ahead' };
  if (nbf !== undefined && (!isTime(nbf) || nbf > nowS + SKEW_S || nbf > exp))
    return { problem: '"nbf" lies ahead, or is no time' };
  if (iat !== undefined && (!isTime(iat) || iat > nowS + SKEW_S || iat > exp || iat < nowS - MAX_AGE_S - SKEW_S))
    return { problem: '"iat" lies ahead or more than an hour back, or is no time' };
  return exp;
}

/** RFC 7519 §2 NumericDate: may have a fraction. */
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function isJwtType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(?:application\/)?(?:jwt|client-authentication\+jwt)$/i.test(typ);
}

function readJson(text: string): Record<string, unknown> | undefined {
  const bytes = decode(text);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Only the exact text: Buffer skips what is not base64url, and two texts would stand for one signature. */
function decode(text: string): Buffer | undefined {
  if (!BASE64URL.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
