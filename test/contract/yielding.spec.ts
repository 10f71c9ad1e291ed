import { parseEventFilter } from '../../src/audit/event-filter.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { Database } from '../../src/persistence/database.js';
import { LogWatermark } from '../../src/persistence/log-watermark.js';
import { SqlLogLedgerStore } from '../../src/persistence/sql-log-ledger-store.js';
import { presetOf } from '../../src/tenancy/connector-settings.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeSqlite } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { createGroup, createUser, newTenant, type Stores, storesOf } from './stores.js';

const USERS = 1_000;
const EVENTS = 1_000;
const MEMBERS = 5_000;
/** Units of work that come together, and how long each takes. */
const UNITS = 16;
const UNIT_MS = 3;

/** SQLite answers without ever waiting, so who does much at once must let the requests of others in between. */
describeSqlite('long work', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let connectorPk: number;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
  });
  beforeEach(async () => {
    scope = await newTenant(stores);
    const draft = { id: uuidv7(), slug: 'okta', displayName: 'Okta', ...presetOf('okta') };
    connectorPk = (await stores.tenants.createConnector(scope, draft, sampleEvent()))?.pk ?? 0;
  });
  afterAll(() => database.close());

  /** How often others could have run meanwhile. */
  const turnsOf = async (work: () => Promise<unknown>): Promise<number> => {
    let turns = -1;
    let next: NodeJS.Immediate | undefined;
    const turn = (): void => {
      turns += 1;
      next = setImmediate(turn);
    };
    turn();
    await work();
    clearImmediate(next);
    return turns;
  };
  const manyUsers = async (): Promise<void> => {
    for (let i = 0; i < USERS; i += 1) {
      const draft = { type: 'User', id: uuidv7(), connectorPk, document: { userName: `u${i}` } } as const;
      await stores.resources.create(scope, draft, () => sampleEvent());
    }
  };
  const largeGroup = async (): Promise<void> => {
    const group = await createGroup(stores, scope, { displayName: 'large' });
    await database.withTransaction(async (tx) => {
      for (let from = 0; from < MEMBERS; from += 500) {
        const rows = Array.from({ length: 500 }, (_, i) => `(${group.pk}, ${1_000_000 + from + i})`);
        await tx.execute(`INSERT INTO membership (group_pk, member_pk) VALUES ${rows.join(', ')}`);
      }
    });
  };
  const deleteTenant = (): Promise<unknown> => stores.tenants.deleteTenant(scope);
  const deleteConnector = (): Promise<unknown> =>
    stores.tenants.deleteConnector(scope, connectorPk, sampleEvent(), () => sampleEvent());

  it.each<[string, () => Promise<void>, () => Promise<unknown>, number]>([
    ['a tenant with many users', manyUsers, deleteTenant, USERS / 250],
    ['a tenant with one large group', largeGroup, deleteTenant, MEMBERS / 1_000],
    ['a connector that owned many users', manyUsers, deleteConnector, USERS / 250],
  ])('the deletion of %s lets others in after every step', async (_, prepare, remove, steps) => {
    await prepare();
    expect(await turnsOf(remove)).toBeGreaterThanOrEqual(steps);
    const [left] = await database.read<{ n: number }>('SELECT COUNT(*) AS n FROM connector WHERE pk = ?', [
      connectorPk,
    ]);
    expect(Number(left?.n)).toBe(0);
  });

  it('so does who takes a backlog into the chain, and rests as long as it worked', async () => {
    const entries = Array.from({ length: EVENTS }, () => ({ tenantPk: scope.tenantPk, event: sampleEvent() }));
    await stores.log.append(entries);
    const sizes = { batch: 20, bytes: 1_000_000, segment: 2_000 };
    const ledger = new SqlLogLedgerStore(database, new LogWatermark(database), sizes);
    // A COMMIT alone lets others in once or twice; a rest does as often as there is time for.
    expect(await turnsOf(() => ledger.follow())).toBeGreaterThan((10 * EVENTS) / sizes.batch);
    expect((await ledger.headOf(scope.tenantPk)).pending).toBe(0);
  });

  it.each<[string, number, number, number]>([
    ['many events', 250, 0, 3],
    ['long events', 10, 100_000, 5],
  ])('a backlog of %s is taken in step by step', async (...given) => {
    const [, count, characters, steps] = given;
    const its = await newTenant(stores);
    const ledger = new SqlLogLedgerStore(database, new LogWatermark(database));
    await ledger.follow();
    const displayMessage = 'x'.repeat(characters);
    const events = Array.from({ length: count }, () => ({
      ...sampleEvent(),
      ...(characters > 0 && { displayMessage }),
    }));
    await stores.log.append(events.map((event) => ({ tenantPk: its.tenantPk, event })));
    const units = jest.spyOn(database, 'withTransaction');
    await ledger.follow();
    expect(units).toHaveBeenCalledTimes(steps);
    units.mockRestore();
    expect((await ledger.headOf(its.tenantPk)).pending).toBe(0);
  });

  it('so does who asks the log, between two looks and between two events that are looked at', async () => {
    const its = await newTenant(stores);
    await stores.log.append(Array.from({ length: EVENTS }, () => ({ ...its, event: sampleEvent() })));
    await new SqlLogLedgerStore(database, new LogWatermark(database)).follow();
    const { resolved: filter } = parseEventFilter('eventType eq "test.event" and displayMessage eq "nothing"');
    const looks = jest.spyOn(database, 'search');
    let seen = 0;
    const matches = (): boolean => {
      seen += 1;
      if (seen <= UNITS) work(UNIT_MS);
      return false;
    };
    const query = { limit: 10, order: 'ASCENDING', where: { matches, filter } } as const;
    const turns = await turnsOf(() => stores.log.query(its.tenantPk, query));
    // And the event of the tenant itself.
    expect(seen).toBe(EVENTS + 1);
    expect(turns).toBeGreaterThanOrEqual(UNITS);
    expect(looks.mock.calls.length).toBeGreaterThanOrEqual(EVENTS / 250);
    looks.mockRestore();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['units of work', () => database.withTransaction(async () => work(UNIT_MS))],
    [
      'reads',
      async () => {
        await database.read('SELECT 1 FROM tenant');
        work(UNIT_MS);
      },
    ],
  ])('%s that come together let others in', async (_, one) => {
    const turns = await turnsOf(() => Promise.all(Array.from({ length: UNITS }, () => nextTurn().then(one))));
    expect(turns).toBeGreaterThanOrEqual(UNITS / 4);
  });

  it('a tenant whose group has members takes every membership with it', async () => {
    const user = await createUser(stores, scope, { userName: 'a' });
    const group = await createGroup(stores, scope, { displayName: 'g' }, [user.id]);
    await deleteTenant();
    expect(await database.read('SELECT 1 FROM membership WHERE group_pk = ?', [group.pk])).toEqual([]);
  });
});

/** As requests come: one callback each, all of them in one turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}
