import type { LogQuery } from '../../src/audit/log-store.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import { appendEvent } from '../../src/persistence/append-event.js';
import type { Database } from '../../src/persistence/database.js';
import { LogWatermark } from '../../src/persistence/log-watermark.js';
import { SqlLogStore } from '../../src/persistence/sql-log-store.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { describeDatabases, describeMariaDb } from '../support/databases.js';
import { insertTenants } from '../support/insert-tenants.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { newTenant, type Stores, storesOf } from './stores.js';

const at = (second: number): string => `2026-01-01T00:00:0${second}.000Z`;

describeDatabases('log store', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  // Downwards: the database numbers those that it makes itself upwards.
  let nextTenant = 1_000;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
  });
  beforeEach(async () => {
    scope = { tenantPk: nextTenant-- };
    await insertTenants(database, scope.tenantPk);
  });
  afterAll(() => database.close());

  const fill = () =>
    stores.log.append([1, 2, 3, 4, 5].map((n) => ({ ...scope, event: sampleEvent(String(n), at(n)) })));

  it.each<[Omit<LogQuery, 'limit' | 'order'>, string, string]>([
    [{}, '12345', '54321'],
    [{ since: at(2) }, '2345', '5432'],
    [{ until: at(4) }, '123', '321'],
    [{ since: at(2), until: at(4) }, '23', '32'],
    [{ since: at(4), until: at(2) }, '', ''],
    [{ since: '2027-01-01T00:00:00.000Z' }, '', ''],
  ])('%j', async (query, ascending, descending) => {
    await fill();
    const read = async (order: LogQuery['order']): Promise<string> => {
      const { events } = await stores.log.query(scope.tenantPk, { ...query, limit: 10, order });
      return events.map(({ displayMessage }) => displayMessage).join('');
    };
    expect([await read('ASCENDING'), await read('DESCENDING')]).toEqual([ascending, descending]);
  });

  it.each(['ASCENDING', 'DESCENDING'] as const)(
    'walks %s through pages without missing or repeating',
    async (order) => {
      await fill();
      const walked: string[] = [];
      for (let after: number | undefined; ;) {
        const page = await stores.log.query(scope.tenantPk, {
          limit: 2,
          order,
          ...(after === undefined ? {} : { after }),
        });
        walked.push(...page.events.map(({ displayMessage }) => displayMessage));
        if (page.last === undefined) break;
        after = page.last;
      }
      expect(walked.join('')).toBe(order === 'ASCENDING' ? '12345' : '54321');
    },
  );

  it('gives back what was appended, once, however often it is appended', async () => {
    const event = sampleEvent('Grüße \u{1f600} \u0000 "\\');
    await stores.log.append([{ ...scope, event }]);
    await stores.log.append([
      { ...scope, event },
      { ...scope, event: sampleEvent('second') },
    ]);
    await stores.log.append([]);
    const { events } = await stores.log.query(scope.tenantPk, { limit: 9, order: 'ASCENDING' });
    expect(events.map(({ displayMessage }) => displayMessage)).toEqual([event.displayMessage, 'second']);
    expect(await stores.log.find(scope.tenantPk, event.uuid)).toEqual(event);
  });

  it('shows a tenant nothing of another', async () => {
    const event = sampleEvent();
    await stores.log.append([{ ...scope, event }]);
    const other = await newTenant(stores);
    const theirs = await stores.log.query(other.tenantPk, { limit: 9, order: 'ASCENDING' });
    expect(theirs.events.map(({ uuid }) => uuid)).not.toContain(event.uuid);
    expect(await stores.log.find(other.tenantPk, event.uuid)).toBeUndefined();
  });

  it.each(['', 'x', `${uuidv7()} `, uuidv7()])('finds no event %j', async (uuid) => {
    expect(await stores.log.find(scope.tenantPk, uuid)).toBeUndefined();
  });

  it('takes 1,000 entries at once', async () => {
    await stores.log.append(Array.from({ length: 1_000 }, () => ({ ...scope, event: sampleEvent() })));
    const page = await stores.log.query(scope.tenantPk, { limit: 1_001, order: 'DESCENDING' });
    expect(page.events).toHaveLength(1_000);
  });
});

