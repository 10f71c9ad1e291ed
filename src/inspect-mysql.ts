import { MYSQL_VARIABLES, type MysqlFacts } from './cli/doctor/database-facts.js';
import type { DatabaseUrl } from './config/env.js';
import { mysqlOptions } from './persistence/data-source-options.js';
import { type Database, openDatabase } from './persistence/database.js';
import { schemaState } from './schema-state.js';

interface Variable {
  readonly Variable_name: string;
  readonly Value: string;
}

const LIST = MYSQL_VARIABLES.map((name) => `'${name}'`).join(', ');

/** Over a connection that is set up as the server sets up its own. @throws Error in words for the operator */
export async function inspectMysql(url: Extract<DatabaseUrl, { kind: 'mysql' }>): Promise<MysqlFacts> {
  const database = await openDatabase(url, { connectionLimit: 1 });
  try {
    const [server] = await database.read<{ version: string }>('SELECT VERSION() AS version');
    return {
      kind: 'mysql',
      version: server?.version ?? 'unknown',
      session: variables(await database.read<Variable>(`SHOW SESSION VARIABLES WHERE Variable_name IN (${LIST})`)),
      global: variables(await database.read<Variable>(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${LIST})`)),
      schema: schemaState(mysqlOptions(url).migrations, await executedMigrations(database)),
    };
  } finally {
    await database.close();
  }
}

function variables(rows: readonly Variable[]): Readonly<Record<string, string>> {
  return Object.fromEntries(rows.map(({ Variable_name: name, Value }) => [name.toLowerCase(), Value]));
}

async function executedMigrations(database: Database): Promise<readonly string[]> {
  const [table] = await database.read("SHOW TABLES LIKE 'migration'");
  if (table === undefined) return [];
  return (await database.read<{ name: string }>('SELECT name FROM migration ORDER BY id')).map(({ name }) => name);
}
