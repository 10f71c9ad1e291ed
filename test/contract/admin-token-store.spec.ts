import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import { type AdminTokenDraft, TooManyAdminTokens } from '../../src/credentials/credential-store.js';
import { type Database, openDatabase } from '../../src/persistence/database.js';
import { migrate } from '../../src/persistence/migrate.js';
import { AddAdminTokenRole1763970000000 } from '../../src/persistence/migrations/1763970000000-add-admin-token-role.js';
import { CreateDirectory1763700000000 } from '../../src/persistence/migrations/1763700000000-create-directory.js';
import { SqlAdminTokenStore } from '../../src/persistence/sql-admin-token-store.js';
import type { AdminTenant } from '../../src/credentials/credential.js';
import { describeDatabases } from '../support/databases.js';
import { insertTenants } from '../support/insert-tenants.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { messagesOf, type Stores, storesOf } from './stores.js';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const LATER = '2026-01-02T00:00:00.000Z';
const EARLIER = '2025-12-31T00:00:00.000Z';

/** What the log is told, where a test does not look. */
const UNSAID = { event: () => sampleEvent() };

const draft = (more: Partial<AdminTokenDraft> = {}): AdminTokenDraft => ({
  ...{ id: uuidv7(), name: 'ops', prefix: 'rollbook_adm_abcd', hash: randomBytes(32), expiresAt: null },
  ...{ role: 'admin', tenant: null, createdBy: null, ...more },
});

