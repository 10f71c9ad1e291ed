import fc from 'fast-check';
import { parseFilter, resolveFilter } from '../support/lenient.js';
import type { MemberRow, StoredResource } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { versionTag } from '../../src/protocol/etag.js';
import { evaluateFilter } from '../../src/protocol/filter/evaluate-filter.js';
import type { JsonObject } from '../../src/protocol/json.js';
import { ScimError } from '../../src/protocol/scim-error.js';
import type { ResourceTypeName } from '../../src/protocol/schema/attribute-definition.js';
import { publishedDocument } from '../../src/protocol/schema/field-values.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { groupFilter, type Literals, TEXTS, userFilter } from './random-directory.js';
import { FIELD_SCHEMAS, fieldCondition, userWithFields } from './random-fields.js';
import { BASE_URL, createGroup, createUser, describeAs, idsOf, newTenant, type Stores, storesOf } from './stores.js';

/** Filters compared, over both types on both databases: 10,000 here, a million by `npm run test:filters`. */
const PAIRS = Math.ceil(Number(process.env.FILTER_PAIRS ?? 10_000) / 4);
/** Repeats the directory of an earlier run, whose title names it. */
const SEED = Number(process.env.FILTER_SEED ?? Date.now() % 1_000_000);
const USERS = 60;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The evaluator in memory is what a filter means (RFC 7644 §3.4.2.2); SQL must find the same resources. */
describeDatabases(`random filters over the random directory ${SEED}`, (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let literals: Literals;
  const complete: Record<ResourceTypeName, JsonObject[]> = { User: [], Group: [] };
  let ticks = 0;
  let refused = 0;
  const clock = (): Date => new Date(Date.UTC(2026, 0, 1) + 1_000 * (ticks += 1));

  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database, clock);
    scope = await newTenant(stores);
    // A second directory, of which nothing may ever be found.
    const other = await newTenant(stores);
    const documents = fc.sample(userWithFields, { numRuns: USERS, seed: SEED });
    const nameOf = (i: number): string => `${i}${TEXTS[i % TEXTS.length] ?? ''}`;
    const users: StoredResource[] = [];
    for (const [i, document] of documents.entries()) {
      const user = await createUser(stores, scope, { userName: nameOf(i), ...document });
      users.push(user);
      await createUser(stores, other, { userName: `${i}`, ...document });
    }
    await change(users);
    for (const [g, displayName] of ['a', 'A', 'b', 'jos\u00e9', 'g', 'x'.repeat(300)].entries()) {
      const members = users.filter((_, i) => i % 7 !== 0 && (i * 3 + g * 7) % 10 < 3).map(({ id }) => id);
      await createGroup(stores, scope, { displayName }, members);
    }
    for (const type of ['User', 'Group'] as const) complete[type] = await completeResources(type);
    literals = {
      instants: complete.User.slice(0, 5).map(({ meta }) => textOf((meta as JsonObject).created)),
      ids: [...complete.User.slice(0, 3), ...complete.Group.slice(0, 2)].map(({ id }) => textOf(id)),
      base: BASE_URL,
    };
  });
  afterAll(() => database.close());

  /** Index rows are written as differences: a third of the users changes, every seventh goes. */
  async function change(users: readonly StoredResource[]): Promise<void> {
    const documents = fc.sample(userWithFields, { numRuns: users.length, seed: SEED + 1 });
    for (const [i, { id, document }] of users.entries()) {
      const next = { userName: document.userName ?? '', ...documents[i] };
      if (i % 3 === 0)
        await stores.resources.update(
          scope,
          'User',
          id,
          () => ({ document: next, connectorPk: null }),
          describeAs('u'),
        );
      if (i % 7 === 0) await stores.resources.remove(scope, 'User', id, () => undefined, describeAs('r'));
    }
  }

  async function completeResources(type: ResourceTypeName): Promise<JsonObject[]> {
    const { resources } = await stores.resources.list(scope, type, { offset: 0, limit: 1_000 });
    const pks = resources.map(({ pk }) => pk);
    const related = await (type === 'User'
      ? stores.resources.groupsOf(scope, pks)
      : stores.resources.membersOf(scope, pks, 100_000));
    return resources.map((resource) => assemble(resource, related?.get(resource.pk) ?? []));
  }

  function assemble({ pk: _, type, id, document, ...rest }: StoredResource, related: readonly MemberRow[]): JsonObject {
    const other = type === 'User' ? 'Groups' : 'Users';
    const references = related.map((row) => ({
      value: row.id,
      $ref: `${BASE_URL}/${other}/${row.id}`,
      display: row.display,
      type: type === 'User' ? 'direct' : 'User',
    }));
    return {
      id,
      ...publishedDocument(document, FIELD_SCHEMAS[type].extendedFields),
      [type === 'User' ? 'groups' : 'members']: references,
      meta: {
        resourceType: type,
        created: rest.createdAt,
        lastModified: rest.lastModifiedAt,
        location: `${BASE_URL}/${type}s/${id}`,
        version: versionTag(rest.version),
      },
    };
  }

  const agree = (type: ResourceTypeName) => async (filter: string) => {
    const resolved = resolveFilter(parseFilter(filter), FIELD_SCHEMAS[type]);
    const expected = complete[type].filter((resource) => evaluateFilter(resolved, resource)).map(({ id }) => id);
    const found = await idsOf(stores.resources, scope, type, filter, FIELD_SCHEMAS).catch((error: unknown) => {
      if (error instanceof ScimError && error.scimType === 'tooMany') return undefined;
      throw error;
    });
    // A random tree may hold more scans than are answered; few do.
    if (found === undefined) refused += 1;
    fc.pre(found !== undefined);
    expect(found).toEqual(expected);
  };

  it(`agrees with the evaluator on users, ${PAIRS} times`, async () => {
    await fc.assert(fc.asyncProperty(userFilter(literals, fieldCondition), agree('User')), { numRuns: PAIRS });
  }, 7_200_000);

  afterEach(() => expect(refused).toBeLessThan(PAIRS / 2));

  it(`agrees with the evaluator on groups, ${PAIRS} times`, async () => {
    await fc.assert(fc.asyncProperty(groupFilter(literals), agree('Group')), { numRuns: PAIRS });
  }, 7_200_000);
});
