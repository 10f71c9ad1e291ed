import { type Database, openDatabase } from '../../src/persistence/database.js';
import { migrate, pendingMigrations } from '../../src/persistence/migrate.js';
import { CreateDirectory1763700000000 } from '../../src/persistence/migrations/1763700000000-create-directory.js';
import { SqlCredentialStore } from '../../src/persistence/sql-credential-store.js';
import { SqlTenantStore } from '../../src/persistence/sql-tenant-store.js';
import { openMigrated } from '../../src/serve.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import { describeDatabases, describeMariaDb, type TestDatabase } from '../support/databases.js';
import { MemoryLog } from '../support/memory-log.js';
import { sampleEvent } from './sample-event.js';

const NAMES = [
  'CreateDirectory1763700000000',
  'CreateCursorKey1763800000000',
  'AddConnectorSettings1763900000000',
  'CreateToleranceUse1763910000000',
  'CreateGrantable1763920000000',
  'AddCredentialLifecycle1763930000000',
  'AddAuthorized1763940000000',
  'CreatePassword1763950000000',
  'CreateAttributeDefinition1763960000000',
  'AddAdminTokenRole1763970000000',
  'CreateAccessToken1763980000000',
  'CreateLogLedger1764000000000',
  'AddLogRetention1764050000000',
  'CreateLease1764100000000',
  'AddLogReads1764300000000',
  'CreateLiveCount1764400000000',
  'CreateBodyCapture1764500000000',
];
const TABLES = [
  'access_token',
  'admin_token',
  'attribute_definition',
  'attribute_index',
  'body_capture',
  'connector',
  'connector_activity',
  'credential',
  'cursor_key',
  'grantable',
  'idempotency_key',
  'lease',
  'live_count',
  'log_event',
  'log_export',
  'log_head',
  'log_key',
  'log_link',
  'log_segment',
  'membership',
  'page_bookmark',
  'password_hash',
  'password_policy',
  'resource',
  'sign_in_failure',
  'tenant',
  'tolerance_use',
  'used_assertion',
];
const silent = (): void => undefined;

