import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';
import { addIndex } from './add-index.js';

/** Whether the identity provider that owns a user still wants it: the policy `unlink` marks here and nowhere else. */
export class AddAuthorized1763940000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    await addColumns(runner, 'resource', [
      ['authorized', `${isMysql ? 'TINYINT UNSIGNED' : 'INTEGER'} NOT NULL DEFAULT 1`],
    ]);
    // An admin looks for the few that are unauthorized among all that are not.
    await addIndex(runner, 'ix_resource_authorized', 'resource (tenant_id, type, authorized, live)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('resource', 'ix_resource_authorized');
    await runner.dropColumn('resource', 'authorized');
  }
}
