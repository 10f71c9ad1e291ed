import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlConnectorActivityStore } from '../../src/persistence/sql-connector-activity-store.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import type { Connector, Tenant } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent, updateTo } from './sample-event.js';
import { type Stores, storesOf } from './stores.js';

describeDatabases('the overview of connectors', (provided) => {
  let database: Database;
  let stores: Stores;
  let store: SqlConnectorActivityStore;
  beforeEach(async () => {
    database = await openMigrated(await provided.freshUrl());
    stores = storesOf(database);
    store = new SqlConnectorActivityStore(database);
  });
  afterEach(() => database.close());

  async function newTenant(slug: string): Promise<Tenant> {
    const tenant = await stores.tenants.createTenant({ slug, displayName: 'T' }, sampleEvent());
    if (tenant === undefined) throw new Error('slug taken');
    return tenant;
  }

  async function newConnector({ pk }: Tenant, slug: string, syncEnabled = true): Promise<Connector> {
    const draft = { id: uuidv7(), slug, displayName: 'c', ...presetOf('okta') };
    const created = await stores.tenants.createConnector({ tenantPk: pk }, draft, sampleEvent());
    if (created === undefined) throw new Error('slug taken');
    await stores.tenants.updateConnector({ tenantPk: pk }, created.pk, updateTo({ syncEnabled }));
    return created;
  }

  it('is of all tenants, the oldest first, with what is known of each', async () => {
    const [acme, zeta] = [await newTenant('acme'), await newTenant('zeta')];
    const made = [
      await newConnector(zeta, 'okta'),
      await newConnector(acme, 'okta'),
      await newConnector(acme, 'entra', false),
      await newConnector(acme, 'new'),
    ];
    const [first, second, third] = made;
    const [at, later] = ['2026-11-21T20:00:00.000Z', '2026-11-21T21:00:00.000Z'];
    const activity = (connector: Connector | undefined, lastSuccessAt: string | null, lastStatus: number) => ({
      ...{
        pk: connector?.pk ?? 0,
        tenantPk: connector?.tenantPk ?? 0,
        lastRequestAt: later,
        lastSuccessAt,
        lastStatus,
      },
    });
    const activities = [activity(first, at, 503), activity(second, later, 201), activity(third, null, 401)];
    await store.record(activities);
    await stores.tenants.updateTenant({ tenantPk: zeta.pk }, updateTo({ enabled: false }));
    const expected = [
      { tenantSlug: 'zeta', slug: 'okta', isOn: false, activity: activities[0] },
      { tenantSlug: 'acme', slug: 'okta', isOn: true, activity: activities[1] },
      { tenantSlug: 'acme', slug: 'entra', isOn: false, activity: activities[2] },
      { tenantSlug: 'acme', slug: 'new', isOn: true, activity: undefined },
    ].map((one, index) => ({ ...one, pk: made[index]?.pk, tenantPk: made[index]?.tenantPk }));
    expect(await store.overview(100)).toEqual(expected);
    expect(await store.overview(2)).toEqual(expected.slice(0, 2));
  });

  it('knows nothing of what is deleted', async () => {
    const tenant = await newTenant('acme');
    const { pk } = await newConnector(tenant, 'okta');
    await stores.tenants.deleteConnector({ tenantPk: tenant.pk }, pk, sampleEvent(), () => sampleEvent());
    expect(await store.overview(100)).toEqual([]);
  });
});
