import { startServer } from './targets.mjs';

/** What the calls write that are measured. */
const TABLES = ['resource', 'attribute_index', 'membership', 'log_event'];

/**
 * Makes an empty database `to` with the tables of `from`, as the server's migrations made them, with every index: a floor
 * with fewer would write less, and the ratio would say nothing.
 * @returns the DATABASE_URL of the copy
 */
export async function copyTables(storage, from, to) {
  const url = await storage.create(to);
  const [source, copy] = [await storage.sql(from), await storage.sql(to)];
  for (const sql of await (storage.kind === 'sqlite' ? sqliteTables(source) : mariadbTables(source)))
    await copy.run(sql);
  await Promise.all([source.close(), copy.close()]);
  return url;
}

/** A database that the server has migrated and left. */
export async function migratedDatabase({ main, storage }, name) {
  const server = await startServer({ main, url: await storage.create(name), folder: storage.home });
  await server.stop();
  return name;
}

async function sqliteTables(source) {
  const names = TABLES.map(() => '?').join(', ');
  const rows = await source.all(
    `SELECT sql FROM sqlite_master WHERE tbl_name IN (${names}) AND sql IS NOT NULL ORDER BY type = 'index'`,
    TABLES,
  );
  return rows.map(({ sql }) => sql);
}

async function mariadbTables(source) {
  const statements = [];
  for (const table of TABLES) {
    const [row] = await source.all(`SHOW CREATE TABLE ${table}`);
    statements.push(row['Create Table'].replace(/ AUTO_INCREMENT=\d+/, ''));
  }
  return statements;
}
