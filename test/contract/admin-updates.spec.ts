import { randomBytes } from 'node:crypto';
import type { Call } from '../../src/audit/call.js';
import type { AttributeChange } from '../../src/audit/log-event.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import { CredentialLimit } from '../../src/credentials/credential-limit.js';
import { CredentialsService } from '../../src/credentials/credentials.service.js';
import { CatalogueService } from '../../src/directory/catalogue.service.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlAccessTokenStore } from '../../src/persistence/sql-access-token-store.js';
import { SqlExtendedFieldStore } from '../../src/persistence/sql-extended-field-store.js';
import { SqlGrantableStore } from '../../src/persistence/sql-grantable-store.js';
import { FIELDS_KEY } from '../../src/protocol/schema/field-values.js';
import { BodyCaptureSwitch } from '../../src/tenancy/body-capture-switch.service.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import { ConnectorsService } from '../../src/tenancy/connectors.service.js';
import { ExtendedFieldsService } from '../../src/tenancy/extended-fields.service.js';
import { TenancyChanges } from '../../src/tenancy/tenancy-changes.js';
import type { Connector, Tenant, TenantScope } from '../../src/tenancy/tenant.js';
import { TenantsService } from '../../src/tenancy/tenants.service.js';
import { describeDatabases } from '../support/databases.js';
import { MemoryLog } from '../support/memory-log.js';
import { testCall } from '../support/test-call.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { createUser, newTenant, type Stores, storesOf } from './stores.js';

/** Something that an admin changes, as one read it who is not alone. */
interface Read {
  readonly scope: TenantScope;
  readonly eventType: string;
  /** What a patch changes: a switch where there is one. */
  readonly path: string;
  readonly on: unknown;
  readonly off: unknown;
  /** Begins every time from the row that was read first. @returns what is there then */
  update(call: Call, patch: object): Promise<unknown>;
}

const CHANGES = new TenancyChanges();
const KINDS = ['tenant', 'connector', 'credential', 'extended field', 'role'] as const;

/**
 * "No change without its event and no event without its change": also where two admins change a thing at once, each having
 * read it before the other one wrote.
 */
