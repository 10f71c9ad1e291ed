import { createHash } from 'node:crypto';

/** Bytes of a value's comparison key that are kept when it is too long for its column. */
const KEPT_BYTES = 222;
/** Width of every key column. */
const COLUMN_BYTES = 255;

/** Never a byte of UTF-8: what follows it is no text. */
export const MARK = 0xff;

/** Key of a value that is assigned but compares with nothing: only `pr` finds it. Sorts after every text. */
export const INCOMPARABLE = Buffer.from([MARK]);

/**
 * Up to this length in bytes a literal is placed exactly by a stored key, whole or cut; beyond it `sw` and order on a
 * cut key cannot be told. Equality can, always.
 */
export const EXACT_LITERAL_BYTES = KEPT_BYTES;

/** SQL offset (from 1) of the byte that is `MARK` in a cut key and in no other. */
export const MARK_POSITION = KEPT_BYTES + 1;

/**
 * A comparison key as it is stored: its UTF-8 bytes, or when these do not fit, their beginning, `MARK` and their
 * SHA-256, so that equal means equal at any length and a unique index never refuses two different long names.
 */
export function storedKey(key: string): Buffer {
  const bytes = Buffer.from(key, 'utf8');
  if (bytes.length <= COLUMN_BYTES) return bytes;
  const hash = createHash('sha256').update(bytes).digest();
  return Buffer.concat([bytes.subarray(0, KEPT_BYTES), Buffer.from([MARK]), hash]);
}

/** True for a key that does not hold its whole value. */
export function isCut(stored: Buffer): boolean {
  return stored.length === COLUMN_BYTES && stored[KEPT_BYTES] === MARK;
}
