import { openDatabase } from '../../src/persistence/database.js';
import { migrate } from '../../src/persistence/migrate.js';
import { AddAuthorized1763940000000 } from '../../src/persistence/migrations/1763940000000-add-authorized.js';
import { CreateDirectory1763700000000 } from '../../src/persistence/migrations/1763700000000-create-directory.js';
import { SqlResourceStore } from '../../src/persistence/sql-resource-store.js';
import { describeDatabases } from '../support/databases.js';

const ID = '0196f7a1-5c7e-7b3a-9d52-0a4be1c0ffee';
const AT = '2026-11-21T20:00:00.000000000Z';
const COLUMNS =
  '(tenant_id, type, id, connector_id, version, created_at, last_modified_at, live, user_name_key, active, display, doc)';
const VALUES = `(7, 1, '${ID}', 3, 4, '${AT}', '${AT}', 1, NULL, 0, 'a', '{"userName":"a","active":false}')`;

describeDatabases('migrate to authorized', (provided) => {
  it('users of the first version are authorized, and that version may go on inserting', async () => {
    const database = await openDatabase(await provided.freshUrl());
    try {
      const runner = database.schemaSource.createQueryRunner();
      await new CreateDirectory1763700000000().up(runner);
      await database.withTransaction((tx) => tx.execute(`INSERT INTO resource ${COLUMNS} VALUES ${VALUES}`));
      // As after a run that was killed behind its first statement, and behind its last one.
      await new AddAuthorized1763940000000().up(runner);
      await runner.query('DROP INDEX ix_resource_authorized' + (database.dialect === 'mysql' ? ' ON resource' : ''));
      await new AddAuthorized1763940000000().up(runner);
      await runner.release();
      await migrate(database, () => undefined);
      const resources = new SqlResourceStore(database);
      const user = { connectorPk: 3, version: 4, authorized: true, document: { userName: 'a', active: false } };
      expect(await resources.find({ tenantPk: 7 }, 'User', ID)).toMatchObject(user);
      const other = VALUES.replace(ID, ID.replace('0196', '0197'));
      await database.withTransaction((tx) => tx.execute(`INSERT INTO resource ${COLUMNS} VALUES ${other}`));
      expect((await resources.list({ tenantPk: 7 }, 'User', { offset: 0, limit: 9 })).resources).toMatchObject([
        user,
        user,
      ]);
    } finally {
      await database.close();
    }
  });
});
