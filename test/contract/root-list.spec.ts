import fc from 'fast-check';
import type { ResourcePage, RootPageQuery, StoredResource } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { storedKey } from '../../src/persistence/stored-key.js';
import { CURSOR_SECONDS } from '../../src/protocol/query/list-query.js';
import { parseRootQuery } from '../../src/protocol/query/root-query.js';
import type { ResourceTypeName } from '../../src/protocol/schema/attribute-definition.js';
import { CORE_SCHEMAS, groupSchema, userSchema } from '../../src/protocol/schema/resource-types.js';
import { valueKey } from '../../src/protocol/schema/value-key.js';
import { Tolerances } from '../../src/protocol/tolerance/tolerances.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases, describeSqlite } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { TEXTS, userDocument } from './random-directory.js';
import { createGroup, createUser, describeAs, newTenant, type Stores, storesOf } from './stores.js';

/** Repeats the directory of an earlier run, whose title names it. */
const SEED = Number(process.env.SORT_SEED ?? Date.now() % 1_000_000);
const TYPES = ['User', 'Group'] as const satisfies readonly ResourceTypeName[];
const OWNER = 'connector 1 question';

interface Asked {
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: string;
}
type Types = RootPageQuery['types'];

const rootQueryOf = (asked: Asked) => parseRootQuery({ ...asked }, CORE_SCHEMAS, new Tolerances('lenient'));

function askedOf(asked: Asked): Pick<RootPageQuery, 'types' | 'sort'> {
  const { filter, sort } = rootQueryOf(asked);
  const types: Types =
    filter === undefined ? { User: {}, Group: {} } : { User: { filter: filter.User }, Group: { filter: filter.Group } };
  return { types, ...(sort === undefined ? {} : { sort }) };
}

/** The list of one type, from the method that lists one type. */
async function ofType(stores: Stores, scope: TenantScope, type: ResourceTypeName, asked: Asked): Promise<ResourcePage> {
  const { filter, sort } = rootQueryOf(asked);
  const own = sort?.of[type];
  const page = await stores.resources.list(scope, type, {
    ...(filter === undefined ? {} : { filter: filter[type] }),
    ...(own === undefined ? {} : { sort: own }),
    ...{ offset: 0, limit: 1_000 },
  });
  // The type does not have the attribute: the order of creation, read backwards where all is.
  const isBackwards = sort?.order === 'descending' && own === undefined;
  return isBackwards ? { ...page, resources: [...page.resources].reverse() } : page;
}

/** The key of what both types have at the top, or undefined where it is unassigned. */
function keyOf(name: string, { type, id, document, createdAt: created }: StoredResource): Buffer | undefined {
  const path = (type === 'User' ? userSchema : groupSchema).resolve(name);
  if (path === undefined) return undefined;
  const value = { ...document, id, 'meta.created': created }[name];
  const key =
    typeof value === 'string' && value !== '' ? valueKey(path.subAttribute ?? path.attribute, value) : undefined;
  return key === undefined ? undefined : storedKey(key);
}

/** As `sort.ts` and `root-sort.ts` have it, ascending: by key, what has none last, then by creation. */
function compare(name: string, one: StoredResource, other: StoredResource): number {
  const [left, right] = [keyOf(name, one), keyOf(name, other)];
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined) || one.pk - other.pk;
  return Buffer.compare(left, right) || one.pk - other.pk;
}

