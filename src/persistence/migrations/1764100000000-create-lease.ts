import type { MigrationInterface, QueryRunner } from 'typeorm';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const ENGINE = 'ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/**
 * Who does what one instance at a time does, and how far the log of each tenant was sent to each sink. Bears being run
 * again.
 */
export class CreateLease1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    await runner.query(
      isMysql
        ? `CREATE TABLE IF NOT EXISTS lease (
    name VARCHAR(64) ${ASCII} NOT NULL,
    holder VARCHAR(64) ${ASCII} NOT NULL,
    expires_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (name)
  ) ${ENGINE}`
        : `CREATE TABLE IF NOT EXISTS lease (
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (name)
  ) WITHOUT ROWID`,
    );
    await runner.query(
      isMysql
        ? `CREATE TABLE IF NOT EXISTS log_export (
    sink VARCHAR(255) ${ASCII} NOT NULL,
    tenant_id INT UNSIGNED NOT NULL,
    position BIGINT UNSIGNED NOT NULL,
    exported BIGINT UNSIGNED NOT NULL,
    set_aside BIGINT UNSIGNED NOT NULL,
    exported_at VARCHAR(24) ${ASCII} NULL,
    failing_since VARCHAR(24) ${ASCII} NULL,
    problem VARCHAR(255) NULL,
    PRIMARY KEY (sink, tenant_id)
  ) ${ENGINE}`
        : `CREATE TABLE IF NOT EXISTS log_export (
    sink TEXT NOT NULL,
    tenant_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    exported INTEGER NOT NULL,
    set_aside INTEGER NOT NULL,
    exported_at TEXT NULL,
    failing_since TEXT NULL,
    problem TEXT NULL,
    PRIMARY KEY (sink, tenant_id)
  ) WITHOUT ROWID`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS log_export');
    await runner.query('DROP TABLE IF EXISTS lease');
  }
}
