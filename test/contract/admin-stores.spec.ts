import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { BrowseQuery } from '../../src/directory/admin-resource-store.js';
import type { StoredResource } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlAdminResourceStore } from '../../src/persistence/sql-admin-resource-store.js';
import { SqlTombstoneStore } from '../../src/persistence/sql-tombstone-store.js';
import type { JsonObject } from '../../src/protocol/json.js';
import { userSchema } from '../../src/protocol/schema/resource-types.js';
import type { ScimError } from '../../src/protocol/scim-error.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { createGroup, createUser, describeAs, idsOf, messagesOf, newTenant, type Stores, storesOf } from './stores.js';

const START = new Date('2026-01-01T00:00:00.000Z');
const LATER = new Date('2026-01-02T00:00:00.000Z');
const LONG_AGO = '2000-01-01T00:00:00.000Z';
const TOMORROW = '2026-01-03T00:00:00.000Z';
const OWNER = 7;

describeDatabases('what admins ask of the stores', (provided) => {
  let database: Database;
  let stores: Stores;
  let lists: SqlAdminResourceStore;
  let tombstones: SqlTombstoneStore;
  let scope: TenantScope;
  let clock = START;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => clock);
    lists = new SqlAdminResourceStore(database);
    tombstones = new SqlTombstoneStore(database, () => clock);
  });
  beforeEach(async () => {
    clock = START;
    scope = await newTenant(stores);
  });
  afterAll(() => database.close());

  const owned = (document: JsonObject, authorized = true): Promise<StoredResource> =>
    stores.resources.create(
      scope,
      { type: 'User', id: uuidv7(), connectorPk: OWNER, authorized, document },
      describeAs('created'),
    );
  const remove = (type: 'User' | 'Group', id: string): Promise<boolean> =>
    stores.resources.remove(scope, type, id, () => undefined, describeAs('removed'));
  const restore = (id: string, since = LONG_AGO): Promise<StoredResource | undefined> =>
    tombstones.restore(scope, 'User', id, since, describeAs('restored'));
  const namesOf = async (query: Omit<BrowseQuery, 'limit'>): Promise<readonly unknown[]> =>
    (await lists.browse(scope, 'User', { ...query, limit: 100 })).map(({ document }) => document.userName);
  const countOf = async (table: string, where: string, ...params: readonly number[]): Promise<number> => {
    const [row] = await database.read<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`, params);
    return Number(row?.n);
  };

  describe('authorized', () => {
    it('is stored, kept by a change that does not name it, and changes the version alone', async () => {
      const user = await owned({ userName: 'a', active: true });
      const change = (authorized?: boolean) =>
        stores.resources.update(
          scope,
          'User',
          user.id,
          ({ document, connectorPk }) => ({
            document,
            connectorPk,
            ...(authorized === undefined ? {} : { authorized }),
          }),
          describeAs('changed'),
        );
      expect(user.authorized).toBe(true);
      expect(await change(false)).toMatchObject({ changed: true, resource: { authorized: false, version: 2 } });
      expect(await change(false)).toMatchObject({ changed: false, resource: { version: 2 } });
      expect(await change()).toMatchObject({ changed: false });
      expect(await stores.resources.find(scope, 'User', user.id)).toMatchObject({ authorized: false, version: 2 });
    });

    it('makes active false to its owner and to nobody else, also under not and or', async () => {
      await owned({ userName: 'unlinked', active: true }, false);
      await owned({ userName: 'on', active: true });
      await owned({ userName: 'off', active: false });
      await owned({ userName: 'silent' }, false);
      const seen = async (viewer: number | undefined, value: '0' | '1', isNot = false): Promise<readonly unknown[]> => {
        const resolved = userSchema.resolve('active');
        if (resolved === undefined) throw new Error('active is an attribute');
        const term = { kind: 'compare', path: resolved, operator: 'eq', key: value } as const;
        const filter = isNot ? ({ kind: 'not', term } as const) : term;
        const query = { filter, offset: 0, limit: 10, ...(viewer === undefined ? {} : { viewer }) };
        const { resources, totalResults } = await stores.resources.list(scope, 'User', query);
        expect(totalResults).toBe(resources.length);
        return resources.map(({ document }) => document.userName);
      };
      expect(await seen(OWNER, '1')).toEqual(['on']);
      expect(await seen(OWNER, '0')).toEqual(['unlinked', 'off']);
      expect(await seen(OWNER, '1', true)).toEqual(['unlinked', 'off', 'silent']);
      expect(await seen(OWNER, '0', true)).toEqual(['on', 'silent']);
      for (const viewer of [undefined, OWNER + 1]) {
        expect(await seen(viewer, '1')).toEqual(['unlinked', 'on']);
        expect(await seen(viewer, '0')).toEqual(['off']);
        expect(await seen(viewer, '1', true)).toEqual(['off', 'silent']);
      }
    });
  });

  describe('findNamed', () => {
    it.each([
      ['another letter case', 'jane@x.io', 'JANE@X.IO', true],
      ['full width', 'jane', 'ｊａｎｅ', true],
      ['400 bytes', 'x'.repeat(400), 'X'.repeat(400), true],
      ['400 bytes that end otherwise', 'x'.repeat(400), `${'X'.repeat(399)}y`, false],
      ['a part', 'jane', 'jan', false],
      ['nothing', 'jane', '', false],
    ])('%s', async (_, stored, asked, isFound) => {
      const user = await createUser(stores, scope, { userName: stored });
      const group = await createGroup(stores, scope, { displayName: stored });
      const only = { manual: true, limit: 2 };
      expect(await stores.resources.findNamed(scope, 'User', asked, only)).toEqual(isFound ? [user] : []);
      expect(await stores.resources.findNamed(scope, 'Group', asked, only)).toEqual(isFound ? [group] : []);
      const elsewhere = await newTenant(stores);
      expect(await stores.resources.findNamed(elsewhere, 'User', asked, only)).toEqual([]);
    });

    it('leaves out what is owned, on demand, and what is deleted', async () => {
      await owned({ userName: 'a' });
      const gone = await createUser(stores, scope, { userName: 'b' });
      await remove('User', gone.id);
      expect(await stores.resources.findNamed(scope, 'User', 'a', { manual: true, limit: 1 })).toEqual([]);
      expect(await stores.resources.findNamed(scope, 'User', 'a', { manual: false, limit: 1 })).toHaveLength(1);
      expect(await stores.resources.findNamed(scope, 'User', 'b', { manual: false, limit: 1 })).toEqual([]);
    });
  });

  describe('browse', () => {
    it.each<[string, Omit<BrowseQuery, 'limit'>, readonly string[]]>([
      ['everything', {}, ['manual', 'owned', 'off', 'unlinked']],
      ['manual ones', { source: 'manual' }, ['manual']],
      ['owned ones', { source: 'scim' }, ['owned', 'off', 'unlinked']],
      ['of a connector', { connectorPk: OWNER, active: true }, ['owned', 'unlinked']],
      ['of nobody', { connectorPk: OWNER + 1 }, []],
      ['inactive ones', { active: false }, ['off']],
      ['unauthorized ones', { authorized: false }, ['unlinked']],
      ['tombstones', { deletedSince: LONG_AGO }, ['gone']],
      ['tombstones of a connector', { deletedSince: LONG_AGO, connectorPk: OWNER }, []],
      ['tombstones that are too old', { deletedSince: TOMORROW }, []],
    ])('%s', async (_, query, names) => {
      await createUser(stores, scope, { userName: 'manual', active: true });
      await owned({ userName: 'owned', active: true });
      await owned({ userName: 'off', active: false });
      await owned({ userName: 'unlinked', active: true }, false);
      await remove('User', (await createUser(stores, scope, { userName: 'gone' })).id);
      await createUser(stores, await newTenant(stores), { userName: 'elsewhere' });
      expect(await namesOf(query)).toEqual(names);
      const first = await lists.browse(scope, 'User', { ...query, limit: 1 });
      const after = first.at(-1)?.pk ?? 0;
      expect(await namesOf({ ...query, after })).toEqual(names.slice(1));
    });

    it('members come page by page, without the dead ones', async () => {
      const users = await Promise.all(['a', 'b', 'c'].map((userName) => createUser(stores, scope, { userName })));
      const ordered = [...users].sort((one, other) => one.pk - other.pk);
      const group = await createGroup(
        stores,
        scope,
        { displayName: 'g' },
        users.map(({ id }) => id),
      );
      const [first, second, third] = ordered as [StoredResource, StoredResource, StoredResource];
      await remove('User', second.id);
      expect(await lists.membersAfter(scope, group.pk, { limit: 1 })).toEqual([first]);
      expect(await lists.membersAfter(scope, group.pk, { limit: 2, after: first.pk })).toEqual([third]);
      expect(await lists.membersAfter(await newTenant(stores), group.pk, { limit: 2 })).toEqual([]);
    });
  });

  describe('restore', () => {
    it('brings back what finds it, its memberships and a new version', async () => {
      const user = await createUser(stores, scope, { userName: 'back', emails: [{ value: 'e@x.io' }] });
      const group = await createGroup(stores, scope, { displayName: 'g' }, [user.id]);
      await remove('User', user.id);
      clock = LATER;
      const restored = await restore(user.id);
      expect(restored).toEqual({ ...user, version: 2, lastModifiedAt: LATER.toISOString() });
      expect(await stores.resources.find(scope, 'User', user.id)).toEqual(restored);
      expect(await idsOf(stores.resources, scope, 'User', 'emails.value eq "e@x.io"')).toEqual([user.id]);
      expect((await stores.resources.membersOf(scope, [group.pk], 1_000))?.get(group.pk)).toHaveLength(1);
      // One for the deletion, one for the return.
      expect(await stores.resources.find(scope, 'Group', group.id)).toMatchObject({ version: 3 });
      expect((await messagesOf(stores, scope)).at(-1)).toBe('restored');
    });

    it.each<[string, (user: StoredResource) => Promise<StoredResource | undefined>]>([
      ['what is alive', (user) => restore(user.id)],
      ['what is no id', () => restore('x')],
      ['what was deleted too long ago', async (user) => (await remove('User', user.id), restore(user.id, TOMORROW))],
      [
        'another type',
        async (user) => {
          await remove('User', user.id);
          return tombstones.restore(scope, 'Group', user.id, LONG_AGO, describeAs('restored'));
        },
      ],
      [
        'another tenant',
        async (user) => {
          await remove('User', user.id);
          return tombstones.restore(await newTenant(stores), 'User', user.id, LONG_AGO, describeAs('restored'));
        },
      ],
    ])('not of %s', async (_, act) => {
      const user = await createUser(stores, scope, { userName: 'a' });
      expect(await act(user)).toBeUndefined();
      expect(await messagesOf(stores, scope)).not.toContain('restored');
    });

    it('a name that is taken is uniqueness, and nothing changes', async () => {
      const user = await createUser(stores, scope, { userName: 'a' });
      await remove('User', user.id);
      await createUser(stores, scope, { userName: 'A' });
      await expect(restore(user.id)).rejects.toMatchObject({ scimType: 'uniqueness' } satisfies Partial<ScimError>);
      expect(await namesOf({ deletedSince: LONG_AGO })).toEqual(['a']);
      expect(await messagesOf(stores, scope)).not.toContain('restored');
    });
  });

  describe('purge', () => {
    const purge = (before = TOMORROW): Promise<boolean> =>
      tombstones.purge(scope, before, (ids) => sampleEvent(`purged ${ids.length}`));

    it('removes old tombstones with all that hangs on them, and nothing else', async () => {
      const [user, friend] = [
        await createUser(stores, scope, { userName: 'a', title: 't' }),
        await createUser(stores, scope, { userName: 'b', title: 't' }),
      ];
      const kept = await createGroup(stores, scope, { displayName: 'kept' }, [user.id, friend.id]);
      const gone = await createGroup(stores, scope, { displayName: 'gone' }, [friend.id]);
      const elsewhere = await newTenant(stores);
      const foreign = await createUser(stores, elsewhere, { userName: 'a' });
      await stores.resources.remove(elsewhere, 'User', foreign.id, () => undefined, describeAs('removed'));
      await remove('User', user.id);
      await remove('Group', gone.id);
      expect(await purge(START.toISOString())).toBe(false);
      expect(await namesOf({ deletedSince: LONG_AGO })).toEqual(['a']);
      expect(await purge()).toBe(false);
      expect(await namesOf({ deletedSince: LONG_AGO })).toEqual([]);
      expect(await countOf('resource', 'pk IN (?, ?)', user.pk, gone.pk)).toBe(0);
      expect(await countOf('membership', 'member_pk = ? OR group_pk = ?', user.pk, gone.pk)).toBe(0);
      expect(await countOf('membership', 'group_pk = ?', kept.pk)).toBe(1);
      expect(await countOf('resource', 'pk = ?', foreign.pk)).toBe(1);
      expect(await restore(user.id)).toBeUndefined();
      expect((await messagesOf(stores, scope)).filter((message) => message.startsWith('purged'))).toEqual(['purged 2']);
    });

    it('a large group goes in many short steps', async () => {
      const group = await createGroup(stores, scope, { displayName: 'large' });
      await database.withTransaction(async (tx) => {
        for (let from = 0; from < 2_500; from += 500) {
          const rows = Array.from({ length: 500 }, (_, i) => `(${group.pk}, ${1_000_000 + from + i})`);
          await tx.execute(`INSERT INTO membership (group_pk, member_pk) VALUES ${rows.join(', ')}`);
        }
      });
      await remove('Group', group.id);
      const left: number[] = [];
      for (let isMore = true; isMore;) {
        isMore = await purge();
        left.push(await countOf('membership', 'group_pk = ?', group.pk));
      }
      expect(left).toEqual([1_500, 500, 0]);
      expect(await countOf('resource', 'pk = ?', group.pk)).toBe(0);
    });

    it('two at once remove everything once', async () => {
      for (let i = 0; i < 150; i += 1)
        await remove('User', (await createUser(stores, scope, { userName: `u${i}` })).id);
      const until = async (): Promise<void> => {
        while (await purge());
      };
      await Promise.all([until(), until()]);
      const counts = (await messagesOf(stores, scope)).flatMap((message) =>
        message.startsWith('purged') ? [Number(message.slice(7))] : [],
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(150);
      expect(await countOf('resource', 'tenant_id = ?', scope.tenantPk)).toBe(0);
    });
  });

  describe('statements', () => {
    it.each<[string, (user: StoredResource, group: StoredResource) => Promise<unknown>]>([
      ['find by name', () => stores.resources.findNamed(scope, 'Group', 'g', { manual: true, limit: 2 })],
      ['browse', () => namesOf({ source: 'scim', connectorPk: OWNER, active: true, authorized: false, after: 1 })],
      ['browse tombstones', () => namesOf({ deletedSince: LONG_AGO })],
      ['members after', (_, group) => lists.membersAfter(scope, group.pk, { after: 1, limit: 2 })],
      ['restore', async ({ id }) => (await remove('User', id), restore(id))],
      ['purge', async ({ id }) => (await remove('User', id), tombstones.purge(scope, TOMORROW, () => sampleEvent()))],
    ])('%s', async (_, act) => {
      const user = await createUser(stores, scope, { userName: 'a', title: 't' });
      const group = await createGroup(stores, scope, { displayName: 'g' }, [user.id]);
      const seen: string[] = [];
      database.onStatement = (sql) => seen.push(sql);
      await act(user, group);
      delete database.onStatement;
      expect(seen.join('\n')).toMatchSnapshot();
    });
  });
});
