import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

const MYSQL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS access_token (
    token_hash VARBINARY(32) NOT NULL,
    tenant_id INT UNSIGNED NOT NULL,
    credential_id INT UNSIGNED NOT NULL,
    expires_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (token_hash),
    KEY ix_access_token_credential (tenant_id, credential_id, expires_at),
    KEY ix_access_token_expires_at (expires_at)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS used_assertion (
    assertion_hash VARBINARY(32) NOT NULL,
    tenant_id INT UNSIGNED NOT NULL,
    credential_id INT UNSIGNED NOT NULL,
    expires_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (assertion_hash),
    KEY ix_used_assertion_credential (tenant_id, credential_id, expires_at),
    KEY ix_used_assertion_expires_at (expires_at)
  ) ${TABLE}`,
];

const SQLITE: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS access_token (
    token_hash BLOB NOT NULL,
    tenant_id INTEGER NOT NULL,
    credential_id INTEGER NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (token_hash)
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS ix_access_token_credential ON access_token (tenant_id, credential_id, expires_at)',
  'CREATE INDEX IF NOT EXISTS ix_access_token_expires_at ON access_token (expires_at)',
  `CREATE TABLE IF NOT EXISTS used_assertion (
    assertion_hash BLOB NOT NULL,
    tenant_id INTEGER NOT NULL,
    credential_id INTEGER NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (assertion_hash)
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS ix_used_assertion_credential ON used_assertion (tenant_id, credential_id, expires_at)',
  'CREATE INDEX IF NOT EXISTS ix_used_assertion_expires_at ON used_assertion (expires_at)',
];

/**
 * OAuth clients: the keys with which one signs, the access tokens they hold, and the assertions that must not be accepted
 * twice. Bears being run again.
 */
export class CreateAccessToken1763980000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'credential', [['public_keys', 'TEXT NULL']]);
    for (const sql of runner.connection.options.type === 'mysql' ? MYSQL : SQLITE) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS used_assertion');
    await runner.query('DROP TABLE IF EXISTS access_token');
    await runner.dropColumn('credential', 'public_keys');
  }
}
