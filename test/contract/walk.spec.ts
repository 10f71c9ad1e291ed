import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { ResourcePage, ResourcePageQuery, ResourceStore } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { openDatabase } from '../../src/persistence/database.js';
import { correctCount } from '../../src/persistence/live-count.js';
import { SqlResourceStore } from '../../src/persistence/sql-resource-store.js';
import { SqlTombstoneStore } from '../../src/persistence/sql-tombstone-store.js';
import { insertResource } from '../../src/persistence/write-resource.js';
import { userSchema } from '../../src/protocol/schema/resource-types.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { parseFilter, parseSort, resolveFilter } from '../support/lenient.js';
import { openMigrated } from './open-migrated.js';
import { createGroup, createUser, describeAs, newTenant, type Stores, storesOf } from './stores.js';

const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** Pages by `startIndex`, asked for one after the other as Okta does: 1, 101, 201, … */
describeDatabases('a walk by startIndex', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let time = Date.UTC(2026, 0, 1);
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => new Date(time));
  });
  beforeEach(async () => (scope = await newTenant(stores)));
  afterAll(() => database.close());

  const users = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1)
      ids.push((await createUser(stores, scope, { userName: `u${uuidv7()}`, title: `t${(n * 7) % 5}` })).id);
    return ids;
  };
  const remove = (id: string) => stores.resources.remove(scope, 'User', id, () => undefined, describeAs('removed'));
  const total = async (): Promise<number> =>
    (await stores.resources.list(scope, 'User', { offset: 0, limit: 0 })).totalResults;

  /** A page as it is answered. */
  const listed = async (query: ResourcePageQuery, store: ResourceStore = stores.resources): Promise<ResourcePage> => {
    const page = await store.list(scope, 'User', query);
    await page.settled;
    return page;
  };

  const question = { filter: resolveFilter(parseFilter('userName sw "u"'), userSchema) };
  const sort = parseSort('title', 'descending', userSchema);
  it.each([
    ['without a filter', {}],
    ['with a filter', question],
    ['in an order', { sort }],
    ['in an order with a filter', { ...question, sort }],
  ] as const)('%s shows each user once that existed throughout, and says how many there are', async (_, asked) => {
    const ids = await users(23);
    const gone = new Set<string>();
    const seen: string[] = [];
    for (let offset = 0; ;) {
      const query = { ...asked, offset, limit: 5, walk: 'me' };
      const page = await listed(query);
      expect(page.totalResults).toBe(await total());
      seen.push(...page.resources.map(({ id }) => id));
      if (page.resources.length < 5) break;
      offset += page.resources.length;
      // One that was seen goes, and one that was not; by an offset the first would make the next page skip a user.
      for (const id of [seen.at(-3), ids.find((one) => !seen.includes(one) && !gone.has(one))])
        if (id !== undefined && offset < 20) {
          gone.add(id);
          expect(await remove(id)).toBe(true);
        }
      if (offset < 20) await users(1);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(ids.filter((id) => !gone.has(id) && !seen.includes(id))).toEqual([]);
    expect(gone.size).toBeGreaterThan(4);
  });

  it.each([
    ['another credential', 'you', 0],
    ['nobody in particular', undefined, 0],
    ['the same one after ten minutes', 'me', 601_000],
  ])('%s counts from the beginning', async (_, walk, later) => {
    const ids = await users(6);
    await listed({ offset: 0, limit: 2, walk: 'me' });
    await remove(ids[0] ?? '');
    time += later;
    const page = await listed({ offset: 2, limit: 2, ...(walk && { walk }) });
    expect(page.resources.map(({ id }) => id)).toEqual([ids[3], ids[4]]);
  });

  it('begins again with the first page, and a page that is asked for twice is the same', async () => {
    const ids = await users(6);
    const page = async (offset: number) =>
      (await listed({ offset, limit: 2, walk: 'me' })).resources.map(({ id }) => id);
    await page(0);
    await remove(ids[0] ?? '');
    expect(await page(2)).toEqual([ids[2], ids[3]]);
    expect(await page(2)).toEqual([ids[2], ids[3]]);
    expect(await page(0)).toEqual([ids[1], ids[2]]);
    expect(await page(2)).toEqual([ids[3], ids[4]]);
    expect(await page(4)).toEqual([ids[5]]);
    expect(await page(40)).toEqual([]);
  });

  it('that begins anew forgets where an earlier one stood', async () => {
    const ids = await users(6);
    const page = async (offset: number) =>
      (await listed({ offset, limit: 2, walk: 'anew' })).resources.map(({ id }) => id);
    await page(0);
    await page(2);
    await remove(ids[0] ?? '');
    expect(await page(0)).toEqual([ids[1], ids[2]]);
    // Nobody told where its second page ended, so the third one is counted to; the first walk knew of another place.
    expect(await page(4)).toEqual([ids[5]]);
  });

  it('of another tenant is another walk', async () => {
    const ids = await users(4);
    await listed({ offset: 0, limit: 2, walk: 'me' });
    const mine = scope;
    scope = await newTenant(stores);
    const theirs = await users(4);
    const page = await listed({ offset: 2, limit: 2, walk: 'me' });
    expect(page.resources.map(({ id }) => id)).toEqual(theirs.slice(2));
    const own = await stores.resources.list(mine, 'User', { offset: 2, limit: 2, walk: 'me' });
    expect(own.resources.map(({ id }) => id)).toEqual(ids.slice(2));
  });

  it('goes on at another instance', async () => {
    if (database.dialect === 'sqlite') return;
    const other = await openDatabase(await provided.url());
    const instances = [stores.resources, new SqlResourceStore(other, () => new Date(time))] as const;
    const ids = await users(9);
    const seen: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const store = instances[n % 2] ?? stores.resources;
      const page = await listed({ offset: n * 2, limit: 2, walk: 'us' }, store);
      seen.push(...page.resources.map(({ id }) => id));
      await remove(ids[n] ?? '');
      await new Promise((resolve) => setTimeout(resolve, 200)); // a bookmark is not waited for
    }
    expect(seen).toEqual(ids);
    await other.close();
  });

  it('that leaves no bookmark is answered all the same, and said to the operator once', async () => {
    if (database.dialect === 'sqlite') return;
    const said: string[] = [];
    const other = await openDatabase(await provided.url(), { warn: (message) => said.push(message) });
    const store = new SqlResourceStore(other, () => new Date(time));
    const ids = await users(8);
    other.onStatement = (sql) => {
      if (!sql.startsWith('INSERT INTO page_bookmark')) return;
      throw Object.assign(new Error('secret'), { errno: 1021, code: 'ER_DISK_FULL', sqlState: 'HY000' });
    };
    const walk = async (): Promise<readonly string[]> => {
      const seen: string[] = [];
      for (let offset = 0; offset < ids.length; offset += 2) {
        const page = await listed({ offset, limit: 2, walk: 'lost' }, store);
        expect(page.totalResults).toBe(ids.length);
        seen.push(...page.resources.map(({ id }) => id));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return seen;
    };
    expect(await walk()).toEqual(ids);
    expect(said).toEqual([expect.stringMatching(/could not be kept \(ER_DISK_FULL\), 1 times/)]);
    await walk();
    expect(said).toHaveLength(1);
    time += 600_000;
    await walk();
    expect(said).toEqual([said[0], expect.stringMatching(/, 8 times since/)]);
    expect(said.join()).not.toContain('secret');
    await other.close();
  });

  it('in a database that cannot be written is answered, and trusts no bookmark of an earlier walk', async () => {
    if (database.dialect === 'sqlite') return;
    const said: string[] = [];
    const other = await openDatabase(await provided.url(), { warn: (message) => said.push(message) });
    const store = new SqlResourceStore(other, () => new Date(time));
    const ids = await users(6);
    const page = async (offset: number): Promise<readonly string[]> =>
      (await listed({ offset, limit: 2, walk: 'read only' }, store)).resources.map(({ id }) => id);
    await page(0);
    await page(2);
    await remove(ids[0] ?? '');
    const left = ids.slice(1);
    let isReadOnly = true;
    other.onStatement = (sql) => {
      if (!isReadOnly || !/^(?:DELETE FROM|INSERT INTO) page_bookmark/.test(sql)) return;
      throw Object.assign(new Error('secret'), {
        errno: 1290,
        code: 'ER_OPTION_PREVENTS_STATEMENT',
        sqlState: 'HY000',
      });
    };
    expect(await page(0)).toEqual(left.slice(0, 2));
    await new Promise((resolve) => setTimeout(resolve, 50)); // a bookmark is not waited for
    expect(await page(2)).toEqual(left.slice(2, 4));
    expect(await page(4)).toEqual(left.slice(4));
    expect(said).toEqual([expect.stringMatching(/could not be kept \(ER_OPTION_PREVENTS_STATEMENT\)/)]);
    isReadOnly = false;
    expect(await page(0)).toEqual(left.slice(0, 2));
    await remove(left[0] ?? '');
    // Behind its bookmark again, and not counted to.
    expect(await page(2)).toEqual(left.slice(2, 4));
    await other.close();
  });

  it('counts what is committed, whoever writes at once, and nothing that was undone', async () => {
    const ids = await users(10);
    await createGroup(stores, scope, { displayName: 'g' });
    const work = ids.slice(0, 4).map(remove);
    await Promise.all([...work, users(3), users(3), users(3)]);
    expect(await total()).toBe(10 - 4 + 9);
    const taken = createUser(stores, scope, { userName: 'taken' }).then(() =>
      createUser(stores, scope, { userName: 'taken' }),
    );
    await expect(taken).rejects.toMatchObject({ scimType: 'uniqueness' });
    expect(await remove(ids[0] ?? '')).toBe(false);
    expect(await total()).toBe(16);
    const tombstones = new SqlTombstoneStore(database);
    await tombstones.restore(scope, 'User', ids[0] ?? '', LONG_AGO, describeAs('restored'));
    expect(await total()).toBe(17);
    expect(await tombstones.correctCounts(scope)).toBe(0);
  });

  it('sets right what a version that did not count has written, once', async () => {
    await users(2);
    const draft = { type: 'User', id: uuidv7(), connectorPk: null, document: { userName: 'old' } } as const;
    await database.withTransaction((tx) => insertResource(tx, scope, draft, new Date(time).toISOString()));
    expect(await total()).toBe(2);
    const corrections = [1, 2, 3].map(() => correctCount(database, scope, 'User'));
    expect((await Promise.all(corrections)).reduce((sum, one) => sum + one)).toBe(1);
    expect(await total()).toBe(3);
    await database.withTransaction((tx) =>
      tx.execute('UPDATE live_count SET live = live + 5 WHERE tenant_id = ?', [scope.tenantPk]),
    );
    await correctCount(database, scope, 'User');
    expect(await total()).toBe(3);
  });
});
