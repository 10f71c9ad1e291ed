import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { LogEvent } from '../../audit/log-event.js';
import { insertMentions } from '../append-event.js';
import { EVENT_COLUMNS, eventKeys, indexOf } from '../event-columns.js';
import { addColumns } from './add-columns.js';
import { addIndex } from './add-index.js';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const BATCH = 500;
/** `ix_log_event_order` begins with it, and every event would be written into both. */
const SHORTER = 'ix_log_event_tenant';

const MYSQL = `CREATE TABLE IF NOT EXISTS log_mention (
    tenant_id INT UNSIGNED NOT NULL,
    id_key VARBINARY(255) NOT NULL,
    event_pk BIGINT UNSIGNED NOT NULL,
    published VARCHAR(24) ${ASCII} NOT NULL,
    PRIMARY KEY (tenant_id, id_key, event_pk),
    KEY ix_log_mention_event (event_pk)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;

const SQLITE: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS log_mention (
    tenant_id INTEGER NOT NULL,
    id_key BLOB NOT NULL,
    event_pk INTEGER NOT NULL,
    published TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id_key, event_pk)
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS ix_log_mention_event ON log_mention (event_pk)',
];

interface Row {
  readonly pk: number;
  readonly tenant_id: number;
  readonly event: string;
}

/**
 * The log can be asked by the fields of its events. Indexes go on in the order of the log and hold `published`, so that a
 * page is read from them alone. An event without keys (what an instance of the version before still writes) is looked at
 * by every query, so nothing is missed while the keys of old events are being made, and a run that was killed goes on.
 */
export class IndexLogEvents1763990000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    for (const sql of isMysql ? [MYSQL] : SQLITE) await runner.query(sql);
    await addColumns(
      runner,
      'log_event',
      EVENT_COLUMNS.map((column) => [column, isMysql ? 'VARBINARY(255) NULL' : 'BLOB NULL']),
    );
    await addIndex(runner, 'ix_log_event_order', 'log_event (tenant_id, pk, published)');
    await dropShorterIndex(runner, isMysql);
    for (const column of EVENT_COLUMNS)
      await addIndex(runner, indexOf(column), `log_event (tenant_id, ${column}, pk, published)`);
    await fillKeys(runner, isMysql);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of EVENT_COLUMNS) await runner.dropIndex('log_event', indexOf(column));
    await addIndex(runner, SHORTER, 'log_event (tenant_id, pk)');
    await runner.dropIndex('log_event', 'ix_log_event_order');
    await runner.dropColumns('log_event', [...EVENT_COLUMNS]);
    await runner.query('DROP TABLE IF EXISTS log_mention');
  }
}

async function dropShorterIndex(runner: QueryRunner, isMysql: boolean): Promise<void> {
  if (!isMysql) {
    await runner.query(`DROP INDEX IF EXISTS ${SHORTER}`);
    return;
  }
  const found = (await runner.query(
    "SELECT 1 AS found FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'log_event' AND index_name = ? LIMIT 1",
    [SHORTER],
  )) as unknown[];
  if (found.length > 0) await runner.query(`DROP INDEX ${SHORTER} ON log_event`);
}

async function fillKeys(runner: QueryRunner, isMysql: boolean): Promise<void> {
  const assignments = EVENT_COLUMNS.map((column) => `${column} = ?`).join(', ');
  const dialect = isMysql ? 'mysql' : 'sqlite';
  const execute = async (sql: string, params: readonly unknown[] = []) => {
    await runner.query(sql, [...params]);
    return { affected: 0, insertId: 0 };
  };
  for (let after = 0, rows: readonly Row[] = []; ; after = rows.at(-1)?.pk ?? 0) {
    rows = (await runner.query(
      'SELECT pk, tenant_id, event FROM log_event WHERE pk > ? AND event_type_key IS NULL AND tenant_id <> 0 ' +
        'ORDER BY pk LIMIT ?',
      [after, BATCH],
    )) as Row[];
    if (rows.length === 0) return;
    // On SQLite the whole migration is one transaction; on MySQL a commit for each event would take minutes.
    if (isMysql) await runner.query('START TRANSACTION');
    for (const { pk, tenant_id: tenantPk, event: text } of rows) {
      const event = JSON.parse(text) as LogEvent;
      await insertMentions({ dialect, execute }, [{ tenantPk, event }], new Map([[event.uuid, pk]]));
      await runner.query(`UPDATE log_event SET ${assignments} WHERE pk = ?`, [...eventKeys(event), pk]);
    }
    if (isMysql) await runner.query('COMMIT');
  }
}
