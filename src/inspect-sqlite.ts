import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { SqliteContent, SqliteFacts, SqliteLock } from './cli/doctor/database-facts.js';
import type { DatabaseUrl } from './config/env.js';
import { sqliteOptions } from './persistence/data-source-options.js';
import { schemaState } from './schema-state.js';

type SqliteUrl = Extract<DatabaseUrl, { kind: 'sqlite' }>;

/** Through a connection that cannot write, so a server may run beside it. @throws Error in words for the operator */
export function inspectSqlite(url: SqliteUrl): SqliteFacts {
  const { file } = url;
  const folder = nearestFolder(dirname(file));
  const { bavail, bsize } = statfsSync(folder);
  return {
    kind: 'sqlite',
    file,
    folderIsWritable: isWritable(folder),
    freeBytes: bavail * bsize,
    content: existsSync(file) ? readContent(url) : undefined,
  };
}

function readContent(url: SqliteUrl): SqliteContent {
  const { file } = url;
  // Before the file is opened here, or the side files would be those of this process.
  const sizeBytes = sizeOf(file) + sizeOf(`${file}-wal`);
  const lock = lockOn(`${file}.lock`);
  const database = opened(file);
  try {
    return {
      isWritable: isWritable(file),
      isPrivate: (statSync(file).mode & 0o077) === 0,
      sizeBytes,
      journalMode: String(database.pragma('journal_mode', { simple: true })),
      lock,
      schema: schemaState(sqliteOptions(url).migrations, executedMigrations(database)),
    };
  } finally {
    database.close();
  }
}

function opened(file: string): BetterSqlite3.Database {
  try {
    const database = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
    database.pragma('schema_version');
    return database;
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    throw new Error(`Cannot read the SQLite database ${file}: ${message}${code === undefined ? '' : ` (${code})`}.`, {
      cause: error,
    });
  }
}

function executedMigrations(database: BetterSqlite3.Database): readonly string[] {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").get();
  if (table === undefined) return [];
  return database
    .prepare<[], { name: string }>('SELECT name FROM migration ORDER BY id')
    .all()
    .map(({ name }) => name);
}

/** Whether a server holds the lock of `sqlite-lock.ts`, and which process it is where the system tells (Linux). */
function lockOn(file: string): SqliteLock {
  if (!existsSync(file)) return { isHeld: false, pid: undefined };
  const pid = holderOf(file);
  return { isHeld: pid !== undefined || isLocked(file), pid };
}

/** `/proc/locks`: `8: POSIX  ADVISORY  WRITE 14757 fe:00:4302415 1073741824 1073742335`, the last number of the triple being the inode. */
function holderOf(file: string): number | undefined {
  const { ino } = statSync(file);
  try {
    const lines = readFileSync('/proc/locks', 'utf8').split('\n');
    const fields = lines.map((line) => line.split(/\s+/)).find((line) => line[5]?.endsWith(`:${ino}`) === true);
    const pid = Number(fields?.[4]);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Asks for a read lock and gives it back at once: an exclusive one of another process refuses it. */
function isLocked(file: string): boolean {
  const lock = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    lock.pragma('schema_version');
    return false;
  } catch (error) {
    return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
  } finally {
    lock.close();
  }
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