async function withDatabase<T>(provided: TestDatabase, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(await provided.freshUrl());
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function tablesOf(database: Database): Promise<readonly string[]> {
  const sql =
    database.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
      : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name';
  return (await database.read<{ name: string }>(sql)).map(({ name }) => name).filter((name) => name !== 'migration');
}

describeDatabases('migrate', (provided) => {
  it('makes every table once and says what it did', () =>
    withDatabase(provided, async (database) => {
      const lines: string[] = [];
      expect(await pendingMigrations(database)).toEqual(NAMES);
      expect(await migrate(database, (line) => lines.push(line))).toEqual(NAMES);
      expect(lines).toEqual(NAMES.map((name) => `Migrated the database: ${name}`));
      expect(await tablesOf(database)).toEqual(TABLES);
      expect(await pendingMigrations(database)).toEqual([]);
      expect(await migrate(database, silent)).toEqual([]);
    }));

  it('changes nothing by asking what is pending', () =>
    withDatabase(provided, async (database) => {
      await pendingMigrations(database);
      expect(await tablesOf(database)).toEqual([]);
    }));

  it.each(['auto', 'off', 'only'] as const)(
    'with MIGRATE=%s goes on with a database of a newer version, and says so',
    async (mode) => {
      const url = await provided.freshUrl();
      const log = new MemoryLog();
      const database = await openMigrated({ database: url, migrate: 'auto' }, log);
      expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
      await database.withTransaction((tx) =>
        tx.execute("INSERT INTO migration (timestamp, name) VALUES (1999900000000, 'AddFuture1999900000000')"),
      );
      await database.close();
      await (await openMigrated({ database: url, migrate: mode }, log)).close();
      expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([
        { level: 'warn', fields: {}, message: expect.stringContaining('(AddFuture1999900000000)') as string },
      ]);
    },
  );

  it('converges from every point at which a run may have been killed', () =>
    withDatabase(provided, async (database) => {
      await migrate(database, silent);
      for (const table of TABLES) {
        await database.withTransaction(async (tx) => {
          await tx.execute(`DROP TABLE ${table}`);
          await tx.execute('DELETE FROM migration');
        });
        await migrate(database, silent);
        expect(await tablesOf(database)).toEqual(TABLES);
      }
    }));

  it('keeps what is in the tables', () =>
    withDatabase(provided, async (database) => {
      await migrate(database, silent);
      const tenants = new SqlTenantStore(database);
      const tenant = await tenants.createTenant({ slug: 'a', displayName: 'A' }, sampleEvent());
      await database.withTransaction((tx) => tx.execute('DELETE FROM migration'));
      await migrate(database, silent);
      expect(await tenants.findTenant('a')).toEqual(tenant);
    }));

  it('gives connectors of the first version the settings that they had', () =>
    withDatabase(provided, async (database) => {
      const runner = database.schemaSource.createQueryRunner();
      await new CreateDirectory1763700000000().up(runner);
      await runner.release();
      const [tenantColumns, connectorColumns] = [
        '(pk, slug, display_name, enabled, created_at)',
        '(tenant_id, id, slug, display_name, provider, sync_enabled, created_at)',
      ];
      await database.withTransaction(async (tx) => {
        await tx.execute(`INSERT INTO tenant ${tenantColumns} VALUES (7, 'a', 'A', 1, '2026-11-21T20:00:00.000Z')`);
        const values = `(7, 'c0ffee', 'entra', 'Entra', 'entra', 0, '2026-11-21T20:00:01.000Z')`;
        await tx.execute(`INSERT INTO connector ${connectorColumns} VALUES ${values}`);
      });
      expect(await migrate(database, silent)).toEqual(NAMES);
      const tenants = new SqlTenantStore(database);
      expect(await tenants.findTenant('a')).toMatchObject({ pk: 7, schemaVersion: 0 });
      expect(await tenants.findConnector({ tenantPk: 7 }, 'entra')).toEqual({
        ...{ pk: 1, id: 'c0ffee', tenantPk: 7, slug: 'entra', displayName: 'Entra' },
        ...presetOf('entra'),
        ...{ syncEnabled: false, logReads: 'each', bodyCaptureUntil: null, createdAt: '2026-11-21T20:00:01.000Z' },
      });
    }));

  it('lets credentials of the first version do what they could, and says nobody made them', () =>
    withDatabase(provided, async (database) => {
      const runner = database.schemaSource.createQueryRunner();
      await new CreateDirectory1763700000000().up(runner);
      await runner.release();
      await database.withTransaction(async (tx) => {
        const columns = '(tenant_id, connector_id, id, type, name, prefix, secret_hash, enabled, created_at)';
        const values = "(7, 1, 'c0ffee', 'bearer', 'Okta', 'p', ?, 1, '2026-11-21T20:00:00.000Z')";
        await tx.execute(`INSERT INTO credential ${columns} VALUES ${values}`, [Buffer.alloc(32, 1)]);
      });
      await migrate(database, silent);
      const credentials = await new SqlCredentialStore(database).list({ tenantPk: 7 }, 1, { limit: 9 });
      expect(credentials).toMatchObject([{ id: 'c0ffee', scope: 'read-write', allowedIps: [], createdBy: null }]);
    }));

  it('makes one key for cursors, and keeps it', () =>
    withDatabase(provided, async (database) => {
      const keys = () => database.read<{ secret: Buffer }>('SELECT secret FROM cursor_key');
      await migrate(database, silent);
      const before = await keys();
      expect(before.map(({ secret }) => secret.length)).toEqual([32]);
      await database.withTransaction((tx) => tx.execute('DELETE FROM migration'));
      await migrate(database, silent);
      expect(await keys()).toEqual(before);
    }));

  it('names every index and key', () =>
    withDatabase(provided, async (database) => {
      await migrate(database, silent);
      const sql =
        database.dialect === 'sqlite'
          ? "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name <> 'migration' ORDER BY name"
          : "SELECT DISTINCT index_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' AND table_name <> 'migration' ORDER BY index_name";
      const names = (await database.read<{ name: string }>(sql)).map(({ name }) => name);
      expect(names.filter((name) => !/^(uq|ix)_[a-z_]+$/.test(name))).toEqual([]);
      expect(names).toMatchSnapshot('indexes');
    }));
});

describeMariaDb('migrate by three instances at once', (provided) => {
  it('runs once, the others wait', async () => {
    const url = await provided.freshUrl();
    const instances = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
    try {
      const runs = await Promise.all(instances.map((database) => migrate(database, silent)));
      expect(runs.map(({ length }) => length).sort()).toEqual([0, 0, NAMES.length]);
      for (const database of instances) expect(await pendingMigrations(database)).toEqual([]);
    } finally {
      for (const database of instances) await database.close();
    }
  });
});
