import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ScimError } from '../protocol/scim-error.js';
import { CURSOR_SECONDS } from '../protocol/query/list-query.js';
import type { Database } from './abstract-database.js';
import { decodePosition, encodePosition, type PagePosition } from './page-position.js';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A key column has 255 bytes; RFC 9865 §2 wants unreserved characters of RFC 3986 alone, which base64url is. */
const CURSOR = /^[A-Za-z0-9_-]{40,1000}$/;

/**
 * Cursors are positions, encrypted because a sort key is a value of somebody, and bound to whom they were given: one
 * that was altered, or that belongs to another tenant, connector, type, filter or order, does not open.
 */
export class CursorSeal {
  private key: Promise<Buffer> | undefined;

  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** @param owner everything that has to be the same when the cursor comes back */
  async seal(position: PagePosition, owner: string): Promise<string> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, await this.readKey(), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(owner, 'utf8'));
    const expiresAt = this.now().getTime() + CURSOR_SECONDS * 1_000;
    const text = cipher.update(JSON.stringify([expiresAt, ...encodePosition(position)]), 'utf8');
    return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws ScimError invalidCursor | expiredCursor */
  async open(cursor: string, owner: string): Promise<PagePosition> {
    const sealed = Buffer.from(cursor, 'base64url');
    // The last character may hold bits that decode to nothing: another spelling of the same bytes is no cursor of ours.
    if (!CURSOR.test(cursor) || sealed.toString('base64url') !== cursor) throw invalidCursor();
    const [expiresAt, ...parts] = decrypt(sealed, await this.readKey(), owner);
    const position = decodePosition(parts);
    if (position === undefined || typeof expiresAt !== 'number') throw invalidCursor();
    if (expiresAt <= this.now().getTime())
      throw ScimError.expiredCursor('The cursor has expired. Begin again with an empty "cursor".');
    return position;
  }

  private async readKey(): Promise<Buffer> {
    this.key ??= readKey(this.database);
    try {
      return await this.key;
    } catch (error) {
      this.key = undefined;
      throw error;
    }
  }
}

async function readKey(database: Database): Promise<Buffer> {
  const [row] = await database.read<{ secret: Buffer }>('SELECT k.secret FROM cursor_key k WHERE k.pk = 1');
  if (row === undefined) throw new Error('the table cursor_key is empty: the database was not migrated');
  return row.secret;
}

function decrypt(sealed: Buffer, key: Buffer, owner: string): readonly unknown[] {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(owner, 'utf8'));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as readonly unknown[];
  } catch {
    // Forged, altered or somebody else's: told apart by nobody.
    throw invalidCursor();
  }
}

function invalidCursor(): ScimError {
  return ScimError.invalidCursor(
    'The cursor is not one of this list. Send "nextCursor" of the page before as it is, with the same filter and order, or begin again with an empty "cursor".',
  );
}
