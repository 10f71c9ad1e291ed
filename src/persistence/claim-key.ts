import { type KeyClaim, KeyTaken } from '../tenancy/idempotency-store.js';
import type { Transaction } from './transaction.js';

interface KeyRow {
  readonly request_hash: Buffer;
  readonly created: string;
}

/**
 * Takes the key of a request in the transaction that does what is asked. Of two instances that are asked at once, one waits
 * here until the other has committed or given up.
 * @param created slug or id of what the transaction makes
 * @param now RFC 3339 UTC: a key that has expired by then is free
 * @throws KeyTaken
 */
export async function claimKey(
  tx: Transaction,
  claim: KeyClaim | undefined,
  created: string,
  now: string,
): Promise<void> {
  if (claim === undefined) return;
  const { keyHash, requestHash, expiresAt } = claim;
  await tx.execute('DELETE FROM idempotency_key WHERE key_hash = ? AND expires_at <= ?', [keyHash, now]);
  const verb = tx.dialect === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
  const { affected } = await tx.execute(
    `${verb} INTO idempotency_key (key_hash, request_hash, created, expires_at) VALUES (?, ?, ?, ?)`,
    [keyHash, requestHash, created, expiresAt],
  );
  if (affected === 1) return;
  const [row] = await tx.query<KeyRow>('SELECT request_hash, created FROM idempotency_key WHERE key_hash = ?', [
    keyHash,
  ]);
  throw new KeyTaken(row?.created ?? created, row?.request_hash.equals(requestHash) === true);
}
