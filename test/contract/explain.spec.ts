import { parseFilter, resolveFilter } from '../support/lenient.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { Database } from '../../src/persistence/database.js';
import { correctCount } from '../../src/persistence/live-count.js';
import { insertResource } from '../../src/persistence/write-resource.js';
import type { JsonObject } from '../../src/protocol/json.js';
import type { ResourceTypeName } from '../../src/protocol/schema/attribute-definition.js';
import { groupSchema, userSchema } from '../../src/protocol/schema/resource-types.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeMariaDb, describeSqlite } from '../support/databases.js';
import { readsOf } from '../support/handler-reads.js';
import { openMigrated } from './open-migrated.js';
import { createGroup, idsOf, newTenant, type Stores, storesOf } from './stores.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const USERS = 2_000;
const GROUPS = 20;

/** The nth user, at the nth second. Tenants hold the same, so whatever crosses doubles what is read. */
const userOf = (n: number): JsonObject => ({
  userName: `user${n}@x.io`,
  externalId: `ext${n}`,
  displayName: `User ${n}`,
  active: true,
  title: `title ${String(n % 20).padStart(2, '0')}`,
  name: { familyName: `Family ${n % 200}`, givenName: `Given ${n % 50}` },
  ...(n % 100 === 0 ? { nickName: `nick ${n}` } : {}),
  emails: [
    { value: `user${n}@x.io`, type: 'work', primary: true },
    { value: `home${n}@y.io`, type: 'home' },
  ],
  [ENTERPRISE]: { department: `dep ${n % 10}`, ...(n % 200 === 0 ? { manager: { value: `m${n}` } } : {}) },
});
const at = (n: number): string => new Date(Date.UTC(2026, 0, 1) + 1_000 * n).toISOString();

async function seed(stores: Stores): Promise<TenantScope> {
  const scope = await newTenant(stores);
  const ids = await stores.database.withTransaction(async (tx) => {
    const made: string[] = [];
    for (let n = 0; n < USERS; n += 1) {
      const draft = {
        type: 'User',
        id: `${uuidv7().slice(0, 24)}${String(n).padStart(12, '0')}`,
        connectorPk: null,
      } as const;
      await insertResource(tx, scope, { ...draft, document: userOf(n) }, at(n));
      made.push(draft.id);
    }
    return made;
  });
  await correctCount(stores.database, scope, 'User');
  for (let g = 0; g < GROUPS; g += 1)
    await createGroup(
      stores,
      scope,
      { displayName: `G${g}` },
      ids.filter((_, n) => n % 100 === g),
    );
  return scope;
}

type Row = readonly [filter: string, found: number, type?: 'Group'];

const rowsOf = (rows: readonly Row[]): readonly [string, number, ResourceTypeName][] =>
  rows.map(([filter, found, type]) => [filter, found, type ?? 'User']);

/** What is found is read, and little else. */
const NARROW: readonly Row[] = [
  ['userName eq "user7@x.io"', 1],
  ['userName eq "nobody"', 0],
  ['externalId eq "ext7"', 1],
  ['displayName eq "user 7"', 1],
  ['displayName eq "G7"', 1, 'Group'],
  ['emails.value eq "home7@y.io"', 1],
  ['title eq "title 07"', 100],
  [`${ENTERPRISE}:department eq "dep 3"`, 200],
  ['emails.value eq "home7@y.io" or emails.value eq "home8@y.io" or emails.value eq "no"', 2],
  ['userName sw "user199"', 11],
  ['emails.value sw "home199"', 11],
  ['displayName sw "G1"', 11, 'Group'],
  ['nickName pr', 20],
  ['title pr', USERS],
  ['emails pr', USERS],
  [`${ENTERPRISE}:manager pr`, 10],
  [`${ENTERPRISE} pr`, USERS],
  ['externalId pr', 0, 'Group'],
  [`meta.lastModified gt "${at(USERS - 11)}"`, 10],
  [`meta.lastModified ge "${at(100)}" and meta.lastModified lt "${at(150)}"`, 50],
  [`meta.lastModified eq "${at(3)}"`, 1],
  ['userName gt "user998@x.io"', 3],
  ['userName lt "user1000@x.io"', 1],
  ['title gt "title 18"', 100],
  ['title ge "title 18" and title lt "title 19"', 100],
  ['nickName le "nick 1"', 1],
  ['emails[type eq "work" and value eq "user7@x.io"]', 1],
  ['emails[type eq "home" and value eq "user7@x.io"]', 0],
  ['emails[type eq "work" and value sw "user199"]', 11],
  ['emails[type eq "work"].value eq "user7@x.io"', 1],
  ['userName eq "user7@x.io" and active eq true', 1],
  ['userName eq "user7@x.io" and title pr and emails.value co "@"', 1],
  ['name.familyName eq "family 7" and name.givenName eq "given 7"', 10],
  [`${ENTERPRISE}:department eq "dep 7" and name.familyName eq "family 7"`, 10],
  [`name.familyName eq "family 7" and ${ENTERPRISE}:department eq "dep 7"`, 10],
  ['name.familyName eq "family 7" and emails[type eq "work" and value sw "user"]', 10],
  ['emails.type eq "work" and emails.value eq "home7@y.io"', 1],
  ['userName sw "user199" and not (title eq "title 15")', 10],
  ['userName eq "user7@x.io" or emails.value eq "home8@y.io"', 2],
  ['userName eq "user7@x.io" or nickName sw "nick 1" or externalId eq "ext9"', 13],
  ['emails[type eq "work" and value eq "user7@x.io"] or displayName eq "user 8"', 2],
  ['(userName eq "user7@x.io" or externalId eq "ext8") and (title pr or emails.value eq "x")', 2],
  ['nickName pr or userName eq "user7@x.io"', 21],
  [`${ENTERPRISE}:manager pr or externalId eq "ext7"`, 11],
  ['groups.display eq "G7"', 20],
  ['members.display eq "User 7"', 1, 'Group'],
  ['displayName eq "G7" and members.display eq "User 107"', 1, 'Group'],
];

