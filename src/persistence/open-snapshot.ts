import BetterSqlite3 from 'better-sqlite3';
import type { DatabaseUrl } from '../config/env.js';
import { openDatabase } from './database.js';
import { assertParameters, type Dialect, type SqlValue } from './sql.js';

/** One moment of the database: every statement sees the same commits, whatever others write meanwhile. Reads only. */
export interface Snapshot {
  readonly dialect: Dialect;
  rows<T>(sql: string, params?: readonly SqlValue[]): Promise<readonly T[]>;
  close(): Promise<void>;
}

/**
 * Beside a running server, which notices nothing of it but that what it deletes is kept until the snapshot ends.
 * @throws Error in words for the operator
 */
export async function openSnapshot(url: DatabaseUrl): Promise<Snapshot> {
  return url.kind === 'sqlite' ? openSqlite(url.file) : openMysql(url);
}

/** Not through `openDatabase`, which is for the one process that may write. */
function openSqlite(file: string): Snapshot {
  const database = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
  database.exec('BEGIN');
  return {
    dialect: 'sqlite',
    async rows<T>(sql: string, params: readonly SqlValue[] = []) {
      assertParameters(params);
      return database.prepare<SqlValue[], T>(sql).all(...params);
    },
    async close() {
      database.close();
    },
  };
}

async function openMysql(url: Extract<DatabaseUrl, { kind: 'mysql' }>): Promise<Snapshot> {
  const database = await openDatabase(url, { connectionLimit: 1 });
  const runner = database.schemaSource.createQueryRunner();
  const close = async (): Promise<void> => {
    await runner.release();
    await database.close();
  };
  try {
    await runner.query('SET NAMES utf8mb4 COLLATE utf8mb4_bin');
    await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    dialect: 'mysql',
    async rows<T>(sql: string, params: readonly SqlValue[] = []) {
      assertParameters(params);
      return (await runner.query(sql, [...params])) as T[];
    },
    close,
  };
}
