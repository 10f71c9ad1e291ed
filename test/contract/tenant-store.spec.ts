import { uuidv7 } from '../../src/audit/uuidv7.js';
import { OwnerGuard } from '../../src/directory/owner-guard.js';
import type { Database } from '../../src/persistence/database.js';
import { ConnectorEntity } from '../../src/persistence/entities/connector.entity.js';
import { connectorColumns } from '../../src/persistence/row-mapping.js';
import { ConnectorsService } from '../../src/tenancy/connectors.service.js';
import { TenancyChanges } from '../../src/tenancy/tenancy-changes.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import {
  type ConnectorDraft,
  type ConnectorPatch,
  MAX_CONNECTORS,
  TooManyConnectors,
} from '../../src/tenancy/tenant-store.js';
import type { Tenant, TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent, updateTo } from './sample-event.js';
import { createGroup, createUser, messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const draft = (slug: string): ConnectorDraft => ({
  id: uuidv7(),
  slug,
  displayName: 'Okta',
  ...presetOf('okta'),
});

describeDatabases('tenant store', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => new Date('2026-01-01T00:00:00.000Z'));
  });
  beforeEach(async () => {
    scope = await newTenant(stores);
  });
  afterAll(() => database.close());

  describe('tenants', () => {
    it('creates, finds, changes, each with its event', async () => {
      const values = { slug: 'acme', displayName: 'Äcme \u{1f600}' };
      const tenant = await stores.tenants.createTenant(values, sampleEvent('made'));
      expect(tenant).toEqual({
        ...values,
        pk: tenant?.pk,
        enabled: true,
        schemaVersion: 0,
        logRetentionDays: 90,
        createdAt: '2026-01-01T00:00:00.000Z',
      });
      expect(await stores.tenants.findTenant('acme')).toEqual(tenant);
      const mine = { tenantPk: tenant?.pk ?? 0 };
      const patched = await stores.tenants.updateTenant(mine, updateTo({ enabled: false }, 'off'));
      expect(patched).toEqual({ row: { ...tenant, enabled: false }, changed: true });
      expect(await stores.tenants.updateTenant(mine, () => undefined)).toEqual({ ...patched, changed: false });
      expect(await stores.tenants.findTenant('acme')).toEqual(patched?.row);
      expect(await messagesOf(stores, mine)).toEqual(['made', 'off']);
    });

    it('gives a slug once, also to 16 who ask at once', async () => {
      const made = await Promise.all(
        Array.from({ length: 16 }, () => stores.tenants.createTenant({ slug: 'one', displayName: '1' }, sampleEvent())),
      );
      expect(made.filter((tenant) => tenant !== undefined)).toHaveLength(1);
    });

    it.each(['ONE', 'one ', ' one', 'o%', '', "one' or '1'='1", 'öne'])('finds no tenant %j', async (slug) => {
      await stores.tenants.createTenant({ slug: 'one', displayName: '1' }, sampleEvent());
      expect(await stores.tenants.findTenant(slug)).toBeUndefined();
    });

    it('pages in the order of creation', async () => {
      const first = await stores.tenants.listTenants({ limit: 1, after: scope.tenantPk - 1 });
      expect(first.map(({ pk }) => pk)).toEqual([scope.tenantPk]);
      const next = await newTenant(stores);
      const rest = await stores.tenants.listTenants({ limit: 10, after: scope.tenantPk });
      expect(rest.map(({ pk }) => pk)).toEqual([next.tenantPk]);
    });

    it('changes and deletes nothing that is not there', async () => {
      const nobody = { tenantPk: 999_999 };
      expect(await stores.tenants.updateTenant(nobody, updateTo({ displayName: 'x' }))).toBeUndefined();
      expect(await stores.tenants.deleteTenant(nobody)).toBe(false);
      expect(await messagesOf(stores, nobody)).toEqual([]);
    });

    it('deletes everything of a tenant, nothing of another, and never gives its key again', async () => {
      const other = await newTenant(stores);
      for (const tenant of [scope, other]) {
        const connector = await stores.tenants.createConnector(tenant, draft('okta'), sampleEvent());
        await createCredential(tenant, connector?.pk ?? 0);
        const user = await createUser(stores, tenant, { userName: 'a', title: 't' });
        await createGroup(stores, tenant, { displayName: 'g' }, [user.id]);
      }
      const before = await contentOf(other);
      expect(await stores.tenants.deleteTenant(scope)).toBe(true);
      expect(await contentOf(scope)).toEqual({
        tenant: 0,
        connector: 0,
        credential: 0,
        resource: 0,
        attribute_index: 0,
        log_event: 0,
      });
      expect(await contentOf(other)).toEqual(before);
      expect(
        await database.read('SELECT 1 FROM membership m LEFT JOIN resource r ON r.pk = m.group_pk WHERE r.pk IS NULL'),
      ).toEqual([]);
      expect(await stores.tenants.deleteTenant(scope)).toBe(false);
      await stores.tenants.deleteTenant(other);
      expect((await newTenant(stores)).tenantPk).toBeGreaterThan(other.tenantPk);
    });

    it('is deleted once, by however many at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => stores.tenants.deleteTenant(scope)));
      expect(answers.sort()).toEqual([false, false, false, true]);
    });

    it('deletes more than one chunk', async () => {
      await stores.log.append(Array.from({ length: 2_100 }, () => ({ ...scope, event: sampleEvent() })));
      await stores.tenants.deleteTenant(scope);
      expect(await contentOf(scope)).toMatchObject({ log_event: 0, tenant: 0 });
    });
  });

  describe('connectors', () => {
    /** Past the limit, as an older version could have left it. */
    const fill = (count: number): Promise<unknown> =>
      database.withTransaction(async (tx) =>
        (await tx.entities()).insert(
          ConnectorEntity,
          Array.from({ length: count }, (_, index) => {
            const { id, slug, displayName, ...settings } = draft(`filler-${index}`);
            return { ...scope, id, slug, displayName, ...connectorColumns(settings), createdAt: 'x' };
          }),
        ),
      );

    it('finds an owner however many there are, in its tenant alone', async () => {
      await fill(MAX_CONNECTORS + 1);
      const [last] = await stores.tenants
        .listConnectors(scope, { limit: 1, after: 0 })
        .then(async ([first]) =>
          stores.tenants.listConnectors(scope, { limit: 1, after: (first?.pk ?? 0) + MAX_CONNECTORS - 1 }),
        );
      if (last === undefined) throw new Error('one after the limit');
      const owners = new OwnerGuard(new ConnectorsService(stores.tenants, new TenancyChanges()));
      const tenantOf = ({ tenantPk }: TenantScope) => ({ pk: tenantPk }) as Tenant;
      expect(await owners.find(tenantOf(scope), last.pk)).toEqual(last);
      expect(await owners.find(tenantOf(await newTenant(stores)), last.pk)).toBeUndefined();
      expect(await stores.tenants.findConnectorsByPk(scope, [last.pk, 0])).toEqual([last]);
    });

    it('makes the last one that there may be once, also for 4 who ask at once', async () => {
      await fill(MAX_CONNECTORS - 1);
      const made = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((slug) => stores.tenants.createConnector(scope, draft(slug), sampleEvent('made'))),
      );
      const refusals = made.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      expect(refusals).toEqual([0, 1, 2].map(() => expect.any(TooManyConnectors) as unknown));
      expect(await messagesOf(stores, scope)).toEqual(['Something happened', 'made']);
      const other = await newTenant(stores);
      expect(await stores.tenants.createConnector(other, draft('a'), sampleEvent())).toBeDefined();
    });

    it('creates, finds, changes, each with its event', async () => {
      const values = draft('okta');
      const connector = await stores.tenants.createConnector(scope, values, sampleEvent('made'));
      expect(connector).toMatchObject({ ...values, ...scope, createdAt: '2026-01-01T00:00:00.000Z' });
      expect(await stores.tenants.findConnector(scope, 'okta')).toEqual(connector);
      expect(await stores.tenants.listConnectors(scope, { limit: 9 })).toEqual([connector]);
      const patch = { syncEnabled: false, provider: 'entra', displayName: 'E' } as const;
      const changed = await stores.tenants.updateConnector(scope, connector?.pk ?? 0, updateTo(patch, 'changed'));
      expect(changed).toEqual({ row: { ...connector, ...patch }, changed: true });
      const settings: ConnectorPatch = {
        ...{ existingUsers: 'skip', onDeactivate: 'unlink', passwordSync: 'store', mode: 'strict' },
        ...{ customFieldNamespace: 'urn:example:fields', customFields: ['a', 'b'], tolerances: { opCase: true } },
        logReads: 'summarized',
      };
      const reset = await stores.tenants.updateConnector(scope, connector?.pk ?? 0, updateTo(settings, 'settings'));
      expect(reset).toEqual({ row: { ...changed?.row, ...settings }, changed: true });
      expect(await stores.tenants.findConnector(scope, 'okta')).toEqual(reset?.row);
      expect((await messagesOf(stores, scope)).slice(-3)).toEqual(['made', 'changed', 'settings']);
    });

    it('gives a slug once per tenant', async () => {
      const other = await newTenant(stores);
      expect(await stores.tenants.createConnector(scope, draft('okta'), sampleEvent())).toBeDefined();
      expect(await stores.tenants.createConnector(scope, draft('okta'), sampleEvent('twice'))).toBeUndefined();
      expect(await stores.tenants.createConnector(other, draft('okta'), sampleEvent())).toBeDefined();
      expect(await messagesOf(stores, scope)).not.toContain('twice');
    });

    it('keeps tenants apart', async () => {
      const other = await newTenant(stores);
      const theirs = await stores.tenants.createConnector(other, draft('okta'), sampleEvent());
      const pk = theirs?.pk ?? 0;
      expect(await stores.tenants.findConnector(scope, 'okta')).toBeUndefined();
      expect(await stores.tenants.listConnectors(scope, { limit: 9 })).toEqual([]);
      expect(await stores.tenants.updateConnector(scope, pk, updateTo({ displayName: 'x' }))).toBeUndefined();
      expect(await stores.tenants.deleteConnector(scope, pk, sampleEvent(), () => sampleEvent())).toBe(false);
      expect(await stores.tenants.findConnector(other, 'okta')).toEqual(theirs);
    });

    it('goes with its credentials, and what it owned becomes manual', async () => {
      const connector = await stores.tenants.createConnector(scope, draft('okta'), sampleEvent());
      const pk = connector?.pk ?? 0;
      await createCredential(scope, pk);
      const document = { userName: 'a' };
      const user = await stores.resources.create(scope, { type: 'User', id: uuidv7(), connectorPk: pk, document }, () =>
        sampleEvent(),
      );
      expect(await stores.tenants.deleteConnector(scope, pk, sampleEvent('gone'), () => sampleEvent())).toBe(true);
      expect(await stores.resources.find(scope, 'User', user.id)).toEqual({ ...user, connectorPk: null });
      expect(await contentOf(scope)).toMatchObject({ connector: 0, credential: 0 });
      expect((await messagesOf(stores, scope)).at(-1)).toBe('gone');
      expect(await stores.tenants.deleteConnector(scope, pk, sampleEvent('twice'), () => sampleEvent())).toBe(false);
    });
  });

  const createCredential = (tenant: TenantScope, connectorPk: number) =>
    stores.credentials.create(
      tenant,
      {
        ...{ id: uuidv7(), connectorPk, type: 'bearer', name: 'n', prefix: 'p', expiresAt: null },
        hash: Buffer.from(uuidv7().replaceAll('-', '').repeat(2), 'hex'),
        ...{ scope: 'read-write', allowedIps: [], createdBy: null },
      },
      sampleEvent(),
      { maxValid: 9 },
    );

  async function contentOf({ tenantPk }: TenantScope): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const table of ['tenant', 'connector', 'credential', 'resource', 'attribute_index', 'log_event']) {
      const column = table === 'tenant' ? 'pk' : 'tenant_id';
      const [row] = await database.read<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${column} = ?`, [
        tenantPk,
      ]);
      counts[table] = Number(row?.n);
    }
    return counts;
  }
});
