import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import { DEFAULT_PASSWORD_POLICY } from '../../src/directory/password-policy.js';
import type { ResourceChange, StoredResource } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlAdminResourceStore } from '../../src/persistence/sql-admin-resource-store.js';
import { SqlPasswordStore } from '../../src/persistence/sql-password-store.js';
import { SqlTombstoneStore } from '../../src/persistence/sql-tombstone-store.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { describeAs, idsOf, messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const SRC = join(__dirname, '..', '..', 'src');
const LONG_AGO = '2000-01-01T00:00:00.000Z';
const TOMORROW = '2999-01-01T00:00:00.000Z';
const POLICY = { ...DEFAULT_PASSWORD_POLICY, minLength: 20, requireDigit: true, forbidCommon: false };

it('the table of hashes is named by those alone who write it and the one who reads it', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const named = files.filter((name) => readFileSync(join(SRC, name), 'utf8').match(/\bpassword_hash\b/) !== null);
  expect(named.map((name) => relative('.', name)).sort()).toEqual([
    'persistence/migrations/1763950000000-create-password.ts',
    'persistence/password-rows.ts',
    'persistence/sql-password-store.ts',
  ]);
});

describeDatabases('passwords', (provided) => {
  let database: Database;
  let stores: Stores;
  let passwords: SqlPasswordStore;
  let tombstones: SqlTombstoneStore;
  let scope: TenantScope;
  let statements: string[];
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    passwords = new SqlPasswordStore(database);
    tombstones = new SqlTombstoneStore(database);
  });
  beforeEach(async () => {
    scope = await newTenant(stores);
    statements = [];
    database.onStatement = (sql) => statements.push(sql);
  });
  afterEach(() => delete database.onStatement);
  afterAll(() => database.close());

  const create = (userName: string, passwordHash?: string): Promise<StoredResource> =>
    stores.resources.create(
      scope,
      {
        ...{ type: 'User', id: uuidv7(), connectorPk: null, document: { userName, active: true } },
        ...(passwordHash === undefined ? {} : { passwordHash }),
      },
      describeAs('created'),
    );
  const set = async ({ id }: StoredResource, passwordHash: string | null | undefined) => {
    const changes: ResourceChange[] = [];
    const result = await stores.resources.update(
      scope,
      'User',
      id,
      ({ document, connectorPk }) => ({
        ...{ document, connectorPk },
        ...(passwordHash === undefined ? {} : { passwordHash }),
      }),
      (change) => {
        changes.push(change);
        return sampleEvent('set');
      },
    );
    return { result, change: changes.at(-1) };
  };
  const hashOf = async (userName: string): Promise<string | undefined> =>
    (await passwords.findHolder(scope, userName))?.hash;
  const rows = async (): Promise<number> => {
    const [row] = await database.read<{ n: number }>('SELECT COUNT(*) AS n FROM password_hash WHERE tenant_id = ?', [
      scope.tenantPk,
    ]);
    return Number(row?.n);
  };

  it('are kept with the user, and found by its name in any letter case', async () => {
    const user = await create('Jane@x.io', 'h1');
    expect(await passwords.findHolder(scope, 'jANE@X.IO')).toEqual({ user, hash: 'h1' });
  });

  it.each<[string, string]>([
    ['a user without one', 'none'],
    ['an unknown user', 'nobody'],
    ['no name', ''],
    ['a name that is longer than any', 'x'.repeat(10_000)],
    ['a pattern', 'j%'],
  ])('are not found for %s', async (_, userName) => {
    await create('none');
    expect(await hashOf(userName)).toBeUndefined();
  });

  it('are not found in another tenant', async () => {
    await create('jane', 'h1');
    const other = await newTenant(stores);
    expect(await passwords.findHolder(other, 'jane')).toBeUndefined();
  });

  it('are replaced, which is a change of the user whatever the hash is of', async () => {
    const user = await create('jane', 'h1');
    const { result, change } = await set(user, 'h2');
    expect(result).toMatchObject({ changed: true, resource: { version: 2, document: user.document } });
    expect(change).toMatchObject({ password: 'set', before: user });
    expect(JSON.stringify(change)).not.toMatch(/h[12]/);
    expect([await hashOf('jane'), await rows()]).toEqual(['h2', 1]);
  });

  it('are removed once; removing none is no change', async () => {
    const user = await create('jane', 'h1');
    expect(await set(user, null)).toMatchObject({ result: { changed: true }, change: { password: 'removed' } });
    expect(await set(user, null)).toEqual({
      result: { changed: false, resource: expect.objectContaining({ version: 2 }) as object },
      change: undefined,
    });
    expect([await hashOf('jane'), await rows()]).toEqual([undefined, 0]);
    expect(await messagesOf(stores, scope)).toEqual(expect.arrayContaining(['created', 'set']));
  });

  it('stay with an update that does not name them', async () => {
    const user = await create('jane', 'h1');
    expect((await set(user, undefined)).result).toMatchObject({ changed: false });
    expect(await hashOf('jane')).toBe('h1');
  });

  it('are not kept when the transaction fails', async () => {
    const user = await create('jane', 'h1');
    const failing = stores.resources.update(
      scope,
      'User',
      user.id,
      ({ document, connectorPk }) => ({ document, connectorPk, passwordHash: 'h2' }),
      () => {
        throw new Error('no event, no change');
      },
    );
    await expect(failing).rejects.toThrow('no event');
    await expect(create('JANE', 'h3')).rejects.toMatchObject({ scimType: 'uniqueness' });
    expect([await hashOf('jane'), await rows()]).toEqual(['h1', 1]);
  });

  it('of two changes at once the last one stays, and both are counted', async () => {
    const user = await create('jane', 'h1');
    await Promise.all([set(user, 'h2'), set(user, 'h3')]);
    expect(['h2', 'h3']).toContain(await hashOf('jane'));
    expect(await stores.resources.find(scope, 'User', user.id)).toMatchObject({ version: 3 });
    expect(await rows()).toBe(1);
  });

  it('are out of reach while the user is deleted, back with a restore, and gone with the tombstone', async () => {
    const user = await create('jane', 'h1');
    const remove = () => stores.resources.remove(scope, 'User', user.id, () => undefined, describeAs('r'));
    await remove();
    expect([await passwords.findHolder(scope, 'jane'), await rows()]).toEqual([undefined, 1]);
    await tombstones.restore(scope, 'User', user.id, LONG_AGO, describeAs('restored'));
    expect(await hashOf('jane')).toBe('h1');
    await remove();
    await tombstones.purge(scope, TOMORROW, () => sampleEvent('purged'));
    expect(await rows()).toBe(0);
  });

  it('go with the tenant, its policy too; those of another tenant stay', async () => {
    const other = await newTenant(stores);
    await passwords.updatePolicy(other, () => ({ policy: POLICY, event: sampleEvent() }));
    await create('jane', 'h1');
    await passwords.updatePolicy(scope, () => ({ policy: POLICY, event: sampleEvent() }));
    await stores.tenants.deleteTenant(scope);
    expect([await rows(), await passwords.findPolicy(scope)]).toEqual([0, undefined]);
    expect(await passwords.findPolicy(other)).toEqual(POLICY);
  });

  it('no statement of a read or a list names their table', async () => {
    const user = await create('jane', 'h1');
    statements.length = 0;
    await stores.resources.find(scope, 'User', user.id);
    await stores.resources.findNamed(scope, 'User', 'jane', { manual: false, limit: 1 });
    await stores.resources.list(scope, 'User', { offset: 0, limit: 10 });
    await idsOf(stores.resources, scope, 'User', 'userName eq "jane" or title co "x"');
    await stores.resources.groupsOf(scope, [user.pk]);
    await new SqlAdminResourceStore(database).browse(scope, 'User', { limit: 10 });
    await stores.log.query(scope.tenantPk, { limit: 10, order: 'ASCENDING' });
    expect(statements.length).toBeGreaterThan(6);
    expect(statements.filter((sql) => /password/i.test(sql))).toEqual([]);
    await hashOf('jane');
    expect(statements.filter((sql) => /password_hash/.test(sql))).toHaveLength(1);
  });

  describe('policy', () => {
    it('is absent, then what was written, with its event', async () => {
      expect(await passwords.findPolicy(scope)).toBeUndefined();
      const seen: unknown[] = [];
      for (const policy of [POLICY, DEFAULT_PASSWORD_POLICY]) {
        await passwords.updatePolicy(scope, (before) => {
          seen.push(before);
          return { policy, event: sampleEvent(`min ${policy.minLength}`) };
        });
        expect(await passwords.findPolicy(scope)).toEqual(policy);
      }
      expect(seen).toEqual([undefined, POLICY]);
      expect((await messagesOf(stores, scope)).slice(-2)).toEqual(['min 20', 'min 8']);
    });

    it('is not written when nothing changes, nor for a tenant that is gone', async () => {
      const before = await messagesOf(stores, scope);
      expect(await passwords.updatePolicy(scope, () => undefined)).toBe(true);
      expect(await passwords.findPolicy(scope)).toBeUndefined();
      expect(await messagesOf(stores, scope)).toEqual(before);
      const gone = { tenantPk: 1_000_000 };
      expect(await passwords.updatePolicy(gone, () => ({ policy: POLICY, event: sampleEvent() }))).toBe(false);
      expect(await passwords.findPolicy(gone)).toBeUndefined();
    });

    it('of two changes at once, the second one sees the first', async () => {
      const longer = () =>
        passwords.updatePolicy(scope, (before = DEFAULT_PASSWORD_POLICY) => ({
          policy: { ...before, minLength: before.minLength + 1 },
          event: sampleEvent(),
        }));
      await Promise.all([longer(), longer(), longer()]);
      expect(await passwords.findPolicy(scope)).toMatchObject({ minLength: 11 });
    });
  });
});
