import type { DatabaseUrl } from '../config/env.js';
import type { Database, DatabaseOptions } from './abstract-database.js';
import { MysqlDatabase } from './mysql-database.js';
import { SqliteDatabase } from './sqlite-database.js';

export { Database, type DatabaseOptions } from './abstract-database.js';
export type { Transaction } from './transaction.js';

/**
 * Opens the database that `DATABASE_URL` names. Does not migrate: see `migrate`.
 * @throws Error in words for the operator: unreachable, refused, in use by another process, driver not built
 */
export async function openDatabase(url: DatabaseUrl, options: DatabaseOptions = {}): Promise<Database> {
  return url.kind === 'sqlite' ? SqliteDatabase.open(url, options) : MysqlDatabase.open(url, options);
}
