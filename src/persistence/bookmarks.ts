import { createHash } from 'node:crypto';
import { ScimError } from '../protocol/scim-error.js';
import type { Database } from './abstract-database.js';
import { driverFacts, isUnwritable } from './database-errors.js';
import type { Transaction } from './transaction.js';
import { decodePosition, encodePosition, type PagePosition } from './page-position.js';

/** What cannot be kept for one is rarely kept for the next. */
const SAY_EVERY_MS = 10 * 60 * 1_000;
/** A client that takes longer from page to page begins anew, by counting. */
const KEPT_MS = 10 * 60 * 1_000;

/**
 * Where each page by `startIndex` ended, so that the next page of the same walk (credential, question) can begin there.
 * A walk that is begun again overwrites what the one before it left.
 */
export interface Bookmarks {
  /**
   * Forgets what an earlier walk left: its pages ended elsewhere, and who went on behind them would skip somebody. Where that
   * cannot be written, what is stored of the walk is not used any more; other instances go on using it until it expires.
   */
  begin(list: string): Promise<void>;
  /** Where the page before the one at `place` (zero-based) ended; undefined: nobody knows, count. */
  find(list: string, place: number): Promise<PagePosition | undefined>;
  /** Nobody waits for it, and nothing but a warning comes of a failure: without a bookmark the next page is counted to. */
  put(list: string, place: number, position: PagePosition): void;
}

/** SQLite has one process: its memory will do. Several instances on one MySQL share what they know. */
export function bookmarksOf(database: Database, now: () => Date): Bookmarks {
  return database.dialect === 'sqlite' ? new MemoryBookmarks(now) : new SharedBookmarks(database, now);
}

const WALKS = 2_000;
/** For a client that asks for a page again. */
const PAGES_PER_WALK = 16;

interface Walk {
  readonly pages: Map<number, PagePosition>;
  expiresAt: number;
}

class MemoryBookmarks implements Bookmarks {
  private readonly walks = new Map<string, Walk>();

  constructor(private readonly now: () => Date) {}

  async begin(list: string): Promise<void> {
    this.walks.delete(list);
  }

  async find(list: string, place: number): Promise<PagePosition | undefined> {
    const walk = this.walks.get(list);
    return walk !== undefined && walk.expiresAt > this.now().getTime() ? walk.pages.get(place) : undefined;
  }

  put(list: string, place: number, position: PagePosition): void {
    const walk = this.walks.get(list) ?? { pages: new Map<number, PagePosition>(), expiresAt: 0 };
    walk.pages.delete(place);
    walk.pages.set(place, position);
    forgetFirst(walk.pages, PAGES_PER_WALK);
    walk.expiresAt = this.now().getTime() + KEPT_MS;
    this.walks.delete(list);
    this.walks.set(list, walk);
    forgetFirst(this.walks, WALKS);
  }
}

function forgetFirst<K>(map: Map<K, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

/** Every how manieth one sweeps out what expired. */
const SWEEP_EVERY = 100;
const SWEEP_ROWS = 1_000;

/** A position may hold what a user is sorted by, so none stays much longer than it is good for. A bounded step. */
export async function forgetBookmarks(tx: Transaction, now: Date): Promise<void> {
  if (tx.dialect === 'sqlite') return;
  await tx.execute('DELETE FROM page_bookmark WHERE expires_at <= ? LIMIT ?', [now.toISOString(), SWEEP_ROWS]);
}

class SharedBookmarks implements Bookmarks {
  private written = 0;
  /** Failures that nothing was said of yet, and when something was said last. */
  private readonly failures = { unsaid: 0, saidMs: -Infinity };
  /** On their way to the database; a client may ask for the next page sooner. */
  private readonly pending = new Map<string, PagePosition>();
  /** Walks that could not be begun, and until when (ms) an earlier one's bookmarks may be in the database. */
  private readonly distrusted = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  async begin(list: string): Promise<void> {
    for (const key of this.pending.keys()) if (key.endsWith(` ${list}`)) this.pending.delete(key);
    this.distrusted.delete(list);
    try {
      await this.database.withTransaction((tx) =>
        tx.defer('DELETE FROM page_bookmark WHERE walk = ?', [digestOf(list)]),
      );
    } catch (error) {
      // A list is read, also where nothing can be written: on a server that is read-only, or full.
      if (!isUnwritable(error)) throw error;
      this.noteFailure(error);
      this.distrusted.set(list, this.now().getTime() + KEPT_MS);
      forgetFirst(this.distrusted, WALKS);
    }
  }

  async find(list: string, place: number): Promise<PagePosition | undefined> {
    const pending = this.pending.get(`${place} ${list}`);
    if (pending !== undefined) return pending;
    if ((this.distrusted.get(list) ?? 0) > this.now().getTime()) return undefined;
    const [row] = await this.database.read<{ position: string }>(
      'SELECT position FROM page_bookmark WHERE walk = ? AND place = ? AND expires_at > ?',
      [digestOf(list), place, this.now().toISOString()],
    );
    return row && decodePosition(JSON.parse(row.position) as readonly unknown[]);
  }

  put(list: string, place: number, position: PagePosition): void {
    const key = `${place} ${list}`;
    this.pending.set(key, position);
    const forget = (): void => {
      if (this.pending.get(key) === position) this.pending.delete(key);
    };
    this.write(list, place, position)
      .catch((error: unknown) => this.noteFailure(error))
      .then(forget, forget);
  }

  private noteFailure(error: unknown): void {
    const { failures } = this;
    failures.unsaid += 1;
    const nowMs = this.now().getTime();
    if (nowMs - failures.saidMs < SAY_EVERY_MS) return;
    const { code, message } = driverFacts(error instanceof ScimError ? (error.cause ?? error) : error);
    this.database.warn(
      `Where a walk through a list stands could not be kept (${code ?? message}), ${failures.unsaid} times since this was said last. ` +
        'The pages are right, but those further on take longer.',
    );
    Object.assign(failures, { unsaid: 0, saidMs: nowMs });
  }

  private async write(list: string, place: number, position: PagePosition): Promise<void> {
    const now = this.now().getTime();
    const text = JSON.stringify(encodePosition(position));
    this.written += 1;
    const isSweep = this.written % SWEEP_EVERY === 0;
    await this.database.withTransaction(async (tx) => {
      await tx.defer(
        'INSERT INTO page_bookmark (walk, place, position, expires_at) VALUES (?, ?, ?, ?) ' +
          'ON DUPLICATE KEY UPDATE position = VALUES(position), expires_at = VALUES(expires_at)',
        [digestOf(list), place, text, new Date(now + KEPT_MS).toISOString()],
      );
      if (isSweep) await forgetBookmarks(tx, new Date(now));
    });
  }
}

/** What was asked may be personal, and longer than a key. */
const digestOf = (list: string): Buffer => createHash('sha256').update(list).digest();
