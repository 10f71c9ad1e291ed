import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';

const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';

/**
 * What an admin token may do, to which tenant it is kept, who made it; and how often somebody failed to sign in lately.
 * Tokens that are there stay what they were: admins of all tenants. Bears being run again.
 */
export class AddAdminTokenRole1763970000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    const ascii = isMysql ? ` ${ASCII}` : '';
    await addColumns(runner, 'admin_token', [
      ['role', `VARCHAR(16)${ascii} NOT NULL DEFAULT 'admin'`],
      ['tenant_id', isMysql ? 'INT UNSIGNED NULL' : 'INTEGER NULL'],
      ['created_by_id', `VARCHAR(36)${ascii} NULL`],
      ['created_by_name', 'VARCHAR(255) NULL'],
    ]);
    await runner.query(
      isMysql
        ? `CREATE TABLE IF NOT EXISTS sign_in_failure (
    minute INT UNSIGNED NOT NULL,
    bucket VARBINARY(16) NOT NULL,
    failures INT UNSIGNED NOT NULL,
    PRIMARY KEY (minute, bucket)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`
        : `CREATE TABLE IF NOT EXISTS sign_in_failure (
    minute INTEGER NOT NULL,
    bucket BLOB NOT NULL,
    failures INTEGER NOT NULL,
    PRIMARY KEY (minute, bucket)
  ) WITHOUT ROWID`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS sign_in_failure');
    await runner.dropColumns('admin_token', ['role', 'tenant_id', 'created_by_id', 'created_by_name']);
  }
}
