import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';

/** Until when the bodies of a connector are kept, and those that are, masked. Bears being run again. */
export class CreateBodyCapture1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    await addColumns(runner, 'connector', [
      ['body_capture_until', `VARCHAR(24)${isMysql ? ` ${ASCII}` : ''} NULL DEFAULT NULL`],
    ]);
    if (isMysql) {
      await runner.query(`CREATE TABLE IF NOT EXISTS body_capture (
    pk BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    tenant_id INT UNSIGNED NOT NULL,
    connector_id INT UNSIGNED NOT NULL,
    transaction_id VARCHAR(36) ${ASCII} NOT NULL,
    at VARCHAR(24) ${ASCII} NOT NULL,
    method VARCHAR(16) NOT NULL,
    path VARCHAR(1024) NOT NULL,
    status SMALLINT UNSIGNED NOT NULL,
    request MEDIUMTEXT NULL,
    response MEDIUMTEXT NULL,
    PRIMARY KEY (pk),
    KEY ix_body_capture_connector (tenant_id, connector_id, pk),
    KEY ix_body_capture_at (at)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
      return;
    }
    await runner.query(`CREATE TABLE IF NOT EXISTS body_capture (
    pk INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id INTEGER NOT NULL,
    connector_id INTEGER NOT NULL,
    transaction_id TEXT NOT NULL,
    at TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    status INTEGER NOT NULL,
    request TEXT NULL,
    response TEXT NULL
  )`);
    await runner.query(
      'CREATE INDEX IF NOT EXISTS ix_body_capture_connector ON body_capture (tenant_id, connector_id, pk)',
    );
    await runner.query('CREATE INDEX IF NOT EXISTS ix_body_capture_at ON body_capture (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS body_capture');
    await runner.dropColumn('connector', 'body_capture_until');
  }
}
