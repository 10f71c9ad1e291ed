import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';

const MYSQL = `CREATE TABLE IF NOT EXISTS attribute_definition (
    tenant_id INT UNSIGNED NOT NULL,
    number SMALLINT UNSIGNED NOT NULL,
    field_id VARCHAR(63) ${ASCII} NOT NULL,
    field_id_key VARCHAR(63) ${ASCII} NULL,
    display_name VARCHAR(255) NOT NULL,
    type VARCHAR(16) ${ASCII} NOT NULL,
    multi_valued TINYINT UNSIGNED NOT NULL,
    required TINYINT UNSIGNED NOT NULL,
    options MEDIUMTEXT NOT NULL,
    state VARCHAR(16) ${ASCII} NOT NULL,
    cleaned INT UNSIGNED NOT NULL,
    created_at VARCHAR(24) ${ASCII} NOT NULL,
    last_modified_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (tenant_id, number),
    UNIQUE KEY uq_attribute_definition_field_id (tenant_id, field_id_key),
    KEY ix_attribute_definition_state (state)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;

const SQLITE: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS attribute_definition (
    tenant_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    field_id TEXT NOT NULL,
    field_id_key TEXT NULL,
    display_name TEXT NOT NULL,
    type TEXT NOT NULL,
    multi_valued INTEGER NOT NULL,
    required INTEGER NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL,
    cleaned INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    last_modified_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, number)
  ) WITHOUT ROWID`,
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_attribute_definition_field_id ON attribute_definition (tenant_id, field_id_key)',
  'CREATE INDEX IF NOT EXISTS ix_attribute_definition_state ON attribute_definition (state)',
];

/** Extended fields, and the last number that a tenant gave to one. Bears being run again. */
export class CreateAttributeDefinition1763960000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    for (const sql of isMysql ? [MYSQL] : SQLITE) await runner.query(sql);
    const type = isMysql ? 'SMALLINT UNSIGNED' : 'INTEGER';
    await addColumns(runner, 'tenant', [['last_field_number', `${type} NOT NULL DEFAULT 0`]]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('tenant', 'last_field_number');
    await runner.query('DROP TABLE IF EXISTS attribute_definition');
  }
}
