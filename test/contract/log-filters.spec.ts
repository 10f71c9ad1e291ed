import fc from 'fast-check';
import { parseEventFilter } from '../../src/audit/event-filter.js';
import { hasKeywords, probesOf, readKeywords } from '../../src/audit/event-keywords.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import { MEMBERS_FOUND } from '../../src/audit/log-event-schema.js';
import type { LogCondition, LogQuery } from '../../src/audit/log-store.js';
import { appendEvent } from '../../src/persistence/append-event.js';
import type { Database } from '../../src/persistence/database.js';
import { LogWatermark } from '../../src/persistence/log-watermark.js';
import { SqlLogLedgerStore } from '../../src/persistence/sql-log-ledger-store.js';
import { SqlLogStore } from '../../src/persistence/sql-log-store.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases, describeMariaDb } from '../support/databases.js';
import { insertTenants } from '../support/insert-tenants.js';
import { openMigrated } from './open-migrated.js';
import { eventFilter, logEvent } from './random-events.js';
import { sampleEvent } from './sample-event.js';
import { newTenant, type Stores, storesOf } from './stores.js';

const PAIRS = Math.ceil(Number(process.env.LOG_FILTER_PAIRS ?? 150));
const SEED = Number(process.env.FILTER_SEED ?? Date.now() % 1_000_000);

const conditionOf = (text: string): LogCondition => {
  const { resolved, matches } = parseEventFilter(text);
  return { filter: resolved, matches };
};

async function walkEvents(store: SqlLogStore, scope: TenantScope, query: LogQuery): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  for (let after = query.after; ;) {
    const page = await store.query(scope.tenantPk, { ...query, ...(after === undefined ? {} : { after }) });
    events.push(...page.events);
    if (page.more !== true || page.last === undefined) return events;
    after = page.last;
  }
}

async function walk(store: SqlLogStore, scope: TenantScope, query: LogQuery): Promise<readonly string[]> {
  return (await walkEvents(store, scope, query)).map(({ uuid }) => uuid);
}

/** How much of the log is in the index when it is asked. */
const FOLLOWED = [
  ['all of which is indexed', 1],
  ['half of which is indexed', 0.5],
  ['none of which is indexed', 0],
] as const;

/** The evaluator in memory is what a filter means; the store must find the same events. */
describeDatabases(`random filters over the random log ${SEED}`, (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let ledger: SqlLogLedgerStore;
  const events: LogEvent[] = [];

  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
    events.push(...fc.sample(logEvent, { numRuns: 250, seed: SEED }));
    for (const [i, [, part]] of FOLLOWED.entries()) {
      const tenants = { tenantPk: 1_000 + i, other: 2_000 + i };
      await insertTenants(database, tenants.tenantPk, tenants.other);
      const write = async (some: readonly LogEvent[]): Promise<void> => {
        for (const [n, event] of some.entries()) {
          const own = { ...event, uuid: i === 0 ? event.uuid : sampleEvent().uuid };
          // One by one as changes are, and many at once as reads are.
          if (n % 2 === 0) await database.withTransaction((tx) => appendEvent(tx, tenants.tenantPk, own));
          else await stores.log.append([{ tenantPk: tenants.tenantPk, event: own }]);
          if (n % 5 === 0)
            await stores.log.append([{ tenantPk: tenants.other, event: { ...event, uuid: sampleEvent().uuid } }]);
        }
      };
      const cut = Math.floor(events.length * part);
      await write(events.slice(0, cut));
      const watermark = new LogWatermark(database);
      ledger = new SqlLogLedgerStore(database, watermark, { batch: 17, bytes: 1_000_000, segment: 40 });
      if (part > 0) await ledger.follow();
      await write(events.slice(cut));
    }
    scope = { tenantPk: 1_000 };
  }, 120_000);
  afterAll(() => database.close());

  it('was followed as far as it says', async () => {
    const pending = await Promise.all(FOLLOWED.map((_, i) => ledger.headOf(1_000 + i)));
    expect(pending.map(({ seq }) => seq)).toEqual([250, 125, 0]);
  });

  it.each(FOLLOWED.map(([title], i) => [title, { tenantPk: 1_000 + i }] as const))(
    `finds what matches in a log %s, in order, up and down, ${PAIRS} times`,
    async (_, tenant) => {
      await fc.assert(
        fc.asyncProperty(
          eventFilter,
          fc.constantFrom(3, 1_000),
          fc.boolean(),
          fc.option(fc.constantFrom(...events.map(({ published }) => published)), { nil: undefined }),
          fc.option(fc.constantFrom(...events.map(({ published }) => published)), { nil: undefined }),
          async (text, limit, isUp, since, until) => {
            const where = conditionOf(text);
            const expected = events
              .filter((event) => where.matches(event))
              .filter(({ published }) => since === undefined || published >= since)
              .filter(({ published }) => until === undefined || published < until)
              .map(({ displayMessage, published }) => `${published} ${displayMessage}`);
            const order = isUp ? 'ASCENDING' : 'DESCENDING';
            const window = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
            const found = await walkEvents(stores.log, tenant, { limit, order, where, ...window });
            const said = found.map(({ displayMessage, published }) => `${published} ${displayMessage}`);
            expect(said).toEqual(isUp ? expected : expected.toReversed());
          },
        ),
        { numRuns: PAIRS },
      );
    },
    600_000,
  );

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

  it(`finds the first ${MEMBERS_FOUND} members of a change, and no more`, async () => {
    const members = Array.from({ length: MEMBERS_FOUND + 1 }, (_, i) => `member-${i}`);
    const event = { ...sampleEvent(), changes: [{ path: 'members', from: members, to: null }] };
    await database.withTransaction((tx) => appendEvent(tx, scope.tenantPk, event));
    await ledger.follow();
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
    await ledger.follow();
    const rows = async () => {
      const counts: number[] = [];
      for (const table of ['log_event', 'log_key', 'log_link', 'log_head'])
        counts.push((await database.read(`SELECT 1 FROM ${table} WHERE tenant_id = ?`, [gone.tenantPk])).length);
      return counts;
    };
    // Two events: the tenant's own, and this one.
    expect(await rows()).toEqual([2, expect.any(Number), 2, 1]);
    await stores.tenants.deleteTenant(gone);
    expect(await rows()).toEqual([0, 0, 0, 0]);
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
        await tx.query('SELECT 1');
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
