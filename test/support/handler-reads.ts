import type { Database } from '../../src/persistence/database.js';

/** Rows and index entries that MariaDB looked at for some work, by its own counters; the database has one connection. */
export async function readsOf(database: Database, work: () => Promise<unknown>): Promise<number> {
  const before = await reads(database);
  await work();
  return (await reads(database)) - before;
}

async function reads(database: Database): Promise<number> {
  const rows = await database.read<{ Variable_name: string; Value: string }>(
    "SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read%' OR Variable_name LIKE 'Handler_icp%'",
  );
  // What the engine itself passes over in an index is not among what was read of it.
  const of = ({ Variable_name: name, Value }: (typeof rows)[number]): number =>
    name === 'Handler_icp_match' ? -Number(Value) : Number(Value);
  return rows.reduce((sum, row) => sum + of(row), 0);
}
