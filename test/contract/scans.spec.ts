import type { BrowseQuery } from '../../src/directory/admin-resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlAdminResourceStore } from '../../src/persistence/sql-admin-resource-store.js';
import type { ResourceTypeName } from '../../src/protocol/schema/attribute-definition.js';
import { schemasWith } from '../../src/protocol/schema/extended-schemas.js';
import { groupSchema } from '../../src/protocol/schema/resource-types.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { parseFilter, resolveFilter } from '../support/lenient.js';
import { LONG_STATEMENT } from './long-statement.js';
import { openMigrated } from './open-migrated.js';
import { newTenant, type Stores, storesOf } from './stores.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const FIELDS = 'urn:example:User';
const userSchema = schemasWith(FIELDS, [
  {
    ...{ number: 1, fieldId: 'region', displayName: 'Region', type: 'string', multiValued: false, required: false },
    options: [],
  },
]).User;
const ID = '0190f4a5-7b1e-7000-8000-000000000001';

type Row = readonly [filter: string, type?: ResourceTypeName];

const typed = ([filter, type = 'User']: Row): [string, ResourceTypeName] => [filter, type];

/** Few are found, and nobody waits for those who look for many. */
const LOOK_UPS: readonly Row[] = [
  ['userName eq "jane"'],
  ['externalId eq "7"'],
  [`id eq "${ID}"`],
  ['emails.value eq "jane@x.io"'],
  ['emails[type eq "work" and value eq "jane@x.io"]'],
  ['name.familyName eq "Doe"'],
  ['name.familyName sw "Doe"'],
  ['userName eq "jane" or externalId eq "7"'],
  ['userName eq "jane" and active eq true'],
  ['active eq true and userName eq "jane"'],
  ['userName eq "jane" and not (title eq "boss")'],
  ['userName eq "jane" and (active eq true or title eq "boss")'],
  ['userName eq "jane" or (userName eq "joe" and active eq true)'],
  ['displayName eq "Staff"', 'Group'],
  [`members.value eq "${ID}"`, 'Group'],
];

/** Everybody may be found, or has to be looked at. */
const SCANS: readonly Row[] = [
  ['userName ne "jane"'],
  ['not (userName eq "jane")'],
  ['not (emails.value sw "user1")'],
  ['userName co "an"'],
  ['userName ew "ne"'],
  ['userName sw ""'],
  ['userName sw "ja"'],
  ['emails.value sw "j"'],
  ['emails[value sw "j"]'],
  ['userName sw "j" and active eq true'],
  ['title sw "boss"'],
  ['userName pr'],
  ['active eq true'],
  ['active eq false'],
  ['title eq "boss"'],
  ['userType eq "Employee"'],
  [`${ENTERPRISE}:department eq "Sales"`],
  [`${FIELDS}:region eq "EMEA"`],
  ['emails[type eq "work"]'],
  ['emails.primary eq true'],
  ['meta.created gt "2026-01-01T00:00:00Z"'],
  ['meta.lastModified gt "2026-01-01T00:00:00Z"'],
  [`groups.value eq "${ID}"`],
  ['active eq true and title eq "boss"'],
  ['userName eq "jane" and title co "os"'],
  ['userName eq "jane" or active eq true'],
  ['userName eq "jane" or not (userName eq "jane")'],
  ['displayName pr', 'Group'],
];

describeDatabases('who is asked as one of the scans', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    scope = await newTenant(stores);
  });
  afterAll(() => database.close());
  afterEach(() => jest.restoreAllMocks());

  async function scansOf(filter: string, type: ResourceTypeName): Promise<ReadonlySet<number | undefined>> {
    const search = jest.spyOn(database, 'search');
    const schema = type === 'User' ? userSchema : groupSchema;
    const resolved = resolveFilter(parseFilter(filter), schema);
    await stores.resources.list(scope, type, { filter: resolved, offset: 0, limit: 10 });
    // Which documents are to be looked at beside the index says an index.
    const asked = search.mock.calls.filter(([sql]) => !sql.includes('number_key'));
    expect(asked).not.toHaveLength(0);
    return new Set(asked.map(([, , options]) => options?.scanOf));
  }

  it.each(LOOK_UPS.map(typed))('not %s', async (filter, type) => {
    expect(await scansOf(filter, type)).toEqual(new Set([undefined]));
  });

  it.each(SCANS.map(typed))('%s', async (filter, type) => {
    expect(await scansOf(filter, type)).toEqual(new Set([scope.tenantPk]));
  });

  it('not a page of the whole list, whose total is known', async () => {
    const search = jest.spyOn(database, 'search');
    await stores.resources.list(scope, 'User', { offset: 0, limit: 10 });
    expect(search.mock.calls.map(([, , options]) => options?.scanOf)).toEqual([undefined]);
  });

  it.each<[string, Omit<BrowseQuery, 'limit'>, boolean]>([
    ['one after the other', { after: 7 }, false],
    ['made by hand', { source: 'manual' }, true],
    ['of a connector', { connectorPk: 7 }, true],
    ['inactive', { active: false }, true],
    ['unauthorized', { authorized: false }, true],
    ['deleted', { deletedSince: '2026-01-01T00:00:00.000Z' }, true],
  ])('what an admin lists: %s', async (_, query, isScan) => {
    const search = jest.spyOn(database, 'search');
    await new SqlAdminResourceStore(database).browse(scope, 'User', { ...query, limit: 10 });
    expect(search.mock.calls.map(([, , options]) => options?.scanOf)).toEqual([isScan ? scope.tenantPk : undefined]);
  });

  it('all searches of a list end when whoever asked would have gone', async () => {
    const hurried = await openMigrated(await provided.freshUrl(), { deadlineMs: 300, acquireTimeoutMs: 60_000 });
    const itsScope = await newTenant(storesOf(hurried));
    const slow = hurried.dialect === 'sqlite' ? LONG_STATEMENT : 'SELECT SLEEP(0.2) AS n';
    const running = [1, 2, 3].map(() => hurried.search(slow, [], { scanOf: itsScope.tenantPk }));
    const begunMs = performance.now();
    const filter = resolveFilter(parseFilter('title eq "boss"'), userSchema);
    const list = storesOf(hurried).resources.list(itsScope, 'User', { filter, offset: 0, limit: 10 });
    const outcome: unknown = await list.catch((error: unknown) => error);
    const tookMs = performance.now() - begunMs;
    await Promise.all(running);
    await hurried.close();
    expect(outcome).toMatchObject({ status: 503 });
    expect(tookMs).toBeLessThan(2_000);
  });

  it('one of a tenant runs at a time, and who waits in vain is told why', async () => {
    const impatient = await openMigrated(await provided.freshUrl(), { acquireTimeoutMs: 50 });
    const searches = impatient.dialect === 'sqlite' ? LONG_STATEMENT : 'SELECT SLEEP(0.4) AS n';
    const running = impatient.search(searches, [], { scanOf: 1 });
    await expect(impatient.search('SELECT 1 AS one', [], { scanOf: 1 })).rejects.toMatchObject({
      status: 503,
      detail: expect.stringMatching(/^Other searches .* are still running/) as string,
    });
    expect(await running).toHaveLength(1);
    expect(await impatient.search('SELECT 1 AS one', [], { scanOf: 1 })).toEqual([{ one: 1 }]);
    await impatient.close();
  });
});
