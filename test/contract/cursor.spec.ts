import { parseFilter, resolveFilter, parseSort } from '../support/lenient.js';
import type { ResourcePage } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { CURSOR_SECONDS } from '../../src/protocol/query/list-query.js';
import type { ResourceTypeName } from '../../src/protocol/schema/attribute-definition.js';
import { userSchema } from '../../src/protocol/schema/resource-types.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { createUser, describeAs, newTenant, type Stores, storesOf } from './stores.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const OWNER = 'connector 1 question';

/** RFC 9865: pages by cursor are the list, whatever its order, its filter and what happens in between. */
describeDatabases('pages by cursor', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let time = Date.UTC(2026, 0, 1);
  const titles = ['b', 'a', undefined, 'B', 'x'.repeat(300), undefined, 'c', 'a', undefined, 'ab'];

  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => new Date(time));
    scope = await newTenant(stores);
    const other = await newTenant(stores);
    for (const [i, title] of titles.entries()) {
      const emails = [
        { value: `${9 - i}@x`, primary: false },
        { value: `${i}@x`, primary: i % 2 === 0 },
      ];
      const document = { userName: `u${i}`, ...(title && { title, displayName: title, emails }), active: i % 3 === 0 };
      await createUser(stores, scope, document);
      await createUser(stores, other, document);
    }
  });
  afterAll(() => database.close());

  interface Asked {
    readonly sortBy?: string;
    readonly sortOrder?: string;
    readonly filter?: string;
    readonly limit?: number;
    readonly owner?: string;
    readonly type?: ResourceTypeName;
    readonly scope?: TenantScope;
  }
  const queryOf = ({ sortBy, sortOrder, filter }: Asked) => {
    const sort = parseSort(sortBy, sortOrder, userSchema);
    return {
      ...(sort === undefined ? {} : { sort }),
      ...(filter === undefined ? {} : { filter: resolveFilter(parseFilter(filter), userSchema) }),
    };
  };
  const page = (text: string, asked: Asked = {}): Promise<ResourcePage> =>
    stores.resources.list(asked.scope ?? scope, asked.type ?? 'User', {
      ...queryOf(asked),
      offset: 0,
      limit: asked.limit ?? 3,
      cursor: { text, owner: asked.owner ?? OWNER },
    });
  const namesOf = ({ resources }: ResourcePage) => resources.map(({ document }) => document.userName);
  async function walk(asked: Asked): Promise<readonly unknown[]> {
    const names: unknown[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const { nextCursor, ...found }: ResourcePage = await page(cursor, asked);
      expect(found.totalResults).toBe(asked.filter === undefined ? titles.length : found.totalResults);
      // The end is said on the last page, never by an empty one behind it.
      expect(found.resources.length).toBeGreaterThan(0);
      names.push(...namesOf(found));
      cursor = nextCursor;
    }
    return names;
  }

  const ORDERS = ['', 'id', 'userName', 'displayName', 'title', 'active', 'emails', 'meta.created'];
  it.each(ORDERS)('by %j are the list, both ways, in pages of any size', async (sortBy) => {
    for (const sortOrder of ['ascending', 'descending'])
      for (const filter of [undefined, 'userName sw "u" and not (userName eq "u4")'])
        for (const limit of [1, 3, 5, 9, 10, 11, 101]) {
          const asked = { sortBy, sortOrder, limit, ...(filter === undefined ? {} : { filter }) };
          const list = await stores.resources.list(scope, 'User', { ...queryOf(asked), offset: 0, limit: 100 });
          expect(await walk(asked)).toEqual(namesOf(list));
        }
  });

  it.each(['', 'userName'])('by %j show nobody twice and miss nobody while others come and go', async (sortBy) => {
    const own = await newTenant(stores);
    const ids = new Map<string, string>();
    const create = async (userName: string) => ids.set(userName, (await createUser(stores, own, { userName })).id);
    const remove = (userName: string) =>
      stores.resources.remove(own, 'User', ids.get(userName) ?? '', () => undefined, describeAs('r'));
    for (const name of ['b', 'd', 'f', 'h', 'j']) await create(name);
    const first = await page('', { scope: own, limit: 2, sortBy });
    await create('a');
    await remove('b');
    await remove('d');
    const rest = await page(first.nextCursor ?? '', { scope: own, limit: 3, sortBy });
    expect([namesOf(first), namesOf(rest)]).toEqual([
      ['b', 'd'],
      ['f', 'h', 'j'],
    ]);
  });

  it('asked for nothing, give the total and no cursor', async () => {
    expect(await page('', { limit: 0 })).toEqual({ totalResults: titles.length, resources: [] });
  });

  it('on another instance go on', async () => {
    const first = await page('');
    const other = storesOf(database, () => new Date(time)).resources;
    const query = { offset: 0, limit: 3, cursor: { text: first.nextCursor ?? '', owner: OWNER } };
    expect(namesOf(await other.list(scope, 'User', query))).toEqual(['u3', 'u4', 'u5']);
  });

  it('hide what they hold, and are never the same twice', async () => {
    const cursors = [await page('', { sortBy: 'title' }), await page('', { sortBy: 'title' })].map((p) => p.nextCursor);
    expect(cursors[0]).not.toBe(cursors[1]);
    for (const cursor of cursors) {
      expect(cursor).toMatch(/^[A-Za-z0-9_-]{40,1000}$/);
      expect(Buffer.from(cursor ?? '', 'base64url').toString('latin1')).not.toMatch(/plain|bytes/);
    }
  });

  const invalid = { status: 400, scimType: 'invalidCursor' };
  it.each<[string, Asked]>([
    ['another owner', { owner: 'connector 2 question' }],
    ['another type', { type: 'Group' }],
    ['no owner', { owner: '' }],
  ])('of %s do not open', async (_, asked) => {
    const { nextCursor = '' } = await page('');
    await expect(page(nextCursor, asked)).rejects.toMatchObject(invalid);
  });

  it('of another tenant do not open', async () => {
    const { nextCursor = '' } = await page('');
    await expect(page(nextCursor, { scope: await newTenant(stores) })).rejects.toMatchObject(invalid);
  });

  it('that were altered in any one character do not open', async () => {
    const { nextCursor = '' } = await page('');
    // The last character, too, of which some bits decode to nothing.
    const places = [...Array(Math.ceil(nextCursor.length / 7)).keys()].map((n) => n * 7);
    for (const at of [...places, nextCursor.length - 1]) {
      const changed = ALPHABET[(ALPHABET.indexOf(nextCursor[at] ?? '') ^ 1) % 64] ?? 'A';
      const text = nextCursor.slice(0, at) + changed + nextCursor.slice(at + 1);
      await expect(page(text)).rejects.toMatchObject(invalid);
    }
  });

  it.each([
    'x',
    ' ',
    'null',
    '1',
    'A'.repeat(40),
    'A'.repeat(60),
    'A'.repeat(1_001),
    '=',
    '../..',
    "' OR 1=1",
    '\u0000',
  ])('that are %j do not open', async (text) => {
    await expect(page(text)).rejects.toMatchObject(invalid);
  });

  it('expire', async () => {
    const { nextCursor = '' } = await page('');
    time += CURSOR_SECONDS * 1_000 - 1;
    expect(namesOf(await page(nextCursor))).toEqual(['u3', 'u4', 'u5']);
    time += 1;
    await expect(page(nextCursor)).rejects.toMatchObject({ status: 400, scimType: 'expiredCursor' });
  });
});
