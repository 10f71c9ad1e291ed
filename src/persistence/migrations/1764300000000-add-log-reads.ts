import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';

/** How the log tells of the reads of a connector. */
export class AddLogReads1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    const ascii = isMysql ? ' CHARACTER SET ascii COLLATE ascii_bin' : '';
    await addColumns(runner, 'connector', [['log_reads', `VARCHAR(16)${ascii} NOT NULL DEFAULT 'each'`]]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('connector', 'log_reads');
  }
}