/** Looks through what the tenant has of one attribute, or through its list, once. */
const WIDE: readonly Row[] = [
  ['emails.value co "user7@"', 1],
  ['userName ew "7@x.io" and emails.value ew "7@y.io"', 200],
  ['active eq false', 0],
  ['active eq true', USERS],
  ['meta.created gt "2027-01-01T00:00:00Z"', 0],
  ['meta.version eq "W/\\"2\\""', 0],
  ['id sw "zz"', 0],
  ['title ne "title 07"', USERS - 100],
  ['not (nickName pr)', USERS - 20],
  ['emails[type eq "home" and primary eq true]', 0],
  ['groups.display sw "G1"', 220],
  ['not (groups.display sw "G1") and not (groups.display sw "x")', USERS - 220],
  ['groups pr', 400],
];

const filterOf = (text: string, type: ResourceTypeName = 'User') =>
  resolveFilter(parseFilter(text), type === 'User' ? userSchema : groupSchema);

describeSqlite('plans of filters', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    scope = await seed(stores);
    await seed(stores);
  }, 60_000);
  afterAll(() => database.close());

  /** The steps of SQLite's plans for everything that a list sends. */
  async function plansOf(text: string, type: ResourceTypeName = 'User', limit = 100) {
    const statements: string[] = [];
    database.onStatement = (sql) => statements.push(sql);
    const { totalResults } = await stores.resources.list(scope, type, {
      filter: filterOf(text, type),
      offset: 0,
      limit,
    });
    delete database.onStatement;
    const steps: string[] = [];
    for (const sql of statements) steps.push(...(await planOf(sql)));
    return { totalResults, steps };
  }

  async function planOf(sql: string): Promise<readonly string[]> {
    const places = new Array<null>(sql.split('?').length - 1).fill(null);
    const rows = await database.read<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, places);
    return rows.map(({ detail }) => detail);
  }

  /** A table read from its beginning to its end. What the statement itself has found has one of the other names. */
  const scansOf = (steps: readonly string[]) => steps.filter((step) => /^SCAN (?!(?:p|d|n|c)$|\()/.test(step));
  /** Through the list of a tenant, resource by resource. */
  const walksOf = (steps: readonly string[]) =>
    steps.filter((step) => / \(tenant_id=\? AND type=\?(?: AND live=\?)?\)/.test(step));

  it.each(rowsOf(NARROW))('%s finds %i by an index', async (filter, found, type) => {
    for (const limit of [100, 0]) {
      const { totalResults, steps } = await plansOf(filter, type, limit);
      expect(totalResults).toBe(found);
      expect([...scansOf(steps), ...walksOf(steps)]).toEqual([]);
      expect(steps.join()).toContain('SEARCH');
    }
  });

  it.each(rowsOf(WIDE))('%s finds %i and leaves other tenants alone', async (filter, found, type) => {
    const { totalResults, steps } = await plansOf(filter, type);
    expect(totalResults).toBe(found);
    expect(scansOf(steps)).toEqual([]);
  });

  it.each([
    ['userName eq "a"', 'uq_resource_user_name (tenant_id=? AND type=? AND user_name_key=? AND live=?)'],
    ['userName gt "a"', 'uq_resource_user_name (tenant_id=? AND type=? AND user_name_key>? AND user_name_key<?)'],
    ['externalId eq "a"', 'ix_resource_external_id (tenant_id=? AND type=? AND external_id_key=? AND live=?)'],
    ['externalId pr', 'ix_resource_external_id (tenant_id=? AND type=? AND external_id_key>?)'],
    ['displayName sw "a"', 'ix_resource_display_name (tenant_id=? AND type=? AND display_name_key>?'],
    ['id eq "01900000-0000-7000-8000-000000000000"', 'uq_resource_id (tenant_id=? AND id=?)'],
    [
      'meta.lastModified gt "2026-01-01T00:00:00Z"',
      'ix_resource_last_modified (tenant_id=? AND type=? AND last_modified_at>?)',
    ],
    ['title eq "a"', 'SEARCH a USING PRIMARY KEY (tenant_id=? AND attribute_id=? AND value_key=?)'],
    ['title sw "a"', 'SEARCH a USING PRIMARY KEY (tenant_id=? AND attribute_id=? AND value_key>? AND value_key<?)'],
    ['title pr', 'SEARCH p USING PRIMARY KEY (tenant_id=? AND attribute_id=?)'],
    [
      'emails[type eq "a" and value eq "b"]',
      'SEARCH e USING PRIMARY KEY (tenant_id=? AND attribute_id=? AND value_key=?)',
    ],
    [
      'emails[type eq "a" and value eq "b"]',
      'USING COVERING INDEX ix_attribute_index_resource (resource_pk=? AND attribute_id=? AND element=?)',
    ],
    [
      'userName eq "a" and title eq "b"',
      'USING COVERING INDEX ix_attribute_index_resource (resource_pk=? AND attribute_id=?)',
    ],
  ])('%s uses %s', async (filter, index) => {
    expect((await plansOf(filter)).steps.join('\n')).toContain(index);
  });

  it('is seen failing for a statement that no index fits', async () => {
    const all = await planOf('SELECT r.pk FROM resource r WHERE lower(r.user_name_key) = ? AND r.tenant_id + 0 = ?');
    expect(scansOf(all)).not.toEqual([]);
    const list = 'r.tenant_id = ? AND r.type = ? AND r.live = 1';
    const walked = await planOf(`SELECT r.pk FROM resource r WHERE ${list} AND substr(r.user_name_key, 1) = ?`);
    expect(walksOf(walked)).not.toEqual([]);
  });
});

