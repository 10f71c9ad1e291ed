import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

const MYSQL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS connector_activity (
    tenant_id INT UNSIGNED NOT NULL,
    connector_id INT UNSIGNED NOT NULL,
    last_request_at VARCHAR(24) ${ASCII} NOT NULL,
    last_success_at VARCHAR(24) ${ASCII} NULL,
    last_status SMALLINT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id, connector_id)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS idempotency_key (
    key_hash VARBINARY(32) NOT NULL,
    request_hash VARBINARY(32) NOT NULL,
    created VARCHAR(63) ${ASCII} NOT NULL,
    expires_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (key_hash),
    KEY ix_idempotency_key_expires_at (expires_at)
  ) ${TABLE}`,
];

const SQLITE: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS connector_activity (
    tenant_id INTEGER NOT NULL,
    connector_id INTEGER NOT NULL,
    last_request_at TEXT NOT NULL,
    last_success_at TEXT NULL,
    last_status INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, connector_id)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS idempotency_key (
    key_hash BLOB NOT NULL,
    request_hash BLOB NOT NULL,
    created TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (key_hash)
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS ix_idempotency_key_expires_at ON idempotency_key (expires_at)',
];

/**
 * What a credential may do, from where, who made it and of which end it was warned; when the IdP of a connector last
 * called; the keys of requests that must not happen twice. Credentials that are there stay as they were: they may write, from
 * anywhere.
 */
export class AddCredentialLifecycle1763930000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    const ascii = isMysql ? ` ${ASCII}` : '';
    await addColumns(runner, 'credential', [
      ['scope', `VARCHAR(16)${ascii} NOT NULL DEFAULT 'read-write'`],
      ['allowed_ips', `VARCHAR(4096)${ascii} NOT NULL DEFAULT '[]'`],
      ['created_by_id', `VARCHAR(36)${ascii} NULL`],
      ['created_by_name', 'VARCHAR(255) NULL'],
      ['warned_days', 'SMALLINT NULL'],
    ]);
    for (const sql of isMysql ? MYSQL : SQLITE) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS idempotency_key');
    await runner.query('DROP TABLE IF EXISTS connector_activity');
    await runner.dropColumns('credential', ['scope', 'allowed_ips', 'created_by_id', 'created_by_name', 'warned_days']);
  }
}
