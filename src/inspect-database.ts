import type { DatabaseFacts } from './cli/doctor/database-facts.js';
import type { DatabaseUrl } from './config/env.js';
import { inspectMysql } from './inspect-mysql.js';
import { inspectSqlite } from './inspect-sqlite.js';

/** What `rollbook doctor` asks a database. Reads only, also beside a running server; what fails is a fact, too. */
export async function inspectDatabase(url: DatabaseUrl): Promise<DatabaseFacts> {
  try {
    return url.kind === 'sqlite' ? inspectSqlite(url) : await inspectMysql(url);
  } catch (error) {
    return { kind: 'unusable', reason: error instanceof Error ? error.message : String(error) };
  }
}