describeDatabases(`users and groups in one list, of the random directory ${SEED}`, (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let time = Date.UTC(2026, 0, 1);

  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, () => new Date((time += 7)));
    scope = await newTenant(stores);
    const other = await newTenant(stores);
    const documents = fc.sample(userDocument, { numRuns: 30, seed: SEED });
    for (const [i, document] of documents.entries()) {
      const user = await createUser(stores, scope, { ...document, userName: `u${i}` });
      const group = { displayName: TEXTS[(i * 7) % TEXTS.length] ?? '', ...(i % 2 ? {} : { externalId: `${i % 4}` }) };
      const made = i % 5 === 0 ? undefined : await createGroup(stores, scope, group, [user.id]);
      await createUser(stores, other, { ...document, userName: `u${i}` });
      await createGroup(stores, other, group);
      if (i % 7 === 0) await stores.resources.remove(scope, 'User', user.id, () => undefined, describeAs('r'));
      if (made && i % 6 === 0) await stores.resources.remove(scope, 'Group', made.id, () => undefined, describeAs('r'));
    }
  });
  afterAll(() => database.close());

  const list = (asked: Asked, offset: number, limit: number): Promise<ResourcePage> =>
    stores.resources.listRoot(scope, { ...askedOf(asked), offset, limit });
  const page = (text: string, asked: Asked, limit: number, owner = OWNER, of = scope): Promise<ResourcePage> =>
    stores.resources.listRoot(of, { ...askedOf(asked), offset: 0, limit, cursor: { text, owner } });
  const idsOf = ({ resources }: Pick<ResourcePage, 'resources'>) => resources.map(({ id }) => id);

  const ORDERS: readonly Asked[] = [
    {},
    ...['displayName', 'externalId', 'id', 'meta.created', 'userName', 'title', 'emails', 'active'].flatMap((sortBy) =>
      ['ascending', 'descending'].map((sortOrder) => ({ sortBy, sortOrder })),
    ),
  ];
  const FILTERS: readonly (string | undefined)[] = [
    undefined,
    'displayName pr and not (externalId eq "0")',
    'userName sw "u1"',
    'not (userName pr)',
    'members pr or active eq true',
    'meta.resourceType eq "Group"',
    'userName pr and members pr',
  ];
  const QUESTIONS = ORDERS.flatMap((order) => FILTERS.map((filter) => ({ ...order, ...(filter && { filter }) })));

  it.each(QUESTIONS)('%j holds the list of each type, in one order', async (asked) => {
    const whole = await list(asked, 0, 1_000);
    let total = 0;
    for (const type of TYPES) {
      const own = await ofType(stores, scope, type, asked);
      expect(idsOf({ resources: whole.resources.filter((one) => one.type === type) })).toEqual(idsOf(own));
      total += own.totalResults;
    }
    expect([whole.totalResults, whole.resources.length]).toEqual([total, total]);
    if (asked.sortBy === undefined) {
      expect(whole.resources.map(({ type }) => type)).toEqual(
        whole.resources
          .map(({ type }) => type)
          .sort()
          .reverse(),
      );
    } else if (['displayName', 'externalId', 'id', 'meta.created', 'userName', 'title'].includes(asked.sortBy)) {
      const { sortBy, sortOrder } = asked;
      const ordered = [...whole.resources].sort((one, other) => compare(sortBy, one, other));
      expect(idsOf(whole)).toEqual(idsOf({ resources: sortOrder === 'descending' ? ordered.reverse() : ordered }));
    }
    expect(await list(asked, 0, 0)).toEqual({ totalResults: total, resources: [] });
    expect(await list(asked, total + 5, 3)).toEqual({ totalResults: total, resources: [] });
    expect(await list(asked, Number.MAX_SAFE_INTEGER - 1, 3)).toEqual({ totalResults: total, resources: [] });
  });

  // Every order with some filter, and every filter in some order.
  const WALKS = ORDERS.map((order, n) => {
    const filter = FILTERS[n % FILTERS.length];
    return { ...order, ...(filter && { filter }) };
  });

  it.each(WALKS)('%j in pages, by place and by cursor, is the list', async (asked) => {
    const whole = await list(asked, 0, 1_000);
    for (const size of [3, 20, 101]) {
      const placed: string[] = [];
      for (let offset = 0; offset < whole.totalResults; offset += size) {
        const found = await list(asked, offset, size);
        expect(found.totalResults).toBe(whole.totalResults);
        expect(found).not.toHaveProperty('nextCursor');
        placed.push(...idsOf(found));
      }
      expect(placed).toEqual(idsOf(whole));
      const walked: string[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const { nextCursor, ...found }: ResourcePage = await page(cursor, asked, size);
        expect(found.totalResults).toBe(whole.totalResults);
        if (whole.totalResults > 0) expect(found.resources.length).toBeGreaterThan(0);
        walked.push(...idsOf(found));
        // A walk that never ends is a failure, too.
        expect(walked.length).toBeLessThanOrEqual(whole.totalResults);
        cursor = nextCursor;
      }
      expect(walked).toEqual(idsOf(whole));
    }
  });

  it.each<Asked>([{}, { sortBy: 'displayName' }])(
    '%j by cursor shows nobody twice while others come and go',
    async (asked) => {
      const own = await newTenant(stores);
      const user = (displayName: string) => createUser(stores, own, { userName: displayName, displayName });
      const group = (displayName: string) => createGroup(stores, own, { displayName });
      const [b, d, f, h] = [await user('b'), await group('d'), await user('f'), await group('h')];
      const first = await page('', asked, 2, OWNER, own);
      const late = await user('a');
      for (const { type, id } of first.resources)
        await stores.resources.remove(own, type, id, () => undefined, describeAs('r'));
      const rest = await page(first.nextCursor ?? '', asked, 9, OWNER, own);
      const shown = asked.sortBy === undefined ? [b, f, late, d, h] : [b, d, f, h];
      expect([...idsOf(first), ...idsOf(rest)]).toEqual(shown.map(({ id }) => id));
    },
  );

  const invalid = { status: 400, scimType: 'invalidCursor' };
  it('does not open a cursor of another owner, tenant or list, altered, or after its time', async () => {
    const { nextCursor: cursor = '' } = await page('', {}, 3);
    await expect(page(cursor, {}, 3, 'connector 2 question')).rejects.toMatchObject(invalid);
    await expect(page(cursor, {}, 3, OWNER, await newTenant(stores))).rejects.toMatchObject(invalid);
    await expect(page(`${cursor.slice(0, -3)}AAA`, {}, 3)).rejects.toMatchObject(invalid);
    const query = { offset: 0, limit: 3, cursor: { text: cursor, owner: OWNER } };
    for (const type of TYPES) await expect(stores.resources.list(scope, type, query)).rejects.toMatchObject(invalid);
    const users = await stores.resources.list(scope, 'User', { ...query, cursor: { text: '', owner: OWNER } });
    await expect(page(users.nextCursor ?? '', {}, 3)).rejects.toMatchObject(invalid);
    expect((await page(cursor, {}, 3)).resources).toHaveLength(3);
    time += CURSOR_SECONDS * 1_000;
    await expect(page(cursor, {}, 3)).rejects.toMatchObject({ status: 400, scimType: 'expiredCursor' });
  });

  it.each(['groups', 'members', 'members.display', 'meta.version', 'meta.location', 'schemas'])(
    'refuses to sort by %s, also where nothing would be sorted',
    async (sortBy) => {
      for (const types of [{ User: {}, Group: {} }, { User: {} }, {}])
        await expect(
          stores.resources.listRoot(scope, { ...askedOf({ sortBy }), types, offset: 0, limit: 0 }),
        ).rejects.toMatchObject({ status: 400, scimType: 'invalidPath' });
    },
  );

  it('looks at no type that is not asked for', async () => {
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    const found = await stores.resources.listRoot(scope, { types: {}, offset: 0, limit: 10 });
    delete database.onStatement;
    expect([found, seen]).toEqual([{ totalResults: 0, resources: [] }, []]);
  });
});

