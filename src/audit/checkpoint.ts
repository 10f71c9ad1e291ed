import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '../protocol/canonical-json.js';
import type { ChainEnd } from './log-ledger-store.js';

/**
 * The end of a chain at one moment, kept outside the database: who may rewrite the whole chain there still cannot make it
 * agree with this. With a signature not even who may write to the file.
 */
export interface Checkpoint extends ChainEnd {
  readonly v: 1;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Which key signed it: the beginning of the SHA-256 of the public key (SPKI, DER), in hex. */
  readonly key?: string;
  /** Ed25519 (RFC 8032) over the canonical JSON of everything else, base64url. */
  readonly signature?: string;
}

const KEY_ID_LENGTH = 16;

/** @param privateKey Ed25519; without one the checkpoint is not signed */
export function makeCheckpoint(end: ChainEnd, at: Date, privateKey?: KeyObject): Checkpoint {
  const { tenant, chain, seq, hash } = end;
  const plain = { v: 1, tenant, chain, seq, hash, at: at.toISOString() } as const;
  if (privateKey === undefined) return plain;
  const signed = { ...plain, key: keyId(createPublicKey(privateKey)) };
  return { ...signed, signature: sign(null, Buffer.from(canonicalJson(signed)), privateKey).toString('base64url') };
}

/** Whether the holder of the key wrote it, to the letter. */
export function isSignedBy(checkpoint: Checkpoint, publicKey: KeyObject): boolean {
  const { signature, ...signed } = checkpoint;
  if (signature === undefined || signed.key !== keyId(publicKey)) return false;
  return verify(null, Buffer.from(canonicalJson(signed)), publicKey, Buffer.from(signature, 'base64url'));
}

/** Reads one line of a file of checkpoints, or of the process log. Undefined for a line that is none. */
export function readCheckpoint(line: string): Checkpoint | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const found = isObject(value) && isObject(value.checkpoint) ? value.checkpoint : value;
  return isCheckpoint(found) ? found : undefined;
}

function keyId(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, KEY_ID_LENGTH);
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (!isObject(value)) return false;
  const { v, tenant, chain, seq, hash, at } = value;
  return (
    v === 1 &&
    typeof tenant === 'string' &&
    typeof chain === 'string' &&
    Number.isSafeInteger(seq) &&
    typeof hash === 'string' &&
    /^[0-9a-f]{64}$/.test(hash) &&
    typeof at === 'string'
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
