import { parseEventFilter } from '../../src/audit/event-filter.js';
import type { LogQuery } from '../../src/audit/log-store.js';
import type { Database } from '../../src/persistence/database.js';
import { LogWatermark } from '../../src/persistence/log-watermark.js';
import { SqlLogLedgerStore } from '../../src/persistence/sql-log-ledger-store.js';
import { SqlLogStore } from '../../src/persistence/sql-log-store.js';
import { describeDatabases } from '../support/databases.js';
import { insertTenants } from '../support/insert-tenants.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';

const at = (ms: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + ms).toISOString();

/**
 * When each event of the log was published, in the order of the log, in milliseconds. Several at the same time, within a segment
 * and over the edge of two; clocks of instances differ, so some are older than the one before them, and one is much older.
 */
const TIMES = [10, 20, 20, 20, 30, 40, 40, 40, 40, 45, 60, 50, 70, 65, 80, 5, 90, 90, 100, 110, 120, 120, 130, 140];
const SEGMENT = 4;

/** How much of the log is in the chain, the index and in segments. */
const FOLLOWED: readonly (readonly [string, number, number])[] = [
  ['all of which is followed', 1_000, TIMES.length],
  ['part of which is followed, its end in an open segment', 1_001, 18],
  ['nothing of which is followed', 1_002, 0],
];

/** From, inclusive, and to, exclusive. */
const WINDOWS: readonly (readonly [string, number | undefined, number | undefined])[] = [
  ['everything', 0, 1_000],
  ['without an end', 40, undefined],
  ['without a beginning', undefined, 40],
  ['from the first event', 5, 21],
  ['behind the first event', 6, 21],
  ['to the last event', 120, 140],
  ['behind the last event', 120, 141],
  ['before the log', 0, 5],
  ['after the log', 141, 1_000],
  ['between two events', 31, 40],
  ['one event', 30, 31],
  ['one event, and that is late', 5, 6],
  ['one time of several events', 20, 21],
  ['one time of several events, in two segments', 40, 41],
  ['just before that time', 39, 40],
  ['just behind it', 41, 45],
  ['over the edge of two segments', 20, 41],
  ['where the order is another', 50, 70],
  ['no time at all', 40, 40],
  ['reversed, within a segment', 20, 10],
  ['reversed, over segments', 120, 10],
  ['reversed, over everything', 1_000, 0],
];

describeDatabases('a window of the log', (provided) => {
  let database: Database;
  let log: SqlLogStore;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    log = new SqlLogStore(database);
    await insertTenants(database, 2_000, ...FOLLOWED.map(([, tenantPk]) => tenantPk));
    const watermark = new LogWatermark(database);
    const ledger = new SqlLogLedgerStore(database, watermark, { batch: SEGMENT, bytes: 1_000_000, segment: SEGMENT });
    const entries = FOLLOWED.map(([, tenantPk]) =>
      TIMES.map((ms, place) => ({ tenantPk, event: sampleEvent(String(place), at(ms)) })),
    );
    // Of another tenant, between those of each: its positions lie in the same stretches.
    const others = TIMES.map((ms) => ({ tenantPk: 2_000, event: sampleEvent('of another', at(ms)) }));
    for (const [n, [, , count]] of FOLLOWED.entries()) await log.append((entries[n] ?? []).slice(0, count));
    await log.append(others);
    await ledger.follow();
    for (const [n, [, , count]] of FOLLOWED.entries()) await log.append((entries[n] ?? []).slice(count));
  });
  afterAll(() => database.close());

  async function walk(tenantPk: number, query: Omit<LogQuery, 'limit'>, limit: number): Promise<readonly number[]> {
    const places: number[] = [];
    for (let after: number | undefined; ;) {
      const page = await log.query(tenantPk, { ...query, limit, ...(after === undefined ? {} : { after }) });
      places.push(...page.events.map(({ displayMessage }) => Number(displayMessage)));
      if (page.more !== true || page.last === undefined) return places;
      after = page.last;
    }
  }

  it('is asked of a log that was followed as far as it says', async () => {
    const segments = await database.read<{ tenant_id: number; n: number }>(
      'SELECT tenant_id, COUNT(*) AS n FROM log_segment WHERE tenant_id < 2000 GROUP BY tenant_id ORDER BY tenant_id',
    );
    expect(segments.map(({ tenant_id: tenantPk, n }) => [Number(tenantPk), Number(n)])).toEqual([
      [1_000, 6],
      [1_001, 4],
    ]);
  });

  describe.each(FOLLOWED)('in a log %s', (_, tenantPk) => {
    it.each(WINDOWS)('%s: from %s to %s', async (...window) => {
      const [, from, to] = window;
      const expected = TIMES.flatMap((ms, place) => (ms >= (from ?? -1) && ms < (to ?? Infinity) ? [place] : []));
      const parameters = { ...(from !== undefined && { since: at(from) }), ...(to !== undefined && { until: at(to) }) };
      const said = [
        ...(from === undefined ? [] : [`published ge "${at(from)}"`]),
        ...(to === undefined ? [] : [`published lt "${at(to)}"`]),
      ];
      const exclusive = [
        ...(from === undefined ? [] : [`published gt "${at(from - 1)}"`]),
        ...(to === undefined ? [] : [`published le "${at(to - 1)}"`]),
      ];
      // The half of a millisecond: no event is published then.
      const finer = exclusive.map((term) => term.replace('Z"', '5Z"'));
      const filters = [said, exclusive, finer, [...said, 'displayMessage pr'], [...said, 'eventType eq "test.event"']];
      const queries = [
        parameters,
        ...filters.map((terms) => {
          const { resolved: filter, matches } = parseEventFilter(terms.join(' and '));
          return { where: { filter, matches } };
        }),
      ];
      for (const query of queries)
        for (const limit of [1, 3, 100]) {
          expect(await walk(tenantPk, { ...query, order: 'ASCENDING' }, limit)).toEqual(expected);
          expect(await walk(tenantPk, { ...query, order: 'DESCENDING' }, limit)).toEqual(expected.toReversed());
        }
    });
  });
});
