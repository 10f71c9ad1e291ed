import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.js';

const NAMESPACE = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';

/** The settings of a connector, and how often the schema of a tenant changed. Lists and maps are JSON in ASCII. */
export class AddConnectorSettings1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isMysql = runner.connection.options.type === 'mysql';
    const ascii = isMysql ? ' CHARACTER SET ascii COLLATE ascii_bin' : '';
    const word = (preset: string): string => `VARCHAR(16)${ascii} NOT NULL DEFAULT '${preset}'`;
    await addColumns(runner, 'connector', [
      ['existing_users', word('adopt')],
      ['on_deactivate', word('deactivate')],
      ['password_sync', word('ignore')],
      ['mode', word('lenient')],
      ['custom_field_namespace', `VARCHAR(255)${ascii} NOT NULL DEFAULT '${NAMESPACE}'`],
      ['custom_fields', `VARCHAR(16384)${ascii} NOT NULL DEFAULT '[]'`],
      ['tolerances', `VARCHAR(4096)${ascii} NOT NULL DEFAULT '{}'`],
    ]);
    await addColumns(runner, 'tenant', [['schema_version', 'INTEGER NOT NULL DEFAULT 0']]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('connector', [
      'existing_users',
      'on_deactivate',
      'password_sync',
      'mode',
      'custom_field_namespace',
      'custom_fields',
      'tolerances',
    ]);
    await runner.dropColumn('tenant', 'schema_version');
  }
}
