import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY_BYTES = 32;

/**
 * The key that seals the cursors of lists: one row, made here, so that every instance opens what another one sealed. It
 * is no credential: who reads it can read the table beside it. Bears being run again: a key that is there stays.
 */
export class CreateCursorKey1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    await runner.query(
      isMysql
        ? `CREATE TABLE IF NOT EXISTS cursor_key (
    pk TINYINT UNSIGNED NOT NULL,
    secret VARBINARY(32) NOT NULL,
    PRIMARY KEY (pk)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`
        : 'CREATE TABLE IF NOT EXISTS cursor_key (pk INTEGER PRIMARY KEY, secret BLOB NOT NULL)',
    );
    const verb = isMysql ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
    await runner.query(`${verb} INTO cursor_key (pk, secret) VALUES (1, ?)`, [randomBytes(KEY_BYTES)]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS cursor_key');
  }
}