/** The SQL that each order sends, for review. */
describeDatabases('statements of lists of users and groups', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    scope = await newTenant(stores);
    for (const name of ['a', 'b', 'c']) {
      await createUser(stores, scope, { userName: name });
      await createGroup(stores, scope, { displayName: name });
    }
  });
  afterAll(() => database.close());

  async function statementsOf(asked: Asked, limit: number, isWalk: boolean): Promise<readonly string[]> {
    const seen: string[] = [];
    const query = { ...askedOf(asked), offset: 0, limit };
    const cursorTo = (text = '') => (isWalk ? { cursor: { text, owner: OWNER } } : {});
    const { nextCursor } = await stores.resources.listRoot(scope, { ...query, ...cursorTo() });
    database.onStatement = (sql) => seen.push(sql);
    await stores.resources.listRoot(scope, { ...query, ...cursorTo(nextCursor) });
    delete database.onStatement;
    return seen;
  }

  it.each<[string, Asked, number, boolean]>([
    ['all', {}, 1, false],
    ['all, a long page', {}, 1_000, false],
    ['all, behind a cursor', {}, 1, true],
    ['one type', { filter: 'meta.resourceType eq "User"' }, 1, false],
    ['a name of both', { filter: 'displayName sw "a"' }, 1, false],
    ['by a name of both', { sortBy: 'displayName' }, 1, false],
    ['by a name of both, behind a cursor', { sortBy: 'displayName', sortOrder: 'descending' }, 1, true],
    ['by what users alone have', { sortBy: 'name.familyName', sortOrder: 'descending' }, 1_000, false],
  ])('%s', async (_, asked, limit, isWalk) => {
    expect((await statementsOf(asked, limit, isWalk)).join('\n')).toMatchSnapshot();
  });
});

