import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';

/** For how many days a tenant keeps its log. Bears being run again. */
export class AddLogRetention1764050000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const type = runner.connection.options.type === 'mysql' ? 'SMALLINT UNSIGNED' : 'INTEGER';
    await addColumns(runner, 'tenant', [['log_retention_days', `${type} NOT NULL DEFAULT 90`]]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('tenant', 'log_retention_days');
  }
}
