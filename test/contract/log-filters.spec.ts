import fc from 'fast-check';
import { parseEventFilter } from '../../src/audit/event-filter.js';
import { hasKeywords, probesOf, readKeywords } from '../../src/audit/event-keywords.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import { MEMBERS_FOUND } from '../../src/audit/log-event-schema.js';
import type { LogCondition, LogQuery } from '../../src/audit/log-store.js';
import { appendEvent } from '../../src/persistence/append-event.js';
import type { Database } from '../../src/persistence/database.js';
import { EVENT_COLUMNS } from '../../src/persistence/event-columns.js';
import { IndexLogEvents1763990000000 } from '../../src/persistence/migrations/1763990000000-index-log-events.js';
import { SqlLogStore } from '../../src/persistence/sql-log-store.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases, describeMariaDb } from '../support/databases.js';
import { openMigrated } from './open-migrated.js';
import { eventFilter, logEvent } from './random-events.js';
import { sampleEvent } from './sample-event.js';
import { newTenant, type Stores, storesOf } from './stores.js';

const PAIRS = Math.ceil(Number(process.env.LOG_FILTER_PAIRS ?? 300));
const SEED = Number(process.env.FILTER_SEED ?? Date.now() % 1_000_000);

const conditionOf = (text: string): LogCondition => {
  const { resolved, matches } = parseEventFilter(text);
  return { filter: resolved, matches };
};

async function walk(store: SqlLogStore, scope: TenantScope, query: LogQuery): Promise<readonly string[]> {
  const uuids: string[] = [];
  for (let after = query.after; ;) {
    const page = await store.query(scope.tenantPk, { ...query, ...(after === undefined ? {} : { after }) });
    uuids.push(...page.events.map(({ uuid }) => uuid));
    if (page.more !== true || page.last === undefined) return uuids;
    after = page.last;
  }
}

