import type { MigrationInterface, QueryRunner } from 'typeorm';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';

const MYSQL = `CREATE TABLE IF NOT EXISTS grantable (
    pk INT UNSIGNED NOT NULL AUTO_INCREMENT,
    tenant_id INT UNSIGNED NOT NULL,
    kind TINYINT UNSIGNED NOT NULL,
    type VARCHAR(16) ${ASCII} NOT NULL,
    id VARCHAR(255) NOT NULL,
    id_key VARBINARY(255) NOT NULL,
    display_name VARCHAR(255) NOT NULL,
    description VARCHAR(1000) NULL,
    version INT UNSIGNED NOT NULL,
    created_at VARCHAR(24) ${ASCII} NOT NULL,
    last_modified_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (pk),
    UNIQUE KEY uq_grantable_id (tenant_id, kind, id_key),
    KEY ix_grantable_list (tenant_id, kind, pk)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;

const SQLITE: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS grantable (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    id_key BLOB NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    last_modified_at TEXT NOT NULL
  )`,
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_grantable_id ON grantable (tenant_id, kind, id_key)',
  'CREATE INDEX IF NOT EXISTS ix_grantable_list ON grantable (tenant_id, kind, pk)',
];

/** The catalogue of roles and entitlements. Bears being run again. */
export class CreateGrantable1763920000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = runner.connection.options.type === 'mysql' ? [MYSQL] : SQLITE;
    for (const sql of statements) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS grantable');
  }
}
