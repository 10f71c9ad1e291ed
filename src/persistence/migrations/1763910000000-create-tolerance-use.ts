import type { MigrationInterface, QueryRunner } from 'typeorm';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';

/** How often the calls of a connector used each tolerance, and when last. Bears being run again. */
export class CreateToleranceUse1763910000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      runner.connection.options.type === 'mysql'
        ? `CREATE TABLE IF NOT EXISTS tolerance_use (
    tenant_id INT UNSIGNED NOT NULL,
    connector_id INT UNSIGNED NOT NULL,
    name VARCHAR(64) ${ASCII} NOT NULL,
    uses BIGINT UNSIGNED NOT NULL,
    last_used_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (tenant_id, connector_id, name)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`
        : `CREATE TABLE IF NOT EXISTS tolerance_use (
    tenant_id INTEGER NOT NULL,
    connector_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    uses INTEGER NOT NULL,
    last_used_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, connector_id, name)
  ) WITHOUT ROWID`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS tolerance_use');
  }
}