describeDatabases('admin tokens with roles', (provided) => {
  let database: Database;
  let stores: Stores;
  let tokens: SqlAdminTokenStore;
  let slugs = 0;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => NOW);
    tokens = stores.adminTokens;
  });
  beforeEach(() => database.withTransaction((tx) => tx.execute('DELETE FROM admin_token')));
  afterAll(() => database.close());

  async function newTenant(): Promise<AdminTenant> {
    slugs += 1;
    const tenant = await stores.tenants.createTenant({ slug: `admin-${slugs}`, displayName: 'T' }, sampleEvent());
    if (tenant === undefined) throw new Error('slug taken');
    return { pk: tenant.pk, slug: tenant.slug };
  }

  it('keeps role, tenant and who made it', async () => {
    const tenant = await newTenant();
    const given = draft({ role: 'auditor', tenant, createdBy: { id: 'bootstrap', name: 'ADMIN_TOKEN' } });
    const made = await tokens.create(given, UNSAID);
    expect(made).toMatchObject({ role: 'auditor', tenant, createdBy: { id: 'bootstrap', name: 'ADMIN_TOKEN' } });
    expect((await tokens.findByHash(given.hash))?.token).toEqual(made);
    expect(await tokens.list({ limit: 9 })).toEqual([made]);
  });

  it.each<[string, boolean]>([
    ['of all', false],
    ['of one tenant', true],
  ])('lists those %s', async (_, isNarrowed) => {
    const [one, other] = [await newTenant(), await newTenant()];
    const everywhere = await tokens.create(draft(), UNSAID);
    const here = await tokens.create(draft({ tenant: one }), UNSAID);
    const elsewhere = await tokens.create(draft({ tenant: other }), UNSAID);
    const listed = await tokens.list({ limit: 9 }, isNarrowed ? one.pk : undefined);
    expect(listed).toEqual(isNarrowed ? [here] : [everywhere, here, elsewhere]);
    expect(await tokens.list({ limit: 9, after: elsewhere.pk }, isNarrowed ? one.pk : undefined)).toEqual([]);
  });

  it('deletes within one tenant only what is of it', async () => {
    const [one, other] = [await newTenant(), await newTenant()];
    const everywhere = await tokens.create(draft(), UNSAID);
    const elsewhere = await tokens.create(draft({ tenant: other }), UNSAID);
    const here = await tokens.create(draft({ tenant: one }), UNSAID);
    for (const { id } of [everywhere, elsewhere])
      expect(await tokens.delete(id, undefined, { ...UNSAID, tenantPk: one.pk })).toBe('absent');
    expect(await tokens.delete(here.id, undefined, { ...UNSAID, tenantPk: one.pk })).toBe('deleted');
    expect(await tokens.list({ limit: 9 })).toEqual([everywhere, elsewhere]);
  });

  it.each<[string, Partial<AdminTokenDraft>, boolean, 'deleted' | 'last']>([
    ['another admin of all tenants', {}, false, 'deleted'],
    ['one that ends later', { expiresAt: LATER }, false, 'deleted'],
    ['one that has ended', { expiresAt: EARLIER }, false, 'last'],
    ['an auditor', { role: 'auditor' }, false, 'last'],
    ['the admin of a tenant', {}, true, 'last'],
    ['the auditor of a tenant', { role: 'auditor' }, true, 'last'],
  ])('beside %s the admin of all tenants is %s', async (_, other, isKept, expected) => {
    const made = await tokens.create(draft(), UNSAID);
    const beside = await tokens.create(draft({ ...other, tenant: isKept ? await newTenant() : null }), UNSAID);
    expect(await tokens.delete(made.id, NOW.toISOString(), UNSAID)).toBe(expected);
    // Whoever cannot mend everything can always go.
    if (other.role === 'auditor' || isKept)
      expect(await tokens.delete(beside.id, NOW.toISOString(), UNSAID)).toBe('deleted');
  });

  it.each<[string, boolean]>([
    ['of a tenant', true],
    ['of all tenants', false],
  ])('are no more than they may, %s', async (_, isKept) => {
    const tenant = await newTenant();
    const [own, other] = isKept ? [tenant, null] : [null, tenant];
    const create = (of: AdminTenant | null): ReturnType<typeof tokens.create> =>
      tokens.create(draft({ tenant: of }), { ...UNSAID, maxAlike: 2 });
    const first = await create(own);
    for (const kept of [own, other, other]) await create(kept);
    for (const kept of [own, other]) await expect(create(kept)).rejects.toBeInstanceOf(TooManyAdminTokens);
    if (isKept) await create(await newTenant());
    await tokens.delete(first.id, undefined, UNSAID);
    await create(own);
    await expect(create(own)).rejects.toBeInstanceOf(TooManyAdminTokens);
  });

  it.each<[string, Partial<AdminTokenDraft>, boolean]>([
    ['an admin of all tenants', {}, true],
    ['an auditor', { role: 'auditor' }, false],
  ])('whoever deletes %s looks at no more than it must', async (_, wanted, isAll) => {
    const made = await tokens.create(draft(wanted), UNSAID);
    const tenant = await newTenant();
    await tokens.create(draft({ tenant }), UNSAID);
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    expect(await tokens.delete(made.id, undefined, UNSAID)).toBe('deleted');
    delete database.onStatement;
    const looked = seen.filter((sql) => sql.includes('ORDER BY pk'));
    expect(looked).toEqual([
      expect.stringContaining(isAll ? "WHERE role = 'admin' AND tenant_id IS NULL" : 'WHERE id = ?'),
    ]);
  });

  it('two of an admin of all tenants who delete each other leave one', async () => {
    const [one, other] = [await tokens.create(draft(), UNSAID), await tokens.create(draft(), UNSAID)];
    const results = await Promise.all([one, other].map(({ id }) => tokens.delete(id, NOW.toISOString(), UNSAID)));
    expect(results.sort()).toEqual(['deleted', 'last']);
  });

  it('the log of the tenant tells of its tokens, and of no others', async () => {
    const tenant = await newTenant();
    const scope = { tenantPk: tenant.pk };
    const change = (message: string) => ({ event: () => sampleEvent(message) });
    const here = await tokens.create(draft({ tenant }), change('made here'));
    const everywhere = await tokens.create(draft(), change('made elsewhere'));
    await tokens.delete(here.id, undefined, change('gone here'));
    await tokens.delete(everywhere.id, undefined, change('gone elsewhere'));
    expect((await messagesOf(stores, scope)).slice(-2)).toEqual(['made here', 'gone here']);
  });

  it('a tenant takes its tokens along, and another one of the same name does not bring them back', async () => {
    const tenant = await newTenant();
    const given = draft({ tenant });
    await tokens.create(given, UNSAID);
    await stores.tenants.deleteTenant({ tenantPk: tenant.pk });
    expect(await tokens.findByHash(given.hash)).toBeUndefined();
    await stores.tenants.createTenant({ slug: tenant.slug, displayName: 'T' }, sampleEvent());
    expect(await tokens.findByHash(given.hash)).toBeUndefined();
  });

  it('a token whose tenant is gone is nobody, not an admin of all', async () => {
    const given = draft({ tenant: { pk: 999_999, slug: 'gone' } });
    await insertTenants(database, 999_999);
    await tokens.create(given, UNSAID);
    await database.withTransaction((tx) => tx.execute('DELETE FROM tenant WHERE pk = ?', [999_999]));
    expect(await tokens.findByHash(given.hash)).toBeUndefined();
    expect(await tokens.list({ limit: 9 })).toEqual([]);
  });

  it('tokens of the first version are admins of all tenants, and that version may go on inserting', async () => {
    const fresh = await openDatabase(await provided.freshUrl());
    try {
      const runner = fresh.schemaSource.createQueryRunner();
      await new CreateDirectory1763700000000().up(runner);
      const insert = (id: string, hash: Buffer): Promise<unknown> =>
        fresh.withTransaction((tx) =>
          tx.execute('INSERT INTO admin_token (id, name, prefix, secret_hash, created_at) VALUES (?, ?, ?, ?, ?)', [
            ...[id, 'old', 'p', hash, NOW.toISOString()],
          ]),
        );
      const [before, after] = [randomBytes(32), randomBytes(32)];
      await insert(uuidv7(), before);
      // Twice, as after a run that was killed.
      await new AddAdminTokenRole1763970000000().up(runner);
      await new AddAdminTokenRole1763970000000().up(runner);
      await runner.release();
      await migrate(fresh, () => undefined);
      await insert(uuidv7(), after);
      for (const hash of [before, after])
        expect((await new SqlAdminTokenStore(fresh).findByHash(hash))?.token).toMatchObject({
          ...{ role: 'admin', tenant: null, createdBy: null },
        });
    } finally {
      await fresh.close();
    }
  });
});
