import BetterSqlite3 from 'better-sqlite3';
import type { DatabaseUrl } from '../config/env.js';
import type { Database } from './abstract-database.js';
import { MysqlDatabase } from './mysql-database.js';
import type { SqlValue } from './sql.js';

/** A database that is only looked at, also beside a server that uses it. */
export interface ReadingDatabase extends Pick<Database, 'dialect' | 'read'> {
  close(): Promise<void>;
}

/** @throws Error in words for the operator */
export async function openForReading(url: DatabaseUrl): Promise<ReadingDatabase> {
  return url.kind === 'sqlite'
    ? openFile(url.file)
    : MysqlDatabase.open(url, { connectionLimit: 2, deadlineMs: 600_000 });
}

function openFile(file: string): ReadingDatabase {
  let database: BetterSqlite3.Database;
  try {
    database = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
  } catch (error) {
    throw new Error(`Cannot read the SQLite database ${file}: ${(error as Error).message}.`, { cause: error });
  }
  return {
    dialect: 'sqlite',
    read: async <T>(sql: string, params: readonly SqlValue[] = []) => database.prepare(sql).all(...params) as T[],
    close: async () => void database.close(),
  };
}
