import type { QueryRunner } from 'typeorm';

/**
 * Adds columns that are not there yet: MySQL commits every DDL statement and knows no IF NOT EXISTS for columns, so a
 * migration that was killed half-way looks first. The columns are given as SQL, each with its default, so that the version
 * before this one goes on inserting.
 */
export async function addColumns(
  runner: QueryRunner,
  table: string,
  columns: readonly (readonly [name: string, definition: string])[],
): Promise<void> {
  for (const [name, definition] of columns) {
    if (await runner.hasColumn(table, name)) continue;
    await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} ${definition}`);
  }
}
