import type { Database } from '../../src/persistence/database.js';

interface ColumnRow {
  readonly tab: string;
  readonly col: string;
}

const MYSQL =
  'SELECT table_name AS tab, column_name AS col FROM information_schema.columns WHERE table_schema = DATABASE() ' +
  'ORDER BY table_name, ordinal_position';
const SQLITE =
  "SELECT t.name AS tab, c.name AS col FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' " +
  "AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid";

/** Every table with its columns, as the database has them. */
export async function columnsOf(database: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await database.read<ColumnRow>(database.dialect === 'mysql' ? MYSQL : SQLITE);
  const tables = new Map<string, string[]>();
  for (const { tab, col } of rows) tables.set(tab, [...(tables.get(tab) ?? []), col]);
  return tables;
}

/** All rows of these tables as one text; bytes as Latin-1, so that text in them is found too. */
export async function dumpTables(database: Database, tables: Iterable<string>): Promise<string> {
  const parts: string[] = [];
  for (const table of tables) {
    for (const row of await database.read<Record<string, unknown>>(`SELECT * FROM ${table}`))
      for (const [column, value] of Object.entries(row)) {
        const text = Buffer.isBuffer(value) ? value.toString('latin1') : String(value);
        parts.push(`${table}.${column}=${text}`);
      }
  }
  return parts.join('\n');
}
