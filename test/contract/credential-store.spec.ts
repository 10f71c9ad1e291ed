import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { AdminTokenDraft, CredentialDraft } from '../../src/credentials/credential-store.js';
import type { Database } from '../../src/persistence/database.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import type { Connector, TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const NOW = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';

describeDatabases('credential store', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let connector: Connector;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => new Date(NOW));
  });
  beforeEach(async () => {
    scope = await newTenant(stores);
    connector = await newConnector(scope);
  });
  afterAll(() => database.close());

  async function newConnector(tenant: TenantScope): Promise<Connector> {
    const values = { id: uuidv7(), slug: 'okta', displayName: 'Okta', ...presetOf('okta') } as const;
    const made = await stores.tenants.createConnector(tenant, values, sampleEvent());
    if (made === undefined) throw new Error('slug taken');
    return made;
  }

  const draft = (more: Partial<CredentialDraft> = {}): CredentialDraft => ({
    id: uuidv7(),
    connectorPk: connector.pk,
    type: 'basic',
    name: 'Okta key',
    prefix: 'rb_12345',
    hash: randomBytes(32),
    expiresAt: null,
    ...more,
  });

  it('finds a credential by its hash, with whom it belongs to', async () => {
    const given = draft({ expiresAt: LATER });
    const credential = await stores.credentials.create(scope, given, sampleEvent('made'));
    const { hash, ...rest } = given;
    expect(credential).toEqual({
      ...rest,
      ...{ pk: credential.pk, tenantPk: scope.tenantPk, enabled: true },
      ...{ createdAt: NOW, lastUsedAt: null, lastUsedIp: null },
    });
    const found = await stores.credentials.findByHash(hash);
    expect(found?.hash).toEqual(hash);
    expect(found?.owner).toEqual({
      credential,
      connector,
      tenant: (await stores.tenants.listTenants({ limit: 1, after: scope.tenantPk - 1 }))[0],
    });
    expect(await messagesOf(stores, scope)).toContain('made');
  });

  it.each([
    ['another one', (hash: Buffer) => Buffer.from(hash.map((byte) => byte ^ 1))],
    ['a part of it', (hash: Buffer) => hash.subarray(0, 31)],
    ['it with a space', (hash: Buffer) => Buffer.concat([hash, Buffer.from(' ')])],
    ['nothing', () => Buffer.alloc(0)],
  ])('finds no credential by %s', async (_, change) => {
    const given = draft();
    await stores.credentials.create(scope, given, sampleEvent());
    expect(await stores.credentials.findByHash(change(given.hash))).toBeUndefined();
  });

  it('looks a hash up with one statement by its index', async () => {
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    await stores.credentials.findByHash(randomBytes(32));
    delete database.onStatement;
    expect(seen).toHaveLength(1);
  });

  it('lists, changes and deletes within its connector and tenant alone', async () => {
    const [one, two] = [
      await stores.credentials.create(scope, draft(), sampleEvent()),
      await stores.credentials.create(scope, draft({ type: 'bearer' }), sampleEvent()),
    ];
    const other = await newTenant(stores);
    const page = { limit: 9 };
    expect(await stores.credentials.list(scope, connector.pk, page)).toEqual([one, two]);
    expect(await stores.credentials.list(scope, connector.pk, { limit: 1, after: one.pk })).toEqual([two]);
    expect(await stores.credentials.find(scope, connector.pk, one.id)).toEqual(one);
    for (const [tenant, connectorPk] of [
      [other, connector.pk],
      [scope, connector.pk + 1_000],
    ] as const) {
      expect(await stores.credentials.list(tenant, connectorPk, page)).toEqual([]);
      expect(await stores.credentials.find(tenant, connectorPk, one.id)).toBeUndefined();
    }
    expect(await stores.credentials.update(other, one.pk, { enabled: false }, sampleEvent())).toBeUndefined();
    expect(await stores.credentials.delete(other, one.pk, sampleEvent('stolen'))).toBe(false);
    const patch = { enabled: false, name: 'x', expiresAt: LATER };
    expect(await stores.credentials.update(scope, one.pk, patch, sampleEvent('changed'))).toEqual({ ...one, ...patch });
    expect(await stores.credentials.update(scope, one.pk, { expiresAt: null }, sampleEvent())).toMatchObject({
      expiresAt: null,
      name: 'x',
    });
    expect(await stores.credentials.delete(scope, two.pk, sampleEvent('deleted'))).toBe(true);
    expect(await stores.credentials.delete(scope, two.pk, sampleEvent('twice'))).toBe(false);
    expect(await stores.credentials.list(scope, connector.pk, page)).toHaveLength(1);
    expect(await messagesOf(stores, scope)).toEqual(expect.arrayContaining(['changed', 'deleted']));
    expect(await messagesOf(stores, scope)).not.toEqual(expect.arrayContaining(['twice']));
    expect(await messagesOf(stores, other)).not.toContain('stolen');
  });

  it('notes last uses, many at once, never back in time', async () => {
    const one = await stores.credentials.create(scope, draft(), sampleEvent());
    const two = await stores.credentials.create(scope, draft(), sampleEvent());
    await stores.credentials.recordUse([
      { pk: one.pk, at: LATER, ip: '::1' },
      { pk: one.pk, at: NOW, ip: '10.0.0.1' },
      { pk: two.pk, at: NOW, ip: null },
      { pk: 999_999, at: NOW, ip: null },
    ]);
    await stores.credentials.recordUse([{ pk: one.pk, at: NOW, ip: '10.0.0.2' }]);
    await stores.credentials.recordUse([]);
    expect(await stores.credentials.find(scope, connector.pk, one.id)).toMatchObject({
      lastUsedAt: LATER,
      lastUsedIp: '::1',
    });
    expect(await stores.credentials.find(scope, connector.pk, two.id)).toMatchObject({
      lastUsedAt: NOW,
      lastUsedIp: null,
    });
  });

  describe('admin tokens', () => {
    const token = (): AdminTokenDraft => ({
      ...{ id: uuidv7(), name: 'ops', prefix: 'rba_1', hash: randomBytes(32), expiresAt: null },
    });
    beforeEach(() => database.withTransaction((tx) => tx.execute('DELETE FROM admin_token')));

    it('creates, finds, lists, notes the use and deletes', async () => {
      const given = token();
      const { hash, ...rest } = given;
      const made = await stores.adminTokens.create(given);
      expect(made).toEqual({ ...rest, pk: made.pk, createdAt: NOW, lastUsedAt: null });
      expect(await stores.adminTokens.findByHash(hash)).toEqual({ token: made, hash });
      expect(await stores.adminTokens.findByHash(randomBytes(32))).toBeUndefined();
      await stores.adminTokens.recordUse([{ pk: made.pk, at: LATER, ip: '::1' }]);
      expect(await stores.adminTokens.list({ limit: 9 })).toEqual([{ ...made, lastUsedAt: LATER }]);
      expect(await stores.adminTokens.list({ limit: 9, after: made.pk })).toEqual([]);
      for (const id of ['', 'x', `${made.id} `, uuidv7()]) {
        expect(await stores.adminTokens.delete(id, undefined)).toBe('absent');
        expect(await stores.adminTokens.delete(id, NOW)).toBe('absent');
      }
      expect(await stores.adminTokens.delete(made.id, NOW)).toBe('last');
      expect(await stores.adminTokens.delete(made.id, undefined)).toBe('deleted');
      expect(await stores.adminTokens.list({ limit: 9 })).toEqual([]);
    });

    it.each([
      ['that never ends', null, 'deleted'],
      ['that ends later', LATER, 'deleted'],
      ['that ends now', NOW, 'last'],
      ['that has ended', '2025-12-31T23:59:59.999Z', 'last'],
    ])('deletes a token beside one %s: %s is %s', async (_, expiresAt, expected) => {
      const made = await stores.adminTokens.create(token());
      await stores.adminTokens.create({ ...token(), expiresAt });
      expect(await stores.adminTokens.delete(made.id, NOW)).toBe(expected);
    });

    it('keeps one of 8 tokens that are deleted at once', async () => {
      await Promise.all(Array.from({ length: 8 }, () => database.ping()));
      for (let round = 0; round < 5; round += 1) {
        const made = await Promise.all(Array.from({ length: 8 }, () => stores.adminTokens.create(token())));
        const results = await Promise.all(made.map(({ id }) => stores.adminTokens.delete(id, NOW)));
        const left = await stores.adminTokens.list({ limit: 99 });
        // From the second round on one is left from before.
        expect(left).toHaveLength(1);
        expect(results.filter((result) => result === 'last').length).toBeLessThanOrEqual(1);
      }
    });

    it('makes one first token for 16 instances that start at once', async () => {
      // Each instance has its connection by then.
      await Promise.all(Array.from({ length: 16 }, () => database.ping()));
      const made = await Promise.all(Array.from({ length: 16 }, () => stores.adminTokens.createFirst(token())));
      expect(made.filter((one) => one !== undefined)).toHaveLength(1);
      expect(await stores.adminTokens.list({ limit: 99 })).toHaveLength(1);
    });

    it('makes no first token where there is any', async () => {
      await stores.adminTokens.create(token());
      expect(await stores.adminTokens.createFirst(token())).toBeUndefined();
    });
  });
});
