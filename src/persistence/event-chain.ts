import { hash } from 'node:crypto';

/** What the chain of a tenant begins with. */
export function genesisHash(tenantPk: number): Buffer {
  return hash('sha256', `rollbook log 1 ${tenantPk}`, 'buffer');
}

/** Names the chain of a tenant: another tenant that bears the same slug later has another one. */
export const chainId = (tenantPk: number): string => genesisHash(tenantPk).toString('hex').slice(0, 16);

/** Where what is hashed is put together: an allocation for each event took longer than hashing it. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);
const HASH_BYTES = 32;

/**
 * Binds an event to all that came before it: SHA-256 over the hash before it and its canonical JSON (RFC 8785), as it is
 * stored. Says nothing of keys and numbers, so a log that was restored from a dump has the same chain.
 */
export function nextHash(previous: Buffer, event: string): Buffer {
  // Three bytes at most to a UTF-16 code unit.
  const fits = previous.length === HASH_BYTES && event.length * 3 <= scratch.length - HASH_BYTES;
  if (!fits) return hash('sha256', Buffer.concat([previous, Buffer.from(event, 'utf8')]), 'buffer');
  previous.copy(scratch);
  const length = HASH_BYTES + scratch.write(event, HASH_BYTES, 'utf8');
  return hash('sha256', scratch.subarray(0, length), 'buffer');
}
