/** Where a page of a list ended: the next one begins behind it, whatever was created or deleted meanwhile. */
export interface PagePosition {
  readonly pk: number;
  /** What the list is sorted by; null in the order of creation, and where the attribute is unassigned. */
  readonly key: PositionKey;
}

export type PositionKey = Buffer | string | number | null;

/** The type of the key is part of the text, because SQLite tells a BLOB from a text with the same bytes. */
export function encodePosition({ pk, key }: PagePosition): readonly unknown[] {
  if (Buffer.isBuffer(key)) return [pk, 'bytes', key.toString('base64')];
  return [pk, 'plain', key];
}

/** What `encodePosition` wrote, and only that: it was sealed. */
export function decodePosition(parts: readonly unknown[]): PagePosition | undefined {
  const [pk, kind, value] = parts;
  if (typeof pk !== 'number') return undefined;
  if (kind === 'bytes') return typeof value === 'string' ? { pk, key: Buffer.from(value, 'base64') } : undefined;
  const isPlain = value === null || typeof value === 'string' || typeof value === 'number';
  return isPlain ? { pk, key: value } : undefined;
}
