import fc from 'fast-check';
import { parseFilter, resolveFilter, parseSort } from '../support/lenient.js';
import type { StoredResource } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { INCOMPARABLE, storedKey } from '../../src/persistence/stored-key.js';
import { isJsonObject, type Json, type JsonObject } from '../../src/protocol/json.js';
import { type Sort } from '../../src/protocol/query/sort.js';
import { groupSchema, userSchema } from '../../src/protocol/schema/resource-types.js';
import { valueKey } from '../../src/protocol/schema/value-key.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { TEXTS, userDocument } from './random-directory.js';
import { createGroup, createUser, describeAs, newTenant, type Stores, storesOf } from './stores.js';

const RUNS = Number(process.env.SORT_RUNS ?? 100);
/** Repeats the directory of an earlier run, whose title names it. */
const SEED = Number(process.env.SORT_SEED ?? Date.now() % 1_000_000);
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PLACES = [
  ...['id', 'externalId', 'userName', 'displayName', 'active', 'meta.created', 'meta.lastModified', 'title'],
  ...['name.familyName', 'name.givenName', 'profileUrl', 'emails', 'emails.type', 'emails.display', 'emails.primary'],
  ...['roles', 'x509Certificates', 'addresses.locality', `${ENTERPRISE}:department`, `${ENTERPRISE}:manager`],
];
const FILTERS = [
  undefined,
  'title pr',
  'emails.value sw "a"',
  'active eq true or not (displayName pr)',
  'title co "x"',
];

const sortOf = (sortBy: string, order: string, schema = userSchema): Sort => {
  const sort = parseSort(sortBy, order, schema);
  if (sort === undefined) throw new Error('no order');
  return sort;
};

/** The order in memory, which is what `sort.ts` says: by the stored keys, the unassigned last, then by creation. */
function sorted(sort: Sort, created: readonly StoredResource[]): readonly StoredResource[] {
  const rows = created.map((resource, place) => ({ resource, place, key: keyOf(sort, resource) }));
  rows.sort((one, other) => {
    if (one.key === undefined || other.key === undefined)
      return Number(one.key === undefined) - Number(other.key === undefined) || one.place - other.place;
    return Buffer.compare(one.key, other.key) || one.place - other.place;
  });
  if (sort.order === 'descending') rows.reverse();
  return rows.map(({ resource }) => resource);
}

function keyOf({ path }: Sort, resource: StoredResource): Buffer | undefined {
  const { id, document, createdAt: created, lastModifiedAt: lastModified } = resource;
  const complete: JsonObject = { ...document, id, meta: { created, lastModified } };
  const container = path.extension === undefined ? complete : complete[path.extension.id];
  const whole = isJsonObject(container) ? container[path.attribute.name] : undefined;
  const sub = path.subAttribute?.name;
  const partOf = (value: Json | undefined): Json | undefined =>
    sub === undefined ? value : isJsonObject(value) ? value[sub] : undefined;
  const isAssigned = (value: Json | undefined): boolean => value !== undefined && value !== null && value !== '';
  const elements: readonly Json[] = Array.isArray(whole) ? (whole as readonly Json[]) : [];
  const primary = elements.find((element) => isJsonObject(element) && element.primary === true);
  const value = partOf(
    path.attribute.multiValued ? (primary ?? elements.find((element) => isAssigned(partOf(element)))) : whole,
  );
  if (!isAssigned(value) || value === undefined || typeof value === 'object') return undefined;
  const key = valueKey(path.subAttribute ?? path.attribute, value);
  return key === undefined ? INCOMPARABLE : storedKey(key);
}

