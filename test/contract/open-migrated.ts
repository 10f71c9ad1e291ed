import type { DatabaseUrl } from '../../src/config/env.js';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/persistence/database.js';
import { migrate } from '../../src/persistence/migrate.js';

/** The database with its tables. */
export async function openMigrated(url: DatabaseUrl, options?: DatabaseOptions): Promise<Database> {
  const database = await openDatabase(url, options);
  await migrate(database, () => undefined);
  return database;
}
