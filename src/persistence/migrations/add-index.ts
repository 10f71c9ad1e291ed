import type { QueryRunner } from 'typeorm';

/**
 * Adds an index that is not there yet. MySQL knows no IF NOT EXISTS for it (MariaDB and SQLite do), so it is asked first.
 * @param columns table and columns as SQL: `resource (tenant_id, pk)`
 */
export async function addIndex(runner: QueryRunner, name: string, columns: string): Promise<void> {
  const isMysql = runner.connection.options.type === 'mysql';
  const found = (await runner.query(
    isMysql
      ? 'SELECT 1 AS found FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = ? LIMIT 1'
      : "SELECT 1 AS found FROM sqlite_master WHERE type = 'index' AND name = ?",
    [name],
  )) as unknown[];
  if (found.length === 0) await runner.query(`CREATE INDEX ${name} ON ${columns}`);
}