describeMariaDb('rows that filters read', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let other: TenantScope;
  beforeAll(async () => {
    // One connection, whose counters tell.
    database = await openMigrated(await provided.url(), { connectionLimit: 1 });
    stores = storesOf(database);
    scope = await seed(stores);
    other = await seed(stores);
    await createGroup(
      stores,
      other,
      { displayName: 'most of them' },
      await idsOf(stores.resources, other, 'User', 'title sw "title 0"'),
    );
    await database.read('ANALYZE TABLE resource, attribute_index, membership');
  }, 60_000);
  afterAll(() => database.close());

  const list = (text: string, type: ResourceTypeName = 'User', limit = 100) =>
    stores.resources.list(scope, type, { filter: filterOf(text, type), offset: 0, limit });

  /** What both statements of a list, its page and its total, read to find so many. */
  async function readsToFind(filter: string, found: number, type: ResourceTypeName): Promise<number> {
    const idle = await readsOf(database, async () => undefined);
    const page = await readsOf(database, async () => expect((await list(filter, type)).totalResults).toBe(found));
    const total = await readsOf(database, async () => expect((await list(filter, type, 0)).totalResults).toBe(found));
    return Math.max(page, total) - idle;
  }

  // Of one user the index holds up to nine rows here; `emails pr` reads them all.
  it.each(rowsOf(NARROW))('%s finds %i and reads little more', async (filter, found, type) => {
    expect(await readsToFind(filter, found, type)).toBeLessThanOrEqual(13 * found + 20);
  });

  it.each(rowsOf(WIDE))('%s finds %i in one walk', async (filter, found, type) => {
    expect(await readsToFind(filter, found, type)).toBeLessThanOrEqual(7 * USERS);
  });

  it('reads the groups of some users, and not what else is in a group of half of the directory', async () => {
    const page = await stores.resources.list(other, 'User', { offset: 15, limit: 5 });
    const pks = page.resources.map(({ pk }) => pk);
    const seen = await readsOf(database, async () =>
      expect((await stores.resources.groupsOf(other, pks)).size).toBe(5),
    );
    expect(seen).toBeLessThan(60);
  });

  it('walks to the last page as easily as to the first one', async () => {
    const page = (offset: number) => () => stores.resources.list(scope, 'User', { offset, limit: 100, walk: 'w' });
    const first = await readsOf(database, page(0));
    for (let offset = 100; offset < USERS - 100; offset += 100) {
      await page(offset)();
      await database.ping(); // the one connection: the bookmark is written before
    }
    const last = await readsOf(database, async () => expect((await page(USERS - 100)()).totalResults).toBe(USERS));
    expect(last).toBeLessThan(1.2 * first + 10);
    // The negative control: without the walk the pages before are passed over.
    const counted = () => stores.resources.list(scope, 'User', { offset: USERS - 100, limit: 100 });
    expect(await readsOf(database, counted)).toBeGreaterThan(USERS);
  });

  it('is seen failing for a statement that no index fits', async () => {
    const spoiled = "SELECT COUNT(*) FROM resource r WHERE r.tenant_id = ? AND CONCAT(r.user_name_key, '') = ?";
    expect(await readsOf(database, () => database.read(spoiled, [scope.tenantPk, 'user7@x.io']))).toBeGreaterThan(
      USERS,
    );
  });
});
