import type { MigrationInterface, QueryRunner } from 'typeorm';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

const MYSQL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS password_hash (
    tenant_id INT UNSIGNED NOT NULL,
    resource_pk BIGINT UNSIGNED NOT NULL,
    hash VARCHAR(255) ${ASCII} NOT NULL,
    changed_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (tenant_id, resource_pk)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS password_policy (
    tenant_id INT UNSIGNED NOT NULL,
    min_length SMALLINT UNSIGNED NOT NULL,
    max_length SMALLINT UNSIGNED NOT NULL,
    require_uppercase TINYINT UNSIGNED NOT NULL,
    require_lowercase TINYINT UNSIGNED NOT NULL,
    require_digit TINYINT UNSIGNED NOT NULL,
    require_special TINYINT UNSIGNED NOT NULL,
    forbid_user_name TINYINT UNSIGNED NOT NULL,
    forbid_common TINYINT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id)
  ) ${TABLE}`,
];

const SQLITE: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS password_hash (
    tenant_id INTEGER NOT NULL,
    resource_pk INTEGER NOT NULL,
    hash TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, resource_pk)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS password_policy (
    tenant_id INTEGER NOT NULL PRIMARY KEY,
    min_length INTEGER NOT NULL,
    max_length INTEGER NOT NULL,
    require_uppercase INTEGER NOT NULL,
    require_lowercase INTEGER NOT NULL,
    require_digit INTEGER NOT NULL,
    require_special INTEGER NOT NULL,
    forbid_user_name INTEGER NOT NULL,
    forbid_common INTEGER NOT NULL
  )`,
];

/** Hashes apart from the users, so that no list can select them; and what a tenant asks of passwords. Bears being run again. */
export class CreatePassword1763950000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of runner.connection.options.type === 'mysql' ? MYSQL : SQLITE) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS password_policy');
    await runner.query('DROP TABLE IF EXISTS password_hash');
  }
}
