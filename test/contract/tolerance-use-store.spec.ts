import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlToleranceUseStore } from '../../src/persistence/sql-tolerance-use-store.js';
import type { Tolerance } from '../../src/protocol/tolerance/tolerances.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import type { Connector, TenantScope } from '../../src/tenancy/tenant.js';
import type { ToleranceUse } from '../../src/tenancy/tolerance-use-store.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { newTenant, type Stores, storesOf } from './stores.js';

describeDatabases('tolerance uses', (provided) => {
  let database: Database;
  let stores: Stores;
  let store: SqlToleranceUseStore;
  let scope: TenantScope;
  let connector: Connector;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    store = new SqlToleranceUseStore(database);
  });
  beforeEach(async () => {
    scope = await newTenant(stores);
    connector = await newConnector(scope);
  });
  afterAll(() => database.close());

  async function newConnector(owner: TenantScope): Promise<Connector> {
    const draft = { id: uuidv7(), slug: uuidv7(), displayName: 'c', ...presetOf('entra') };
    const created = await stores.tenants.createConnector(owner, draft, sampleEvent());
    if (created === undefined) throw new Error('slug taken');
    return created;
  }

  const use = (uses: number, second: number): ToleranceUse => ({
    uses,
    lastUsedAt: `2026-11-21T20:00:0${second}.000Z`,
  });
  const of = (one: Connector, uses: readonly (readonly [Tolerance, ToleranceUse])[]) => ({
    ...{ pk: one.pk, tenantPk: one.tenantPk, uses: new Map(uses) },
  });
  const found = async (one: Connector) => Object.fromEntries(await store.find(one, one.pk));
  const rows = async () => {
    const sql = 'SELECT COUNT(*) AS n FROM tolerance_use WHERE tenant_id = ?';
    return Number((await database.read<{ n: number }>(sql, [scope.tenantPk]))[0]?.n);
  };

  it('adds up, and the last use never goes back', async () => {
    const other = await newConnector(scope);
    await store.add([of(connector, [['opCase', use(2, 3)]]), of(other, [['opCase', use(1, 1)]])]);
    await store.add([
      of(connector, [
        ['opCase', use(5, 2)],
        ['stringBooleans', use(1, 4)],
      ]),
    ]);
    expect(await found(connector)).toEqual({ opCase: use(7, 3), stringBooleans: use(1, 4) });
    expect(await found(other)).toEqual({ opCase: use(1, 1) });
  });

  it('takes nothing, and knows nothing of a new connector', async () => {
    await store.add([]);
    expect(await found(connector)).toEqual({});
  });

  it('loses no use among writers', async () => {
    await Promise.all(Array.from({ length: 20 }, () => store.add([of(connector, [['opCase', use(1, 1)]])])));
    expect(await found(connector)).toEqual({ opCase: use(20, 1) });
  });

  it('keeps tenants apart', async () => {
    const other = await newTenant(stores);
    await store.add([{ ...of(connector, [['opCase', use(1, 1)]]), ...other }]);
    expect(await found(connector)).toEqual({});
    await store.add([of(connector, [['opCase', use(1, 1)]])]);
    expect(await store.find(other, connector.pk)).toEqual(new Map());
  });

  it('go with their connector, and do not come back when they are written late', async () => {
    await store.add([of(connector, [['opCase', use(1, 1)]])]);
    await stores.tenants.deleteConnector(scope, connector.pk, sampleEvent(), () => sampleEvent());
    expect(await rows()).toBe(0);
    await store.add([of(connector, [['opCase', use(1, 1)]])]);
    expect(await rows()).toBe(0);
  });

  it('go with their tenant', async () => {
    await store.add([of(connector, [['opCase', use(1, 1)]])]);
    expect(await rows()).toBe(1);
    await stores.tenants.deleteTenant(scope);
    expect(await rows()).toBe(0);
  });
});
