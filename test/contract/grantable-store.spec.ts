import type { GrantableDraft } from '../../src/directory/grantable-store.js';
import { CATALOGUE_LIMIT } from '../../src/directory/grantable-store.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlGrantableStore } from '../../src/persistence/sql-grantable-store.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent, updateTo } from './sample-event.js';
import { messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const role = (id: string): GrantableDraft => ({ kind: 'role', type: 'Role', id, displayName: id, description: null });
const license = (id: string): GrantableDraft => ({ ...role(id), kind: 'entitlement', type: 'License' });

describeDatabases('grantable store', (provided) => {
  let database: Database;
  let stores: Stores;
  let store: SqlGrantableStore;
  let scope: TenantScope;
  let now = new Date(0);
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    store = new SqlGrantableStore(database, () => now);
  });
  beforeEach(async () => {
    now = new Date('2026-01-01T00:00:00.000Z');
    scope = await newTenant(stores);
  });
  afterAll(() => database.close());

  const add = (draft: GrantableDraft, tenant = scope) => store.create(tenant, draft, sampleEvent('added'));

  it('creates, finds, changes and deletes, each with its event', async () => {
    const draft = { ...license('pro/1 \u{1f451}'), description: 'x'.repeat(1_000) };
    const created = await add(draft);
    const at = '2026-01-01T00:00:00.000Z';
    expect(created).toEqual({
      ...draft,
      pk: expect.any(Number) as number,
      version: 1,
      createdAt: at,
      lastModifiedAt: at,
    });
    expect(await store.find(scope, 'entitlement', draft.id)).toEqual(created);
    now = new Date('2026-02-01T00:00:00.000Z');
    const changed = await store.update(scope, 'entitlement', draft.id, updateTo({ description: null }, 'changed'));
    const changes = { description: null, version: 2, lastModifiedAt: '2026-02-01T00:00:00.000Z' };
    expect(changed?.row).toEqual(typeof created === 'object' ? { ...created, ...changes } : undefined);
    expect(await store.find(scope, 'entitlement', draft.id)).toEqual(changed?.row);
    expect(await store.delete(scope, 'entitlement', draft.id, sampleEvent('gone'))).toBe(true);
    expect(await store.find(scope, 'entitlement', draft.id)).toBeUndefined();
    expect((await messagesOf(stores, scope)).slice(-3)).toEqual(['added', 'changed', 'gone']);
  });

  it.each(['admin', 'ADMIN', 'Admin', 'ａdmin'])('gives the id of "Admin" once: %s', async (id) => {
    await add(role('Admin'));
    expect(await add(role(id))).toBe('taken');
    expect(await add(license(id))).toMatchObject({ id });
    expect(await add(role(`${id}2`))).toMatchObject({ id: `${id}2` });
    expect(await messagesOf(stores, scope)).toHaveLength(4);
  });

  it('tells ids apart that begin alike, at any length', async () => {
    const long = 'ü'.repeat(254);
    expect(await add(role(`${long}a`))).toMatchObject({ id: `${long}a` });
    expect(await add(role(`${long}b`))).toMatchObject({ id: `${long}b` });
    expect(await add(role(`${long}A`))).toBe('taken');
    expect(await store.find(scope, 'role', `${long}b`)).toMatchObject({ displayName: `${long}b` });
  });

  it('gives an id once, also to 16 who ask at once', async () => {
    const made = await Promise.all(Array.from({ length: 16 }, () => add(role('one'))));
    expect(made.filter((one) => typeof one === 'object')).toHaveLength(1);
  });

  it.each(['ADMIN', 'Admin ', ' Admin', 'Adm%', '', 'Admin\u0000', '\ud800', 'x'.repeat(5_000), "Admin' or '1'='1"])(
    'finds nothing for %j',
    async (id) => {
      await add(role('Admin'));
      expect(await store.find(scope, 'role', id)).toBeUndefined();
      expect(await store.find(scope, 'entitlement', 'Admin')).toBeUndefined();
    },
  );

  it('changes and deletes nothing that is not there, or is called otherwise', async () => {
    await add(role('Admin'));
    for (const [kind, id] of [
      ['role', 'admin'],
      ['role', 'x'],
      ['entitlement', 'Admin'],
    ] as const) {
      expect(await store.update(scope, kind, id, updateTo({ displayName: 'x' }, 'wrong'))).toBeUndefined();
      expect(await store.delete(scope, kind, id, sampleEvent('wrong'))).toBe(false);
    }
    expect(await messagesOf(stores, scope)).not.toContain('wrong');
    expect(await store.find(scope, 'role', 'Admin')).toMatchObject({ version: 1, displayName: 'Admin' });
  });

  it('pages in the order of creation, roles and entitlements apart', async () => {
    for (const id of ['c', 'a', 'b']) {
      await add(role(id));
      await add(license(`${id}-license`));
    }
    const first = await store.list(scope, 'role', { limit: 2 });
    expect(first.map(({ id }) => id)).toEqual(['c', 'a']);
    const rest = await store.list(scope, 'role', { limit: 2, after: first[1]?.pk ?? 0 });
    expect(rest.map(({ id }) => id)).toEqual(['b']);
    expect((await store.list(scope, 'entitlement', { limit: 9 })).map(({ type }) => type)).toEqual([
      'License',
      'License',
      'License',
    ]);
  });

  it('says which types there are', async () => {
    expect([...(await store.typesInUse(scope))]).toEqual([]);
    await add(license('a'));
    await add(license('b'));
    await add({ ...license('c'), type: 'Profile' });
    expect([...(await store.typesInUse(scope))].sort()).toEqual(['License', 'Profile']);
    await store.delete(scope, 'entitlement', 'c', sampleEvent());
    expect([...(await store.typesInUse(scope))]).toEqual(['License']);
  });

  it('keeps tenants apart', async () => {
    const other = await newTenant(stores);
    await add(role('a'), other);
    expect(await store.find(scope, 'role', 'a')).toBeUndefined();
    expect(await store.list(scope, 'role', { limit: 9 })).toEqual([]);
    expect([...(await store.typesInUse(scope))]).toEqual([]);
    expect(await store.update(scope, 'role', 'a', updateTo({ displayName: 'x' }))).toBeUndefined();
    expect(await store.delete(scope, 'role', 'a', sampleEvent())).toBe(false);
    expect(await add(role('a'))).toMatchObject({ id: 'a' });
    expect(await store.find(other, 'role', 'a')).toMatchObject({ displayName: 'a' });
  });

  it('goes with its tenant, and only with that one', async () => {
    const other = await newTenant(stores);
    await add(role('a'));
    await add(role('a'), other);
    await stores.tenants.deleteTenant(scope);
    expect(await store.list(scope, 'role', { limit: 9 })).toEqual([]);
    expect(await store.list(other, 'role', { limit: 9 })).toHaveLength(1);
  });

  it('is full at its limit, also for 8 who ask at once for the last places', async () => {
    const held = CATALOGUE_LIMIT - 2;
    const columns = 'tenant_id, kind, type, id, id_key, display_name, version, created_at, last_modified_at';
    await database.withTransaction(async (tx) => {
      for (let n = 0; n < held; n += 1) {
        const values = [scope.tenantPk, 1, 'Role', `r${n}`, Buffer.from(`r${n}`), 'R', 1, '', ''];
        await tx.execute(`INSERT INTO grantable (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, values);
      }
    });
    const made = await Promise.all(Array.from({ length: 8 }, (_, n) => add(role(`new${n}`))));
    expect(made.filter((one) => one === 'full')).toHaveLength(6);
    expect(await store.list(scope, 'role', { limit: 9_999 })).toHaveLength(CATALOGUE_LIMIT);
    expect(await add(license('other'))).toMatchObject({ id: 'other' });
  });
});