/** The evaluator in memory is what a filter means; the store must find the same events. */
describeDatabases(`random filters over the random log ${SEED}`, (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  const events: LogEvent[] = [];

  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    scope = await newTenant(stores);
    const other = await newTenant(stores);
    await database.withTransaction((tx) => tx.execute('DELETE FROM log_event'));
    events.push(...fc.sample(logEvent, { numRuns: 250, seed: SEED }));
    for (const [i, event] of events.entries()) {
      // One by one as changes are, and many at once as reads are.
      if (i % 2 === 0) await database.withTransaction((tx) => appendEvent(tx, scope.tenantPk, event));
      else await stores.log.append([{ ...scope, event }]);
      if (i % 5 === 0) await stores.log.append([{ ...other, event: { ...event, uuid: sampleEvent().uuid } }]);
    }
    // What an instance of the version before has written meanwhile.
    const none = EVENT_COLUMNS.map((column) => `${column} = NULL`).join(', ');
    for (const { uuid } of events.slice(0, 20))
      await database.withTransaction((tx) => tx.execute(`UPDATE log_event SET ${none} WHERE uuid = ?`, [uuid]));
  });
  afterAll(() => database.close());

  it(`finds what matches, in order, up and down, ${PAIRS} times`, async () => {
    await fc.assert(
      fc.asyncProperty(eventFilter, fc.constantFrom(3, 1_000), fc.boolean(), async (text, limit, isUp) => {
        const where = conditionOf(text);
        const expected = events.filter(where.matches).map(({ uuid }) => uuid);
        const order = isUp ? 'ASCENDING' : 'DESCENDING';
        // Old events are settled, whatever gaps there are.
        const found = await walk(stores.log, scope, { limit, order, where });
        expect(found).toEqual(isUp ? expected : expected.toReversed());
      }),
      { numRuns: PAIRS },
    );
  }, 600_000);

  it.each(['jane@x.io', 'okta CREATE', 'provision', 'user', 'find nothing', 'tenant.lifecycle.update', 'jane doe'])(
    'finds the keywords %s',
    async (q) => {
      const keywords = readKeywords(q);
      const where = { matches: (event: LogEvent) => hasKeywords(event, keywords), probes: probesOf(keywords) };
      const expected = events.filter(where.matches).map(({ uuid }) => uuid);
      expect(await walk(stores.log, scope, { limit: 7, order: 'ASCENDING', where })).toEqual(expected);
    },
  );

  it('gives up after so many events, says so, and goes on from there', async () => {
    const store = new SqlLogStore(database, undefined, 100);
    const where = conditionOf('displayMessage eq "nobody"');
    const query = { limit: 10, order: 'ASCENDING', where } as const;
    const first = await store.query(scope.tenantPk, query);
    expect(first).toMatchObject({ events: [], more: true, isCut: true, last: expect.any(Number) as number });
    expect(await walk(store, scope, query)).toEqual([]);
    const all = conditionOf('displayMessage pr');
    expect(await walk(store, scope, { ...query, where: all })).toHaveLength(events.length);
  });

  it('moves a poll that finds nothing to the end of the log', async () => {
    const query = { limit: 10, order: 'ASCENDING', where: conditionOf('target.id eq "nobody"') } as const;
    const page = await stores.log.query(scope.tenantPk, query);
    expect(page).toMatchObject({ events: [], more: false });
    const rest = await stores.log.query(scope.tenantPk, { limit: 10, order: 'ASCENDING', after: page.last ?? 0 });
    expect(rest.events).toEqual([]);
  });

  it('is back-filled by the migration, as often as it runs', async () => {
    const keys = () => database.read(`SELECT uuid, ${EVENT_COLUMNS.join(', ')} FROM log_event ORDER BY pk`);
    const mentions = () => database.read('SELECT * FROM log_mention ORDER BY tenant_id, id_key, event_pk');
    const runner = database.schemaSource.createQueryRunner();
    const before = await mentions();
    await new IndexLogEvents1763990000000().up(runner);
    const filled = await keys();
    const left = await database.read('SELECT 1 FROM log_event WHERE event_type_key IS NULL AND tenant_id <> 0');
    expect([left, await mentions()]).toEqual([[], before]);
    await database.withTransaction((tx) => tx.execute('DELETE FROM log_mention'));
    await database.withTransaction((tx) => tx.execute('UPDATE log_event SET event_type_key = NULL'));
    await new IndexLogEvents1763990000000().up(runner);
    await runner.release();
    expect([await keys(), await mentions()]).toEqual([filled, before]);
  });

  it(`finds the first ${MEMBERS_FOUND} members of a change, and no more`, async () => {
    const members = Array.from({ length: MEMBERS_FOUND + 1 }, (_, i) => `member-${i}`);
    const event = { ...sampleEvent(), changes: [{ path: 'members', from: members, to: null }] };
    await database.withTransaction((tx) => appendEvent(tx, scope.tenantPk, event));
    const countOf = async (id: string | undefined): Promise<number> => {
      const where = conditionOf(`member.id eq "${id}"`);
      return (await stores.log.query(scope.tenantPk, { limit: 9, order: 'DESCENDING', where })).events.length;
    };
    expect([await countOf(members[0]), await countOf(members.at(-2)), await countOf(members.at(-1))]).toEqual([
      1, 1, 0,
    ]);
  });

  it('leaves nothing of a tenant that is deleted', async () => {
    const gone = await newTenant(stores);
    const event = { ...sampleEvent(), changes: [{ path: 'members', from: null, to: ['gone'] }] };
    await stores.log.append([{ ...gone, event }]);
    const rows = () => database.read('SELECT 1 FROM log_mention WHERE tenant_id = ?', [gone.tenantPk]);
    expect(await rows()).toHaveLength(1);
    await stores.tenants.deleteTenant(gone);
    expect(await rows()).toEqual([]);
  });
});

describeMariaDb('a filtered poll while transactions overlap', (provided) => {
  it('does not pass by a match that commits later, however far it had to look', async () => {
    const database = await openMigrated(await provided.url());
    try {
      const scope = await newTenant(storesOf(database));
      const log = new SqlLogStore(database);
      const where: LogCondition = conditionOf('displayMessage sw "match"');
      const indexed = conditionOf('eventType eq "test.match"');
      const eventOf = (message: string): LogEvent => ({
        ...sampleEvent(message),
        eventType: message.startsWith('match') ? 'test.match' : 'test.event',
      });
      const append = (message: string) =>
        database.withTransaction((tx) => appendEvent(tx, scope.tenantPk, eventOf(message)));
      const poll = async (after: number | undefined, condition = where) => {
        const page = await log.query(scope.tenantPk, {
          ...{ limit: 9, order: 'ASCENDING', where: condition },
          ...(after === undefined ? {} : { after }),
        });
        return { seen: page.events.map(({ displayMessage }) => displayMessage), last: page.last ?? after };
      };
      await append('other');
      const start = (await poll(undefined)).last;
      const during: (readonly string[])[] = [];
      let positions: readonly (number | undefined)[] = [];
      await database.withTransaction(async (tx) => {
        await appendEvent(tx, scope.tenantPk, eventOf('match slow'));
        await append('other');
        await append('match fast');
        const pages = [
          await poll(start),
          await poll(start, indexed),
          await poll(undefined),
          await poll(undefined, indexed),
        ];
        during.push(...pages.map(({ seen }) => seen));
        positions = pages.map(({ last }) => last);
      });
      expect(during).toEqual([[], [], [], []]);
      for (const position of positions) expect((await poll(position)).seen).toEqual(['match slow', 'match fast']);
    } finally {
      await database.close();
    }
  });
});
