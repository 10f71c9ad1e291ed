import { createHash } from 'node:crypto';
import type { AttributeChange } from '../../audit/log-event.js';
import type { PublicJwk } from '../credential.js';

/** What RFC 7638 §3.2 hashes of each type of key, in the order of the alphabet. */
const MEMBERS = { RSA: ['e', 'kty', 'n'], EC: ['crv', 'kty', 'x', 'y'], OKP: ['crv', 'kty', 'x'] } as const;

/** Which keys a client signs with, as the log names them. @param before null for a client that is new */
export function keysChange(before: readonly PublicJwk[] | null, after: readonly PublicJwk[] | null): AttributeChange {
  return { path: 'publicKeys', from: before?.map(thumbprint) ?? null, to: after?.map(thumbprint) ?? null };
}

/** RFC 7638: names a key by what it is, whatever its owner calls it. */
export function thumbprint(key: PublicJwk): string {
  const members = Object.fromEntries(MEMBERS[key.kty].map((name) => [name, Reflect.get(key, name) as unknown]));
  return createHash('sha256').update(JSON.stringify(members), 'utf8').digest('base64url');
}