describeDatabases('what admins change at once', (provided) => {
  let database: Database;
  let stores: Stores;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
  });
  afterAll(() => database.close());

  async function newOwnTenant(): Promise<{ readonly tenant: Tenant; readonly scope: TenantScope }> {
    const scope = await newTenant(stores);
    const [tenant] = await stores.tenants.listTenants({ limit: 1, after: scope.tenantPk - 1 });
    if (tenant === undefined) throw new Error('no tenant');
    return { tenant, scope };
  }

  async function newConnector(scope: TenantScope): Promise<Connector> {
    const draft = { id: uuidv7(), slug: 'okta', displayName: 'a', ...presetOf('okta') };
    const made = await stores.tenants.createConnector(scope, draft, sampleEvent());
    if (made === undefined) throw new Error('slug taken');
    return made;
  }

  const READ: Readonly<Record<(typeof KINDS)[number], () => Promise<Read>>> = {
    tenant: async () => {
      const { tenant, scope } = await newOwnTenant();
      const service = new TenantsService(stores.tenants, CHANGES, new MemoryLog());
      const update = (call: Call, patch: object) => service.update(call, tenant, patch);
      return { scope, eventType: 'tenant.lifecycle.', path: 'enabled', on: true, off: false, update };
    },
    connector: async () => {
      const { scope } = await newOwnTenant();
      const connector = await newConnector(scope);
      const service = new ConnectorsService(stores.tenants, CHANGES);
      const update = (call: Call, patch: object) => service.update(call, connector, patch);
      return { scope, eventType: 'application.lifecycle.', path: 'syncEnabled', on: true, off: false, update };
    },
    credential: async () => {
      const { scope } = await newOwnTenant();
      const connector = await newConnector(scope);
      const draft = {
        ...{ id: uuidv7(), connectorPk: connector.pk, name: 'n', prefix: 'p', hash: randomBytes(32) },
        ...{ allowedIps: [], createdBy: null, expiresAt: null },
      };
      const credential = await stores.credentials.create(
        scope,
        { ...draft, type: 'bearer', scope: 'read-write' },
        sampleEvent(),
        { maxValid: 9 },
      );
      if (typeof credential !== 'object') throw new Error('not made');
      const tokens = new SqlAccessTokenStore(database);
      const limit = new CredentialLimit(9);
      const service = new CredentialsService(stores.credentials, tokens, limit, CHANGES, new MemoryLog());
      const update = (call: Call, patch: object) => service.update(call, connector, credential, patch);
      return { scope, eventType: 'system.api_token.', path: 'enabled', on: true, off: false, update };
    },
    'extended field': async () => {
      const { scope } = await newOwnTenant();
      const store = new SqlExtendedFieldStore(database);
      const draft = { fieldId: 'a', displayName: 'a', type: 'string', multiValued: false, required: false } as const;
      const field = await store.create(scope, { ...draft, options: [] }, sampleEvent());
      if (typeof field !== 'object') throw new Error(field);
      const service = new ExtendedFieldsService(store, CHANGES);
      const update = (call: Call, patch: object) => service.update(call, scope, field, patch, false);
      return { scope, eventType: 'extended_field.lifecycle.', path: 'state', on: 'on', off: 'off', update };
    },
    role: async () => {
      const { scope } = await newOwnTenant();
      const store = new SqlGrantableStore(database);
      const draft = { kind: 'role', type: 'Role', id: 'a', displayName: 'a', description: null } as const;
      const role = await store.create(scope, draft, sampleEvent());
      if (typeof role !== 'object') throw new Error(role);
      const service = new CatalogueService(store, stores.resources);
      const update = (call: Call, patch: object) => service.update(call, scope, role, patch);
      return { scope, eventType: 'role.lifecycle.', path: 'displayName', on: 'a', off: 'b', update };
    },
  };

  /** Oldest first. */
  async function changesOf({ scope, eventType }: Read): Promise<readonly (readonly AttributeChange[])[]> {
    const { events } = await stores.log.query(scope.tenantPk, { limit: 1_000, order: 'DESCENDING' });
    const own = events.filter((event) => event.eventType.startsWith(eventType));
    return own.map(({ changes }) => changes).reverse();
  }

  it.each(KINDS)('%s: a change is told from what it replaced, not from what was read before', async (kind) => {
    const read = await READ[kind]();
    const { path, on, off } = read;
    expect(await read.update(testCall(), { [path]: off })).toMatchObject({ [path]: off });
    expect(await read.update(testCall(), { [path]: on })).toMatchObject({ [path]: on });
    expect(await changesOf(read)).toEqual([[{ path, from: on, to: off }], [{ path, from: off, to: on }]]);
  });

  it.each(KINDS)('%s: what is so already is neither written nor told', async (kind) => {
    const read = await READ[kind]();
    const { path, on, off } = read;
    await read.update(testCall(), { [path]: off });
    const [call, seen] = [testCall(), [] as string[]];
    database.onStatement = (sql) => seen.push(sql);
    expect(await read.update(call, { [path]: off })).toMatchObject({ [path]: off });
    delete database.onStatement;
    expect(seen.filter((sql) => /^(?:UPDATE|INSERT|DELETE)/.test(sql))).toEqual([]);
    expect(await changesOf(read)).toEqual([[{ path, from: on, to: off }]]);
    expect(call.recorded).toBe(false);
  });

  it.each(KINDS)('%s: of many at once, each begins where the one before ended', async (kind) => {
    const read = await READ[kind]();
    const { path, on, off } = read;
    const wanted = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? off : on));
    await Promise.all(wanted.map((to) => read.update(testCall(), { [path]: to })));
    const told = await changesOf(read);
    const from = told.map(([change]) => change?.from);
    const to = told.map(([change]) => change?.to);
    expect(from).toEqual([on, ...to].slice(0, -1));
    expect(await read.update(testCall(), {})).toMatchObject({ [path]: to.at(-1) });
    expect(told.length).toBeGreaterThan(1);
  });

  it('a switch that was turned meanwhile names the event that turns it back', async () => {
    const read = await READ.connector();
    await read.update(testCall(), { syncEnabled: false, displayName: 'b' });
    await read.update(testCall(), { syncEnabled: true, displayName: 'c' });
    const { events } = await stores.log.query(read.scope.tenantPk, { limit: 1, order: 'DESCENDING' });
    expect(events).toMatchObject([
      {
        eventType: 'application.lifecycle.activate',
        displayMessage: 'Synchronization of the connector b was switched on, and other settings of it were changed',
        target: [{ displayName: 'b' }],
      },
    ]);
  });

  it('the capture of bodies ends once for two who end it', async () => {
    const { scope } = await newOwnTenant();
    const connector = await newConnector(scope);
    const capture = new BodyCaptureSwitch(stores.tenants, CHANGES);
    const on = await capture.on(testCall(), connector, 1);
    if (on === undefined) throw new Error('gone');
    for (const call of [testCall(), testCall()])
      expect(await capture.off(call, on)).toMatchObject({ bodyCaptureUntil: null });
    const read = { scope, eventType: 'application.integration.body_capture.' } as Read;
    const { bodyCaptureUntil: until } = on;
    const path = 'bodyCaptureUntil';
    expect(await changesOf(read)).toEqual([[{ path, from: null, to: until }], [{ path, from: until, to: null }]]);
  });

  it('an option that was added and given to a user meanwhile is not taken away unasked', async () => {
    const { scope } = await newOwnTenant();
    const store = new SqlExtendedFieldStore(database);
    const fields = new ExtendedFieldsService(store, CHANGES);
    const draft = { fieldId: 'a', displayName: 'a', type: 'select', multiValued: false, required: false } as const;
    const field = await store.create(scope, { ...draft, options: ['x'] }, sampleEvent());
    if (typeof field !== 'object') throw new Error(field);
    await fields.update(testCall(), scope, field, { options: ['x', 'y'] }, false);
    await createUser(stores, scope, { userName: 'a', [FIELDS_KEY]: { [`${field.number}:string`]: 'y' } });
    expect(await fields.update(testCall(), scope, field, { options: ['z'] }, false)).toEqual({ holders: 1 });
    expect(await fields.update(testCall(), scope, field, { options: ['z'] }, true)).toMatchObject({ options: ['z'] });
    const read = { scope, eventType: 'extended_field.lifecycle.' } as Read;
    const path = 'options';
    expect(await changesOf(read)).toEqual([
      [{ path, from: ['x'], to: ['x', 'y'] }],
      [{ path, from: ['x', 'y'], to: ['z'] }],
    ]);
  });
});
