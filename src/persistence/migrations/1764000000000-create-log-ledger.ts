import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndex } from './add-index.js';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
/** Written with every event and read by nothing since segments know their time. */
const UNREAD = { name: 'ix_log_event_published', columns: 'log_event (tenant_id, published, pk)' };

const MYSQL: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS log_head (
    tenant_id INT UNSIGNED NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    event_pk BIGINT UNSIGNED NOT NULL,
    hash VARBINARY(32) NOT NULL,
    segment INT UNSIGNED NOT NULL,
    first_seq BIGINT UNSIGNED NOT NULL,
    first_pk BIGINT UNSIGNED NOT NULL,
    previous_hash VARBINARY(32) NOT NULL,
    min_published VARCHAR(24) ${ASCII} NULL,
    max_published VARCHAR(24) ${ASCII} NULL,
    PRIMARY KEY (tenant_id)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS log_link (
    tenant_id INT UNSIGNED NOT NULL,
    event_pk BIGINT UNSIGNED NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    hash VARBINARY(32) NOT NULL,
    PRIMARY KEY (tenant_id, event_pk)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS log_key (
    tenant_id INT UNSIGNED NOT NULL,
    field TINYINT UNSIGNED NOT NULL,
    value_key VARBINARY(255) NOT NULL,
    event_pk BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id, field, value_key, event_pk)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS log_segment (
    tenant_id INT UNSIGNED NOT NULL,
    number INT UNSIGNED NOT NULL,
    first_seq BIGINT UNSIGNED NOT NULL,
    last_seq BIGINT UNSIGNED NOT NULL,
    first_pk BIGINT UNSIGNED NOT NULL,
    last_pk BIGINT UNSIGNED NOT NULL,
    previous_hash VARBINARY(32) NOT NULL,
    last_hash VARBINARY(32) NOT NULL,
    min_published VARCHAR(24) ${ASCII} NOT NULL,
    max_published VARCHAR(24) ${ASCII} NOT NULL,
    removed_at VARCHAR(24) ${ASCII} NULL,
    PRIMARY KEY (tenant_id, number)
  ) ${TABLE}`,
];

const SQLITE: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS log_head (
    tenant_id INTEGER NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    event_pk INTEGER NOT NULL,
    hash BLOB NOT NULL,
    segment INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    first_pk INTEGER NOT NULL,
    previous_hash BLOB NOT NULL,
    min_published TEXT NULL,
    max_published TEXT NULL
  )`,
  `CREATE TABLE IF NOT EXISTS log_link (
    tenant_id INTEGER NOT NULL,
    event_pk INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (tenant_id, event_pk)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS log_key (
    tenant_id INTEGER NOT NULL,
    field INTEGER NOT NULL,
    value_key BLOB NOT NULL,
    event_pk INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, field, value_key, event_pk)
  ) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS log_segment (
    tenant_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    first_pk INTEGER NOT NULL,
    last_pk INTEGER NOT NULL,
    previous_hash BLOB NOT NULL,
    last_hash BLOB NOT NULL,
    min_published TEXT NOT NULL,
    max_published TEXT NOT NULL,
    removed_at TEXT NULL,
    PRIMARY KEY (tenant_id, number)
  ) WITHOUT ROWID`,
];

/**
 * What follows the log (ADR 10): the chain of hashes, the index of the fields that events are searched by, and the
 * segments in which old events are removed. All of it is made behind the commit, from `log_event` alone, so there is
 * nothing to fill here: the events of earlier versions are taken in at the first start, a batch at a time. Bears being run
 * again.
 */
export class CreateLogLedger1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    for (const sql of isMysql ? MYSQL : SQLITE) await runner.query(sql);
    await dropUnread(runner, isMysql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await addIndex(runner, UNREAD.name, UNREAD.columns);
    for (const table of ['log_segment', 'log_key', 'log_link', 'log_head'])
      await runner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}

async function dropUnread(runner: QueryRunner, isMysql: boolean): Promise<void> {
  if (!isMysql) {
    await runner.query(`DROP INDEX IF EXISTS ${UNREAD.name}`);
    return;
  }
  const found = (await runner.query(
    "SELECT 1 AS found FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'log_event' AND index_name = ? LIMIT 1",
    [UNREAD.name],
  )) as unknown[];
  if (found.length > 0) await runner.query(`DROP INDEX ${UNREAD.name} ON log_event`);
}
