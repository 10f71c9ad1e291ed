import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 62 that a byte can reach: bytes from here on are drawn again, so that no symbol is favoured. */
const UNBIASED = 256 - (256 % ALPHABET.length);
/** 62^43 > 2^256. */
const SECRET_LENGTH = 43;
/** 62^22 > 2^128: enough for what is looked up but proves nothing by itself. */
const KEY_LENGTH = 22;
/** 62^6 > 2^32. */
const CHECKSUM_LENGTH = 6;
const SHAPE = /^rollbook_(?:bt|ak|as|ci|cs|at|adm)_[0-9A-Za-z]{28,49}$/;

/** A token for `Authorization: Bearer` of SCIM: `rollbook_bt_…`. */
export const newBearerToken = (): string => checksummed(`rollbook_bt_${randomText(SECRET_LENGTH)}`);

/** The public half of a basic pair: `rollbook_ak_…`. */
export const newBasicKey = (): string => checksummed(`rollbook_ak_${randomText(KEY_LENGTH)}`);

/** The secret half of a basic pair: `rollbook_as_…`. */
export const newBasicSecret = (): string => checksummed(`rollbook_as_${randomText(SECRET_LENGTH)}`);

/** The public half of an OAuth client: `rollbook_ci_…`. */
export const newClientId = (): string => checksummed(`rollbook_ci_${randomText(KEY_LENGTH)}`);

/** The secret half of an OAuth client: `rollbook_cs_…`. */
export const newClientSecret = (): string => checksummed(`rollbook_cs_${randomText(SECRET_LENGTH)}`);

const ACCESS_TOKEN = 'rollbook_at_';

/** A token that an OAuth client gets for an hour: `rollbook_at_…`. */
export const newAccessToken = (): string => checksummed(`${ACCESS_TOKEN}${randomText(SECRET_LENGTH)}`);

/** Whether the text says that it is an access token. Proves as little as the checksum. */
export const isAccessToken = (text: string): boolean => text.startsWith(ACCESS_TOKEN);

/** A token of the admin API: `rollbook_adm_…`. */
export const newAdminToken = (): string => checksummed(`rollbook_adm_${randomText(SECRET_LENGTH)}`);

/**
 * Whether the text can have come from here: its last six characters are the CRC-32 of the rest, base62. Proves nothing;
 * keeps garbage from the database and lets secret scanners drop false finds without asking.
 */
export function hasValidChecksum(text: unknown): text is string {
  if (typeof text !== 'string' || !SHAPE.test(text)) return false;
  return checksummed(text.slice(0, -CHECKSUM_LENGTH)) === text;
}

// A plain SHA-256 is right for 256 random bits, a password hash would only cost throughput (NIST SP 800-63B, look-up
// secrets). The prefixes keep one kind of secret from ever standing in for another.
export const hashBearer = (token: string): Buffer => sha256(`rollbook:bearer:${token}`);
export const hashBasic = (key: string, secret: string): Buffer =>
  sha256(`rollbook:basic:${key.length}:${key}:${secret}`);
export const hashClientSecret = (clientId: string, secret: string): Buffer =>
  sha256(`rollbook:client-secret:${clientId.length}:${clientId}:${secret}`);
/** Finds a client that signs with a key: there is no secret of it here. Not a credential, since no sign-in by secret hashes so. */
export const hashClientId = (clientId: string): Buffer => sha256(`rollbook:client-id:${clientId}`);
export const hashAccessToken = (token: string): Buffer => sha256(`rollbook:access-token:${token}`);
/** Remembers that an assertion was used. @param jti whatever the client chose */
export const hashAssertionId = (clientId: string, jti: string): Buffer =>
  sha256(`rollbook:assertion:${clientId.length}:${clientId}:${jti}`);
/** Remembers a header without keeping it. */
export const hashHeader = (header: string): string => hash('sha256', `rollbook:header:${header}`, 'base64');
export const hashAdmin = (token: string): Buffer => sha256(`rollbook:admin:${token}`);
/** Remembers a key of a request without keeping it: it may be anything, and belongs to one admin alone. */
export const hashRequestKey = (adminId: string, key: string): Buffer =>
  sha256(`rollbook:idempotency-key:${adminId.length}:${adminId}:${key}`);
/** Remembers what was asked for. @param text canonical: the same for the same request */
export const hashRequest = (text: string): Buffer => sha256(`rollbook:request:${text}`);

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < UNBIASED) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}

function checksummed(text: string): string {
  let rest = crc32(text);
  let checksum = '';
  for (let digits = 0; digits < CHECKSUM_LENGTH; digits += 1) {
    checksum = ALPHABET.charAt(rest % ALPHABET.length) + checksum;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text + checksum;
}
