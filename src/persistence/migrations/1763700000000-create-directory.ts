import type { MigrationInterface, QueryRunner } from 'typeorm';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/**
 * Written as SQL, because TypeORM's `Table` can say neither binary keys for both dialects, nor a collation for one of
 * them, nor WITHOUT ROWID. One statement makes a table with all its indexes, and only where there is none: DDL commits
 * on its own in MySQL, so a migration that was killed half-way is simply run again.
 * `live` ends the search indexes so that SQLite, which has no statistics here, prefers them to the index of the list.
 * No foreign keys: on MySQL they lock the parent row with every child that is inserted.
 */
const MYSQL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS tenant (
    pk INT UNSIGNED NOT NULL AUTO_INCREMENT,
    slug VARCHAR(63) ${ASCII} NOT NULL,
    display_name VARCHAR(255) NOT NULL,
    enabled TINYINT UNSIGNED NOT NULL,
    created_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (pk),
    UNIQUE KEY uq_tenant_slug (slug)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS connector (
    pk INT UNSIGNED NOT NULL AUTO_INCREMENT,
    tenant_id INT UNSIGNED NOT NULL,
    id CHAR(36) ${ASCII} NOT NULL,
    slug VARCHAR(63) ${ASCII} NOT NULL,
    display_name VARCHAR(255) NOT NULL,
    provider VARCHAR(16) ${ASCII} NOT NULL,
    sync_enabled TINYINT UNSIGNED NOT NULL,
    created_at VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (pk),
    UNIQUE KEY uq_connector_slug (tenant_id, slug),
    UNIQUE KEY uq_connector_id (id)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS credential (
    pk INT UNSIGNED NOT NULL AUTO_INCREMENT,
    tenant_id INT UNSIGNED NOT NULL,
    connector_id INT UNSIGNED NOT NULL,
    id CHAR(36) ${ASCII} NOT NULL,
    type VARCHAR(8) ${ASCII} NOT NULL,
    name VARCHAR(255) NOT NULL,
    prefix VARCHAR(64) NOT NULL,
    secret_hash VARBINARY(32) NOT NULL,
    enabled TINYINT UNSIGNED NOT NULL,
    created_at VARCHAR(24) ${ASCII} NOT NULL,
    expires_at VARCHAR(24) ${ASCII} NULL,
    last_used_at VARCHAR(24) ${ASCII} NULL,
    last_used_ip VARCHAR(45) ${ASCII} NULL,
    PRIMARY KEY (pk),
    UNIQUE KEY uq_credential_secret_hash (secret_hash),
    UNIQUE KEY uq_credential_id (id),
    KEY ix_credential_connector (tenant_id, connector_id, pk)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS admin_token (
    pk INT UNSIGNED NOT NULL AUTO_INCREMENT,
    id CHAR(36) ${ASCII} NOT NULL,
    name VARCHAR(255) NOT NULL,
    prefix VARCHAR(64) NOT NULL,
    secret_hash VARBINARY(32) NOT NULL,
    is_first TINYINT UNSIGNED NULL,
    created_at VARCHAR(24) ${ASCII} NOT NULL,
    expires_at VARCHAR(24) ${ASCII} NULL,
    last_used_at VARCHAR(24) ${ASCII} NULL,
    last_used_ip VARCHAR(45) ${ASCII} NULL,
    PRIMARY KEY (pk),
    UNIQUE KEY uq_admin_token_secret_hash (secret_hash),
    UNIQUE KEY uq_admin_token_id (id),
    UNIQUE KEY uq_admin_token_first (is_first)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS resource (
    pk BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    tenant_id INT UNSIGNED NOT NULL,
    type TINYINT UNSIGNED NOT NULL,
    id CHAR(36) ${ASCII} NOT NULL,
    connector_id INT UNSIGNED NULL,
    version BIGINT UNSIGNED NOT NULL,
    created_at CHAR(30) ${ASCII} NOT NULL,
    last_modified_at CHAR(30) ${ASCII} NOT NULL,
    deleted_at CHAR(30) ${ASCII} NULL,
    live TINYINT UNSIGNED NULL,
    user_name_key VARBINARY(255) NULL,
    display_name_key VARBINARY(255) NULL,
    external_id_key VARBINARY(255) NULL,
    active TINYINT UNSIGNED NULL,
    display MEDIUMTEXT NOT NULL,
    doc LONGTEXT NOT NULL,
    PRIMARY KEY (pk),
    UNIQUE KEY uq_resource_id (tenant_id, id),
    UNIQUE KEY uq_resource_user_name (tenant_id, type, user_name_key, live),
    KEY ix_resource_list (tenant_id, type, live, pk),
    KEY ix_resource_external_id (tenant_id, type, external_id_key, live),
    KEY ix_resource_display_name (tenant_id, type, display_name_key, live),
    KEY ix_resource_last_modified (tenant_id, type, last_modified_at, live),
    KEY ix_resource_connector (tenant_id, connector_id, pk)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS attribute_index (
    tenant_id INT UNSIGNED NOT NULL,
    attribute_id SMALLINT UNSIGNED NOT NULL,
    value_key VARBINARY(255) NOT NULL,
    resource_pk BIGINT UNSIGNED NOT NULL,
    element MEDIUMINT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id, attribute_id, value_key, resource_pk, element),
    KEY ix_attribute_index_resource (resource_pk, attribute_id, element)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS membership (
    group_pk BIGINT UNSIGNED NOT NULL,
    member_pk BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (group_pk, member_pk),
    KEY ix_membership_member (member_pk, group_pk)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS log_event (
    pk BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    tenant_id INT UNSIGNED NOT NULL,
    uuid CHAR(36) ${ASCII} NOT NULL,
    published VARCHAR(24) ${ASCII} NOT NULL,
    event LONGTEXT NOT NULL,
    PRIMARY KEY (pk),
    UNIQUE KEY uq_log_event_uuid (uuid),
    KEY ix_log_event_tenant (tenant_id, pk),
    KEY ix_log_event_published (tenant_id, published, pk)
  ) ${TABLE}`,
];

/** AUTOINCREMENT, so that the key of a deleted tenant is never given to another one. */
const SQLITE: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS tenant (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL,
    display_name TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created_at TEXT NOT NULL
  )`,
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_tenant_slug ON tenant (slug)',
  `CREATE TABLE IF NOT EXISTS connector (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    id TEXT NOT NULL,
    slug TEXT NOT NULL,
    display_name TEXT NOT NULL,
    provider TEXT NOT NULL,
    sync_enabled INTEGER NOT NULL,
    created_at TEXT NOT NULL
  )`,
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_connector_slug ON connector (tenant_id, slug)',
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_connector_id ON connector (id)',
  `CREATE TABLE IF NOT EXISTS credential (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    connector_id INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    enabled INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NULL,
    last_used_at TEXT NULL,
    last_used_ip TEXT NULL
  )`,
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_credential_secret_hash ON credential (secret_hash)',
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_credential_id ON credential (id)',
  'CREATE INDEX IF NOT EXISTS ix_credential_connector ON credential (tenant_id, connector_id, pk)',
  `CREATE TABLE IF NOT EXISTS admin_token (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    is_first INTEGER NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NULL,
    last_used_at TEXT NULL,
    last_used_ip TEXT NULL
  )`,
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_admin_token_secret_hash ON admin_token (secret_hash)',
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_admin_token_id ON admin_token (id)',
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_admin_token_first ON admin_token (is_first)',
  `CREATE TABLE IF NOT EXISTS resource (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    type INTEGER NOT NULL,
    id TEXT NOT NULL,
    connector_id INTEGER NULL,
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    last_modified_at TEXT NOT NULL,
    deleted_at TEXT NULL,
    live INTEGER NULL,
    user_name_key BLOB NULL,
    display_name_key BLOB NULL,
    external_id_key BLOB NULL,
    active INTEGER NULL,
    display TEXT NOT NULL,
    doc TEXT NOT NULL
  )`,
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_resource_id ON resource (tenant_id, id)',
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_resource_user_name ON resource (tenant_id, type, user_name_key, live)',
  'CREATE INDEX IF NOT EXISTS ix_resource_list ON resource (tenant_id, type, live, pk)',
  'CREATE INDEX IF NOT EXISTS ix_resource_external_id ON resource (tenant_id, type, external_id_key, live)',
  'CREATE INDEX IF NOT EXISTS ix_resource_display_name ON resource (tenant_id, type, display_name_key, live)',
  'CREATE INDEX IF NOT EXISTS ix_resource_last_modified ON resource (tenant_id, type, last_modified_at, live)',
  'CREATE INDEX IF NOT EXISTS ix_resource_connector ON resource (tenant_id, connector_id, pk)',
  `CREATE TABLE IF NOT EXISTS attribute_index (
    tenant_id INTEGER NOT NULL,
    attribute_id INTEGER NOT NULL,
    value_key BLOB NOT NULL,
    resource_pk INTEGER NOT NULL,
    element INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, attribute_id, value_key, resource_pk, element)
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS ix_attribute_index_resource ON attribute_index (resource_pk, attribute_id, element)',
  `CREATE TABLE IF NOT EXISTS membership (
    group_pk INTEGER NOT NULL,
    member_pk INTEGER NOT NULL,
    PRIMARY KEY (group_pk, member_pk)
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS ix_membership_member ON membership (member_pk, group_pk)',
  `CREATE TABLE IF NOT EXISTS log_event (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    published TEXT NOT NULL,
    event TEXT NOT NULL
  )`,
  'CREATE UNIQUE INDEX IF NOT EXISTS uq_log_event_uuid ON log_event (uuid)',
  'CREATE INDEX IF NOT EXISTS ix_log_event_tenant ON log_event (tenant_id, pk)',
  'CREATE INDEX IF NOT EXISTS ix_log_event_published ON log_event (tenant_id, published, pk)',
];

const TABLES = [
  'log_event',
  'membership',
  'attribute_index',
  'resource',
  'admin_token',
  'credential',
  'connector',
  'tenant',
];

/** Every table of the first version. */
export class CreateDirectory1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = runner.connection.options.type === 'mysql' ? MYSQL : SQLITE;
    for (const sql of statements) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}
