import { uuidv7 } from '../../src/audit/uuidv7.js';
import { parseEventFilter } from '../../src/audit/event-filter.js';
import type { ResourceUpdate, StoredResource } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlAccessTokenStore } from '../../src/persistence/sql-access-token-store.js';
import { SqlGrantableStore } from '../../src/persistence/sql-grantable-store.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent, updateTo } from './sample-event.js';
import { createGroup, createUser, describeAs, idsOf, newTenant, type Stores, storesOf } from './stores.js';

const role = { kind: 'role', type: 'Role', id: 'admin', displayName: 'x', description: null } as const;

/** The SQL that each method sends, for review; a change of it is a change of this snapshot. */
describeDatabases('statements', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let user: StoredResource;
  let group: StoredResource;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    scope = await newTenant(stores);
    user = await createUser(stores, scope, { userName: 'a', title: 'old' });
    group = await createGroup(stores, scope, { displayName: 'g' });
  });
  afterAll(() => database.close());

  const update = (id: string, type: 'User' | 'Group', change: (current: StoredResource) => ResourceUpdate) =>
    stores.resources.update(scope, type, id, change, describeAs('u'));
  const title = (text: string) => (current: StoredResource) => ({
    document: { ...current.document, title: text },
    connectorPk: null,
  });

  it.each<[string, () => Promise<unknown>]>([
    ['create a user', () => createUser(stores, scope, { userName: uuidv7(), title: 't', emails: [{ value: 'e' }] })],
    ['update a user', () => update(user.id, 'User', title('new'))],
    [
      'add a member',
      () =>
        update(group.id, 'Group', ({ document }) => ({
          document,
          connectorPk: null,
          members: { kind: 'delta', add: [user.id], remove: [] },
        })),
    ],
    [
      'replace members',
      () =>
        update(group.id, 'Group', ({ document }) => ({
          document,
          connectorPk: null,
          members: { kind: 'replace', members: [] },
        })),
    ],
    ['find', () => stores.resources.find(scope, 'User', user.id)],
    ['find a user with its groups', () => stores.resources.findUser(scope, { id: user.id })],
    ['find a user by its name', () => stores.resources.findUser(scope, { userNameKey: 'a' })],
    ['list a page', () => stores.resources.list(scope, 'User', { offset: 0, limit: 1 })],
    ['members', () => stores.resources.membersOf(scope, [group.pk], 1_000)],
    ['groups', () => stores.resources.groupsOf(scope, [user.pk])],
    ['members of one, unless there are more than 100', () => stores.resources.membersOf(scope, [group.pk], 100)],
    ['find a credential', () => stores.credentials.findByHash(Buffer.alloc(32))],
    [
      'find a credential that was refused',
      () =>
        stores.credentials.findShown(
          { ...scope, connectorPk: 1 },
          { hash: Buffer.alloc(32), publicHalf: { type: 'basic', key: 'k' } },
        ),
    ],
    ['find the owner of an access token', () => new SqlAccessTokenStore(database).findOwner(Buffer.alloc(32))],
    [
      'forget access tokens and assertions that ended',
      () => new SqlAccessTokenStore(database).forgetExpired('2026-11-21T20:00:00.000Z'),
    ],
    ['append events', () => stores.log.append([{ ...scope, event: sampleEvent() }])],
    [
      'query events by a filter',
      () => {
        const { resolved, matches } = parseEventFilter('target.id eq "a" and outcome.result eq "FAILURE"');
        const where = { filter: resolved, matches };
        return stores.log.query(scope.tenantPk, { limit: 1, order: 'DESCENDING', where });
      },
    ],
    ['query events', () => stores.log.query(scope.tenantPk, { since: '2026', limit: 1, order: 'DESCENDING' })],
    ['create a role', () => new SqlGrantableStore(database).create(scope, role, sampleEvent())],
    ['find a role', () => new SqlGrantableStore(database).find(scope, 'role', role.id)],
    ['list roles', () => new SqlGrantableStore(database).list(scope, 'role', { limit: 1_000 })],
    [
      'update a role',
      () => new SqlGrantableStore(database).update(scope, 'role', role.id, updateTo({ displayName: 'y' })),
    ],
    ['types in use', () => new SqlGrantableStore(database).typesInUse(scope)],
    ['delete a role', () => new SqlGrantableStore(database).delete(scope, 'role', role.id, sampleEvent())],
    ['filter userName eq', () => idsOf(stores.resources, scope, 'User', 'userName eq "a"')],
    ['filter displayName sw or co', () => idsOf(stores.resources, scope, 'User', 'displayName sw "a" or title co "b"')],
    ['filter co or ew on one attribute', () => idsOf(stores.resources, scope, 'User', 'title co "a" or title ew "b"')],
    ['filter emails[and]', () => idsOf(stores.resources, scope, 'User', 'emails[type eq "work" and value eq "a"]')],
    ['filter not', () => idsOf(stores.resources, scope, 'User', 'not (emails pr) and active eq true')],
    ['filter members', () => idsOf(stores.resources, scope, 'Group', `members.value eq "${uuidv7()}"`)],
    ['update a tenant', () => stores.tenants.updateTenant(scope, updateTo({ displayName: 'y' }))],
    ['leave a tenant as it is', () => stores.tenants.updateTenant(scope, () => undefined)],
    ['remove', () => stores.resources.remove(scope, 'User', user.id, () => undefined, describeAs('r'))],
  ])('%s', async (_, act) => {
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    await act();
    delete database.onStatement;
    expect(seen.join('\n')).toMatchSnapshot();
  });
});