/** Each type is found by the index by which a list of that type alone finds it. */
describeSqlite('plans of lists of users and groups', (provided) => {
  let database: Database;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
  });
  afterAll(() => database.close());

  async function stepsOf(asked: Asked, isSpoiled = false): Promise<readonly string[]> {
    const stores = storesOf(database);
    const statements: string[] = [];
    const scope = await newTenant(stores);
    database.onStatement = (sql) => statements.push(sql);
    const { filter, sort } = rootQueryOf(asked);
    // As the service asks: a type of which nothing can be found is not looked through.
    const types = Object.fromEntries(
      TYPES.flatMap((type) => (filter?.[type].kind === 'constant' ? [] : [[type, filter && { filter: filter[type] }]])),
    ) as Types;
    await stores.resources.listRoot(scope, { types, ...(sort && { sort }), offset: 0, limit: 100 });
    delete database.onStatement;
    const steps: string[] = [];
    for (const sql of statements) {
      const sent = isSpoiled ? sql.replaceAll('r.user_name_key', "(r.user_name_key || '')") : sql;
      const places = new Array<null>(sent.split('?').length - 1).fill(null);
      const plan = await database.read<{ detail: string }>(`EXPLAIN QUERY PLAN ${sent}`, places);
      steps.push(...plan.map(({ detail }) => detail));
    }
    return steps;
  }
  /** Through a table, or through the list of a type, resource by resource. */
  const walksOf = (steps: readonly string[]) =>
    steps.filter((step) => /^SCAN [ra]\b| \(tenant_id=\? AND type=\?(?: AND live=\?)?\)/.test(step));

  it.each<[string, readonly string[]]>([
    ['userName eq "a"', ['uq_resource_user_name (tenant_id=? AND type=? AND user_name_key=? AND live=?)']],
    ['displayName eq "a"', ['ix_resource_display_name (tenant_id=? AND type=? AND display_name_key=?']],
    ['externalId eq "a"', ['ix_resource_external_id (tenant_id=? AND type=? AND external_id_key=?']],
    ['title eq "a" and userName sw "b"', ['attribute_id=?']],
    ['userName eq "a" or displayName eq "b"', ['user_name_key=?', 'display_name_key=?']],
  ])('%s', async (filter, indexes) => {
    const steps = await stepsOf({ filter });
    expect(walksOf(steps)).toEqual([]);
    for (const index of indexes) expect(steps.join('\n')).toContain(index);
  });

  it('is seen failing for a statement that no index fits', async () => {
    expect(walksOf(await stepsOf({ filter: 'userName eq "a"' }, true))).not.toEqual([]);
  });
});