describeDatabases(`sorted lists of the random directory ${SEED}`, (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let ticks = 0;
  /** Two resources at a time, and now and then one that looks older than the one before. */
  const clock = (): Date => new Date(Date.UTC(2026, 0, 1) + 1_000 * (Math.floor((ticks += 1) / 2) ^ 1));

  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, clock);
    scope = await newTenant(stores);
    const other = await newTenant(stores);
    const documents = fc.sample(userDocument, { numRuns: 60, seed: SEED });
    for (const [i, document] of documents.entries()) {
      const userName = `${TEXTS[i % TEXTS.length] ?? ''}${i}`;
      const user = await createUser(stores, scope, { userName, ...document });
      await createUser(stores, other, { userName, ...document });
      await createGroup(stores, scope, {
        displayName: TEXTS[(i * 7) % TEXTS.length] ?? '',
        ...(i % 2 ? {} : { externalId: `${i % 4}` }),
      });
      const next = { userName, ...documents[(i * 11) % documents.length] };
      if (i % 3 === 0)
        await stores.resources.update(
          scope,
          'User',
          user.id,
          () => ({ document: next, connectorPk: null }),
          describeAs('u'),
        );
      if (i % 7 === 0) await stores.resources.remove(scope, 'User', user.id, () => undefined, describeAs('r'));
    }
  });
  afterAll(() => database.close());

  const listed = async (sortBy: string, order: string, text: string | undefined, size: number) => {
    const sort = sortOf(sortBy, order);
    const filter = text === undefined ? {} : { filter: resolveFilter(parseFilter(text), userSchema) };
    const all = await stores.resources.list(scope, 'User', { ...filter, offset: 0, limit: 1_000 });
    const ids: string[] = [];
    for (let offset = 0; offset === 0 || offset < all.totalResults; offset += size) {
      const page = await stores.resources.list(scope, 'User', { ...filter, sort, offset, limit: size });
      expect(page.totalResults).toBe(all.totalResults);
      expect(page.resources.length).toBe(Math.min(size, all.totalResults - offset));
      ids.push(...page.resources.map(({ id }) => id));
    }
    expect(ids).toEqual(sorted(sort, all.resources).map(({ id }) => id));
  };

  it.each(PLACES)('by %s, in one page, short and long, both ways', async (sortBy) => {
    for (const order of ['ascending', 'descending'])
      for (const size of [100, 1_000]) await listed(sortBy, order, undefined, size);
  });

  it(`page by page, filtered, ${RUNS} times`, async () => {
    const order = fc.constantFrom('ascending', 'descending');
    const size = fc.constantFrom(1, 7, 50, 101);
    await fc.assert(fc.asyncProperty(fc.constantFrom(...PLACES), order, fc.constantFrom(...FILTERS), size, listed), {
      numRuns: RUNS,
    });
  }, 600_000);

  it.each(['displayName', 'externalId', 'meta.created', 'id'])('groups by %s', async (sortBy) => {
    const all = await stores.resources.list(scope, 'Group', { offset: 0, limit: 1_000 });
    for (const order of ['ascending', 'descending']) {
      const sort = sortOf(sortBy, order, groupSchema);
      const page = await stores.resources.list(scope, 'Group', { sort, offset: 0, limit: 100 });
      expect(page.resources.map(({ id }) => id)).toEqual(sorted(sort, all.resources).map(({ id }) => id));
    }
  });

  it('knows the total of an empty page, and of one beyond the end', async () => {
    const sort = sortOf('title', 'descending');
    const { totalResults } = await stores.resources.list(scope, 'User', { offset: 0, limit: 0 });
    for (const [offset, limit] of [
      [0, 0],
      [1_000, 10],
    ] as const)
      expect(await stores.resources.list(scope, 'User', { sort, offset, limit })).toEqual({
        totalResults,
        resources: [],
      });
  });

  it.each([
    ['User', 'groups'],
    ['User', 'groups.display'],
    ['Group', 'members'],
    ['User', 'meta.version'],
    ['User', 'meta.location'],
    ['User', 'meta.resourceType'],
    ['User', 'schemas'],
    ['User', 'emails.$ref'],
  ] as const)('refuses for %s what no index orders: %s', async (type, sortBy) => {
    const list = async () => {
      const sort = sortOf(sortBy, 'ascending', type === 'User' ? userSchema : groupSchema);
      return stores.resources.list(scope, type, { sort, offset: 0, limit: 0 });
    };
    await expect(list()).rejects.toMatchObject({ status: 400, scimType: 'invalidPath' });
  });
});

/** The SQL that each order sends, for review. */
describeDatabases('statements of sorted lists', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    scope = await newTenant(stores);
  });
  afterAll(() => database.close());

  const statementOf = async (sortBy: string, order: string, limit: number): Promise<string> => {
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    await stores.resources.list(scope, 'User', { sort: sortOf(sortBy, order), offset: 0, limit });
    delete database.onStatement;
    return seen.join('\n');
  };

  it.each([
    ['userName', 'ascending', 100],
    ['displayName', 'descending', 100],
    ['name.familyName', 'ascending', 100],
    ['emails', 'descending', 1_000],
    ['userName', 'descending', 1_000],
  ])('the statement by %s %s, at most %i', async (sortBy, order, limit) => {
    expect(await statementOf(sortBy, order, limit)).toMatchSnapshot();
  });
});
