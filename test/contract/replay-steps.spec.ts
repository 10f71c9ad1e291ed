import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import type { DatabaseUrl } from '../../src/config/env.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlExtendedFieldStore } from '../../src/persistence/sql-extended-field-store.js';
import { SqlFieldCleanupStore } from '../../src/persistence/sql-field-cleanup-store.js';
import { SqlTombstoneStore } from '../../src/persistence/sql-tombstone-store.js';
import { replayDatabase } from '../../src/replay-database.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { createGroup, createUser, describeAs, newTenant, type Stores, storesOf } from './stores.js';

const TOMORROW = '2099-01-01T00:00:00.000Z';

/** What is done in several transactions is in the log as far as it is done. The events' own `changes` say nothing here. */
describeDatabases('replay of what takes many steps', (provided) => {
  let url: DatabaseUrl;
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let slug: string;
  beforeAll(async () => {
    url = await provided.url();
    database = await openMigrated(url);
    stores = storesOf(database);
  });
  beforeEach(async () => {
    scope = await newTenant(stores);
    const [row] = await database.read<{ slug: string }>('SELECT slug FROM tenant WHERE pk = ?', [scope.tenantPk]);
    slug = String(row?.slug);
  });
  afterAll(() => database.close());

  const expectEqual = async (): Promise<void> => {
    const report = await replayDatabase(url, slug, 5);
    expect(report).toMatchObject({ differences: [], breaks: [], older: 0 });
  };
  const recentEvents = async (): Promise<readonly LogEvent[]> =>
    (await stores.log.query(scope.tenantPk, { limit: 1_000, order: 'DESCENDING' })).events.toReversed();
  const effectsOf = async (): Promise<readonly (readonly [message: string, effects: number])[]> =>
    (await recentEvents()).map(({ displayMessage, effects = [] }: LogEvent) => [displayMessage, effects.length]);

  it('a connector that owned 600 users: the first 500 in events of their own', async () => {
    const draft = { id: uuidv7(), slug: 'okta', displayName: 'Okta', ...presetOf('okta') };
    const connectorPk = (await stores.tenants.createConnector(scope, draft, sampleEvent()))?.pk ?? 0;
    for (let i = 0; i < 600; i += 1)
      await stores.resources.create(
        scope,
        { type: 'User', id: uuidv7(), connectorPk, document: { userName: `u${i}` } },
        describeAs('created'),
      );
    await expectEqual();
    await stores.tenants.deleteConnector(scope, connectorPk, sampleEvent('gone'), (n) => sampleEvent(`released ${n}`));
    await expectEqual();
    expect((await effectsOf()).slice(-3)).toEqual([
      ['released 250', 250],
      ['released 250', 250],
      ['gone', 100],
    ]);
  });

  it('a group with 1,200 members that goes for good, after each step', async () => {
    const users: string[] = [];
    for (let i = 0; i < 1_200; i += 1) users.push((await createUser(stores, scope, { userName: `u${i}` })).id);
    const group = await createGroup(stores, scope, { displayName: 'large' }, users);
    await stores.resources.remove(scope, 'Group', group.id, () => undefined, describeAs('removed'));
    await stores.resources.remove(scope, 'User', String(users[0]), () => undefined, describeAs('removed'));
    const tombstones = new SqlTombstoneStore(database);
    const step = (): Promise<boolean> =>
      tombstones.purge(scope, TOMORROW, (ids) => sampleEvent(`purged ${ids.length}`));
    await expectEqual();
    expect(await step()).toBe(true);
    await expectEqual();
    expect(await step()).toBe(false);
    await expectEqual();
    expect((await effectsOf()).slice(-2)).toEqual([
      ['purged 0', 1],
      ['purged 2', 2],
    ]);
  });

  it('a field that 120 users had, after each step, a user that is deleted between them among these', async () => {
    const now = { at: new Date() };
    const fields = new SqlExtendedFieldStore(database, () => now.at);
    const field = await fields.create(
      scope,
      {
        ...{ fieldId: 'badge', displayName: 'Badge', type: 'string', multiValued: false, required: false },
        options: [],
      },
      sampleEvent(),
    );
    if (typeof field === 'string') throw new Error(field);
    const slot = `${field.number}:string`;
    for (let i = 0; i < 120; i += 1)
      await createUser(stores, scope, { userName: `u${i}`, $fields: { [slot]: `b${i}`, '999:string': 'stays' } });
    const last = await createUser(stores, scope, { userName: 'last', $fields: { [slot]: 'zzz' } });
    await fields.delete(scope, field.number, sampleEvent());
    await expectEqual();
    const cleanup = new SqlFieldCleanupStore(database, () => now.at);
    const [deleted] = (await cleanup.deletedFields()).filter(({ tenantPk }) => tenantPk === scope.tenantPk);
    if (deleted === undefined) throw new Error('the field is not deleted');
    const step = (): Promise<string> =>
      cleanup.cleanStep(deleted, {
        step: (users) => sampleEvent(`cleaned ${users}`),
        end: (users) => sampleEvent(`cleaned all ${users}`),
      });
    expect(await step()).toBe('more');
    await expectEqual();
    await stores.resources.remove(scope, 'User', last.id, () => undefined, describeAs('removed'));
    while ((await step()) === 'more') await expectEqual();
    now.at = new Date(Date.now() + 60_000);
    expect(await step()).toBe('done');
    await expectEqual();
    const cleaned = (await effectsOf()).filter(([message]) => message.startsWith('cleaned'));
    expect(cleaned).toEqual([
      ['cleaned 50', 50],
      ['cleaned 50', 50],
      ['cleaned 20', 20],
      ['cleaned all 120', 0],
    ]);
    await new SqlTombstoneStore(database).restore(
      scope,
      'User',
      last.id,
      '2000-01-01T00:00:00.000Z',
      describeAs('back'),
    );
    await expectEqual();
  });

  it('a group that is replaced names the difference alone', async () => {
    const users: string[] = [];
    for (let i = 0; i < 50; i += 1) users.push((await createUser(stores, scope, { userName: `u${i}` })).id);
    const group = await createGroup(stores, scope, { displayName: 'g' }, users.slice(0, 49));
    await stores.resources.update(
      scope,
      'Group',
      group.id,
      ({ document }) => ({ document, connectorPk: null, members: { kind: 'replace', members: users.slice(1) } }),
      describeAs('replaced'),
    );
    await expectEqual();
    const last = (await recentEvents()).at(-1);
    expect(last?.effects).toMatchObject([{ version: 2, addedMembers: [users[49]], removedMembers: [users[0]] }]);
  });

  it('what is older than the log that can be replayed is said, and is not taken for equal', async () => {
    await createUser(stores, scope, { userName: 'before' });
    await database.withTransaction((tx) => tx.execute('DELETE FROM log_event WHERE tenant_id = ?', [scope.tenantPk]));
    expect(await replayDatabase(url, slug, 5)).toMatchObject({ events: 0, since: null, older: 1, differenceCount: 0 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await createUser(stores, scope, { userName: 'after' });
    expect(await replayDatabase(url, slug, 5)).toMatchObject({ events: 1, older: 1, differenceCount: 0 });
  });

  it.each([
    ['a tenant that is not there', 'nobody', /no tenant "nobody"/],
    ['a slug that is none', "x' OR '1", /no tenant/],
  ])('%s is said in words', async (_, name, words) => {
    expect(await replayDatabase(url, name, 5)).toEqual({ failure: expect.stringMatching(words) as string });
  });

  it('a database that is not there, or not brought up to date, is said in words', async () => {
    const fresh = await provided.freshUrl();
    const words = provided.kind === 'sqlite' ? /There is no database yet/ : /rollbook migrate/;
    expect(await replayDatabase(fresh, slug, 5)).toEqual({ failure: expect.stringMatching(words) as string });
  });
});