describeMariaDb('log polled while transactions overlap', (provided) => {
  let database: Database;
  let scope: TenantScope;
  let log: SqlLogStore;
  let nowMs = 0;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    log = new SqlLogStore(database, new LogWatermark(database, () => nowMs));
  });
  beforeEach(async () => {
    scope = await newTenant(storesOf(database));
    // What undone transactions of other tests left behind is given up.
    for (let i = 0; i < 2; i += 1) {
      nowMs += 31_000;
      await poll();
    }
  });
  afterAll(() => database.close());

  const poll = async (): Promise<readonly string[]> => {
    const { events } = await log.query(scope.tenantPk, { limit: 9, order: 'ASCENDING' });
    return events
      .map(({ displayMessage }) => displayMessage)
      .filter((message) => message !== sampleEvent().displayMessage);
  };
  const append = (message: string) =>
    database.withTransaction((tx) => appendEvent(tx, scope.tenantPk, sampleEvent(message)));

  it('does not pass by an event with a lower key that commits later', async () => {
    await append('first');
    const seen: (readonly string[])[] = [];
    await database.withTransaction(async (tx) => {
      await appendEvent(tx, scope.tenantPk, sampleEvent('slow'));
      await tx.query('SELECT 1');
      await append('fast');
      seen.push(await poll());
    });
    seen.push(await poll());
    expect(seen).toEqual([['first'], ['first', 'slow', 'fast']]);
  });

  it('does not pass by an event that commits between the look for gaps and the reading', async () => {
    await append('first');
    let isLate = true;
    await database.withTransaction(async (slow) => {
      await appendEvent(slow, scope.tenantPk, sampleEvent('slow'));
      await slow.query('SELECT 1');
      await append('fast');
      const watermark = new LogWatermark(database);
      const advance = watermark.advance.bind(watermark);
      let commit: Promise<unknown> = Promise.resolve();
      watermark.advance = async () => {
        const settled = await advance();
        // Appears now: behind the mark, though it can be read.
        commit = slow.query('COMMIT');
        await commit;
        return settled;
      };
      const page = await new SqlLogStore(database, watermark).query(scope.tenantPk, { limit: 9, order: 'ASCENDING' });
      expect(page.events.map(({ displayMessage }) => displayMessage)).not.toContain('fast');
      isLate = page.more !== true;
    });
    expect([isLate, await poll()]).toEqual([false, ['first', 'slow', 'fast']]);
  });

  it('is not held back by the events of a tenant that was deleted', async () => {
    const gone = await newTenant(storesOf(database));
    await append('first');
    for (const message of ['a', 'b'])
      await database.withTransaction((tx) => appendEvent(tx, gone.tenantPk, sampleEvent(message)));
    await append('last');
    await storesOf(database).tenants.deleteTenant(gone);
    expect(await poll()).toEqual(['first', 'last']);
    expect(await database.read('SELECT event FROM log_event WHERE tenant_id = ?', [gone.tenantPk])).toEqual([]);
    const later = storesOf(database, () => new Date(Date.now() + 60_000));
    await later.tenants.deleteTenant(await newTenant(later));
    const rows = await database.read<{ pk: number }>('SELECT pk FROM log_event WHERE tenant_id = 0 AND published < ?', [
      new Date().toISOString(),
    ]);
    expect(rows).toEqual([]);
  });

  it('says that more follows when it holds events back', async () => {
    await append('first');
    await database.withTransaction(async (tx) => {
      await appendEvent(tx, scope.tenantPk, sampleEvent('slow'));
      await tx.query('SELECT 1');
      await append('fast');
      const page = await log.query(scope.tenantPk, { limit: 9, order: 'ASCENDING' });
      expect(page).toMatchObject({ events: [{}, { displayMessage: 'first' }], more: true });
    });
  });

  it('goes on behind an event that never came, once it cannot come any more', async () => {
    await append('first');
    const undone = database.withTransaction(async (tx) => {
      await appendEvent(tx, scope.tenantPk, sampleEvent('undone'));
      await tx.query('SELECT 1');
      throw new Error('on purpose');
    });
    await expect(undone).rejects.toThrow('on purpose');
    await append('last');
    nowMs += 1_000;
    expect(await poll()).toEqual(['first']);
    nowMs += 29_000;
    expect(await poll()).toEqual(['first']);
    nowMs += 2_000;
    expect(await poll()).toEqual(['first', 'last']);
  });

  it('counts from when this process knew of a later key, not by the time that an event says', async () => {
    await append('first');
    await database.withTransaction(async (tx) => {
      await appendEvent(tx, scope.tenantPk, sampleEvent('slow'));
      await tx.query('SELECT 1');
      // Waited in a buffer while the database was away.
      const old = sampleEvent('old', new Date(Date.now() - 120_000).toISOString());
      await database.withTransaction((other) => appendEvent(other, scope.tenantPk, old));
      expect(await poll()).toEqual(['first']);
    });
    expect(await poll()).toEqual(['first', 'slow', 'old']);
  });
});
