import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { AdminTokenDraft, CredentialDraft } from '../../src/credentials/credential-store.js';
import type { Credential } from '../../src/credentials/credential.js';
import type { Database } from '../../src/persistence/database.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import type { Connector, TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent, updateTo } from './sample-event.js';
import { messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const NOW = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';
const PAST = '2025-12-31T23:59:59.999Z';
/** What the log is told, where a test does not look. */
const UNSAID = { event: () => sampleEvent() };
const ROOM = { maxValid: 1_000 };

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
    scope: 'read-write',
    allowedIps: [],
    createdBy: null,
    expiresAt: null,
    ...more,
  });

  /** With room for it. */
  async function create(wanted: CredentialDraft, event = sampleEvent()): Promise<Credential> {
    const made = await stores.credentials.create(scope, wanted, event, ROOM);
    if (made === undefined || made === 'full') throw new Error(`not made: ${String(made)}`);
    return made;
  }

  it('finds a credential by its hash, with whom it belongs to', async () => {
    const given = draft({
      ...{ expiresAt: LATER, scope: 'read', allowedIps: ['192.0.2.0/24', '::1'] },
      createdBy: { id: 'bootstrap', name: 'Jäne' },
    });
    const credential = await create(given, sampleEvent('made'));
    const { hash, ...rest } = given;
    expect(credential).toEqual({
      ...rest,
      ...{ pk: credential.pk, tenantPk: scope.tenantPk, enabled: true },
      ...{ publicKeys: null, createdAt: NOW, lastUsedAt: null, lastUsedIp: null },
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

  it('finds what was refused by all of it anywhere, by its public half in its own connector', async () => {
    const given = draft({ prefix: 'key', expiresAt: PAST });
    const { id, name, tenantPk, connectorPk } = await create(given);
    const place = { ...scope, connectorPk };
    const credential = { id, name, tenantPk, connectorPk, enabled: true, expiresAt: PAST };
    const known = { credential, connector: { slug: 'okta', displayName: 'Okta' }, hasSecret: true };
    const { hash } = given;
    const named = { hash: randomBytes(32), publicHalf: { type: 'basic', key: 'key' } } as const;
    const find = stores.credentials.findShown.bind(stores.credentials);
    expect(await find({ tenantPk: 0, connectorPk: 0 }, { hash })).toEqual({ ...known, isProven: true });
    expect(await find(place, { ...named, hash })).toEqual({ ...known, isProven: true });
    expect(await find(place, named)).toEqual({ ...known, isProven: false });
    for (const [where, shown] of [
      [{ ...place, connectorPk: connectorPk + 1 }, named],
      [{ ...place, tenantPk: place.tenantPk + 1 }, named],
      [place, { ...named, publicHalf: { type: 'oauth', key: 'key' } }],
      [place, { ...named, publicHalf: { type: 'basic', key: 'KEY' } }],
      [place, { ...named, publicHalf: { type: 'basic', key: 'ke' } }],
      [place, { hash: named.hash }],
    ] as const)
      expect(await find(where, shown)).toBeUndefined();
  });

  it.each([
    ['another one', (hash: Buffer) => Buffer.from(hash.map((byte) => byte ^ 1))],
    ['a part of it', (hash: Buffer) => hash.subarray(0, 31)],
    ['it with a space', (hash: Buffer) => Buffer.concat([hash, Buffer.from(' ')])],
    ['nothing', () => Buffer.alloc(0)],
  ])('finds no credential by %s', async (_, change) => {
    const given = draft();
    await create(given);
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
    const [one, two] = [await create(draft()), await create(draft({ type: 'bearer' }))];
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
    expect(await stores.credentials.update(other, one.pk, updateTo({ enabled: false }), ROOM)).toBeUndefined();
    expect(await stores.credentials.delete(other, one.pk, sampleEvent('stolen'))).toBe(false);
    const patch = { enabled: false, name: 'x', expiresAt: LATER, scope: 'read', allowedIps: ['::1'] } as const;
    expect(await stores.credentials.update(scope, one.pk, updateTo(patch, 'changed'), ROOM)).toEqual({
      row: { ...one, ...patch },
      changed: true,
    });
    expect(await stores.credentials.update(scope, one.pk, updateTo({ expiresAt: null }), ROOM)).toMatchObject({
      row: { expiresAt: null, name: 'x' },
    });
    expect(await stores.credentials.delete(scope, two.pk, sampleEvent('deleted'))).toBe(true);
    expect(await stores.credentials.delete(scope, two.pk, sampleEvent('twice'))).toBe(false);
    expect(await stores.credentials.list(scope, connector.pk, page)).toHaveLength(1);
    expect(await messagesOf(stores, scope)).toEqual(expect.arrayContaining(['changed', 'deleted']));
    expect(await messagesOf(stores, scope)).not.toEqual(expect.arrayContaining(['twice']));
    expect(await messagesOf(stores, other)).not.toContain('stolen');
  });

  it('notes last uses, many at once, never back in time', async () => {
    const one = await create(draft());
    const two = await create(draft());
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

  describe('the limit of a connector', () => {
    const two = { maxValid: 2 };

    it('is kept by creation, rotation and revival; what has ended does not count', async () => {
      const [one, other] = [await create(draft({ expiresAt: LATER })), await create(draft({ expiresAt: PAST }))];
      const third = await create(draft());
      expect(await stores.credentials.create(scope, draft(), sampleEvent('fourth'), two)).toBe('full');
      const revived = { expiresAt: LATER };
      expect(await stores.credentials.update(scope, other.pk, updateTo(revived, 'revived'), two)).toBe('full');
      expect(await stores.credentials.update(scope, one.pk, updateTo({ enabled: false }), two)).toMatchObject({});
      expect(await stores.credentials.create(scope, draft(), sampleEvent('disabled'), two)).toBe('full');
      const overlapping = { pk: third.pk, endsAt: LATER, warnedDays: null };
      expect(await stores.credentials.rotate(scope, overlapping, draft(), sampleEvent('overlap'), two)).toBe('full');
      expect(await stores.credentials.find(scope, connector.pk, third.id)).toEqual(third);
      const atOnce = { pk: third.pk, endsAt: NOW, warnedDays: null };
      expect(await stores.credentials.rotate(scope, atOnce, draft(), sampleEvent('rotated'), two)).toMatchObject({});
      expect(await stores.credentials.list(scope, connector.pk, { limit: 9 })).toHaveLength(4);
      const messages = await messagesOf(stores, scope);
      expect(messages).toContain('rotated');
      for (const refused of ['fourth', 'revived', 'disabled', 'overlap']) expect(messages).not.toContain(refused);
    });

    it('is kept when 8 ask at once', async () => {
      await Promise.all(Array.from({ length: 8 }, () => database.ping()));
      const made = await Promise.all(
        Array.from({ length: 8 }, () => stores.credentials.create(scope, draft(), sampleEvent(), two)),
      );
      expect(made.filter((one) => one === 'full')).toHaveLength(6);
      expect(await stores.credentials.list(scope, connector.pk, { limit: 9 })).toHaveLength(2);
    });

    it('is that of the connector alone, and nothing is made for one that is gone', async () => {
      const other = await newConnector(await newTenant(stores));
      await create(draft());
      const elsewhere = draft({ connectorPk: other.pk });
      expect(
        await stores.credentials.create({ tenantPk: other.tenantPk }, elsewhere, sampleEvent(), { maxValid: 1 }),
      ).toMatchObject({ id: elsewhere.id });
      expect(await stores.credentials.create(scope, elsewhere, sampleEvent(), ROOM)).toBeUndefined();
      await stores.tenants.deleteConnector(scope, connector.pk, sampleEvent(), () => sampleEvent());
      expect(await stores.credentials.create(scope, draft(), sampleEvent('late'), ROOM)).toBeUndefined();
      expect(await messagesOf(stores, scope)).not.toContain('late');
    });
  });

  describe('rotation', () => {
    it.each([
      ['none', null, LATER, LATER],
      ['a later one', '2026-06-01T00:00:00.000Z', LATER, LATER],
      ['an earlier one', LATER, '2026-06-01T00:00:00.000Z', LATER],
    ])('ends the old one, whose end was %s', async (_, expiresAt, endsAt, expected) => {
      const old = await create(draft({ expiresAt }));
      const successor = draft();
      const replaced = { pk: old.pk, endsAt, warnedDays: 7 };
      const made = await stores.credentials.rotate(scope, replaced, successor, sampleEvent('rotated'), ROOM);
      expect(made).toMatchObject({ id: successor.id, enabled: true });
      expect(await stores.credentials.find(scope, connector.pk, old.id)).toEqual({ ...old, expiresAt: expected });
      expect((await messagesOf(stores, scope)).filter((message) => message === 'rotated')).toHaveLength(1);
    });

    it('makes nothing of what is disabled, gone, of another connector or another tenant', async () => {
      const old = await create(draft());
      const other = await newTenant(stores);
      const second = await stores.tenants.createConnector(
        scope,
        { id: uuidv7(), slug: 'second', displayName: 'B', ...presetOf('okta') },
        sampleEvent(),
      );
      const replaced = { pk: old.pk, endsAt: NOW, warnedDays: null };
      const elsewhere = draft({ connectorPk: second?.pk ?? 0 });
      expect(await stores.credentials.rotate(scope, replaced, elsewhere, sampleEvent('x'), ROOM)).toBeUndefined();
      expect(await stores.credentials.rotate(other, replaced, draft(), sampleEvent('x'), ROOM)).toBeUndefined();
      expect(await stores.credentials.find(scope, connector.pk, old.id)).toEqual(old);
      await stores.credentials.update(scope, old.pk, updateTo({ enabled: false }), ROOM);
      expect(await stores.credentials.rotate(scope, replaced, draft(), sampleEvent('x'), ROOM)).toBeUndefined();
      await stores.credentials.delete(scope, old.pk, sampleEvent());
      expect(await stores.credentials.rotate(scope, replaced, draft(), sampleEvent('x'), ROOM)).toBeUndefined();
      expect(await messagesOf(stores, scope)).not.toContain('x');
    });
  });

  describe('a connector with its first credential', () => {
    const both = (slug: string): Parameters<typeof stores.credentials.createWithConnector> => [
      scope,
      {
        draft: { id: uuidv7(), slug, displayName: 'Two', ...presetOf('okta') },
        event: sampleEvent('connector made'),
      },
      { draft: draft(), event: sampleEvent('credential made') },
    ];

    it('is one unit with two events', async () => {
      const made = await stores.credentials.createWithConnector(...both('two'));
      expect(await stores.tenants.findConnector(scope, 'two')).toEqual(made?.connector);
      expect(await stores.credentials.list(scope, made?.connector.pk ?? 0, { limit: 9 })).toEqual([made?.credential]);
      expect((await messagesOf(stores, scope)).slice(-2)).toEqual(['connector made', 'credential made']);
    });

    it('is neither where the slug is taken', async () => {
      expect(await stores.credentials.createWithConnector(...both('okta'))).toBeUndefined();
      expect(await messagesOf(stores, scope)).not.toContain('credential made');
    });

    it('is neither where the credential cannot be made', async () => {
      const taken = await create(draft());
      const [tenant, wanted, credential] = both('three');
      const twice = { ...credential, draft: { ...credential.draft, id: taken.id } };
      await expect(stores.credentials.createWithConnector(tenant, wanted, twice)).rejects.toThrow();
      expect(await stores.tenants.findConnector(scope, 'three')).toBeUndefined();
    });
  });

  describe('admin tokens', () => {
    const token = (): AdminTokenDraft => ({
      ...{ id: uuidv7(), name: 'ops', prefix: 'rba_1', hash: randomBytes(32), expiresAt: null },
      ...{ role: 'admin', tenant: null, createdBy: null },
    });
    beforeEach(() => database.withTransaction((tx) => tx.execute('DELETE FROM admin_token')));

    it('creates, finds, lists, notes the use and deletes', async () => {
      const given = token();
      const { hash, ...rest } = given;
      const made = await stores.adminTokens.create(given, UNSAID);
      expect(made).toEqual({ ...rest, pk: made.pk, createdAt: NOW, lastUsedAt: null });
      expect(await stores.adminTokens.findByHash(hash)).toEqual({ token: made, hash });
      expect(await stores.adminTokens.findByHash(randomBytes(32))).toBeUndefined();
      await stores.adminTokens.recordUse([{ pk: made.pk, at: LATER, ip: '::1' }]);
      expect(await stores.adminTokens.list({ limit: 9 })).toEqual([{ ...made, lastUsedAt: LATER }]);
      expect(await stores.adminTokens.list({ limit: 9, after: made.pk })).toEqual([]);
      for (const id of ['', 'x', `${made.id} `, uuidv7()]) {
        expect(await stores.adminTokens.delete(id, undefined, UNSAID)).toBe('absent');
        expect(await stores.adminTokens.delete(id, NOW, UNSAID)).toBe('absent');
      }
      expect(await stores.adminTokens.delete(made.id, NOW, UNSAID)).toBe('last');
      expect(await stores.adminTokens.delete(made.id, undefined, UNSAID)).toBe('deleted');
      expect(await stores.adminTokens.list({ limit: 9 })).toEqual([]);
    });

    it.each([
      ['that never ends', null, 'deleted'],
      ['that ends later', LATER, 'deleted'],
      ['that ends now', NOW, 'last'],
      ['that has ended', '2025-12-31T23:59:59.999Z', 'last'],
    ])('deletes a token beside one %s: %s is %s', async (_, expiresAt, expected) => {
      const made = await stores.adminTokens.create(token(), UNSAID);
      await stores.adminTokens.create({ ...token(), expiresAt }, UNSAID);
      expect(await stores.adminTokens.delete(made.id, NOW, UNSAID)).toBe(expected);
    });

    it('keeps one of 8 tokens that are deleted at once', async () => {
      await Promise.all(Array.from({ length: 8 }, () => database.ping()));
      for (let round = 0; round < 5; round += 1) {
        const made = await Promise.all(Array.from({ length: 8 }, () => stores.adminTokens.create(token(), UNSAID)));
        const results = await Promise.all(made.map(({ id }) => stores.adminTokens.delete(id, NOW, UNSAID)));
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
      await stores.adminTokens.create(token(), UNSAID);
      expect(await stores.adminTokens.createFirst(token())).toBeUndefined();
    });
  });
});
