import { uuidv7 } from '../../src/audit/uuidv7.js';
import { browseResources, membersAfter } from '../../src/persistence/browse-resources.js';
import type { Database } from '../../src/persistence/database.js';
import { LogWatermark } from '../../src/persistence/log-watermark.js';
import type { Snapshot } from '../../src/persistence/open-snapshot.js';
import { readDirectory } from '../../src/persistence/read-directory.js';
import { readEffects } from '../../src/persistence/read-effects.js';
import { membersBehind } from '../../src/persistence/read-membership.js';
import { SqlLogExportStore } from '../../src/persistence/sql-log-export-store.js';
import { SqlLogLedgerStore } from '../../src/persistence/sql-log-ledger-store.js';
import { verifyLog } from '../../src/persistence/verify-log.js';
import { insertResource } from '../../src/persistence/write-resource.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { parseEventFilter } from '../../src/audit/event-filter.js';
import { describeMariaDb } from '../support/databases.js';
import { readsOf } from '../support/handler-reads.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { createGroup, newTenant, type Stores, storesOf } from './stores.js';

const USERS = 6_000;
const EVENTS = 6_000;
const LIMIT = 100;
const MIDDLE = 0.6;

const snapshotOf = (database: Database): Snapshot => ({
  dialect: database.dialect,
  rows: database.read.bind(database),
  close: async () => undefined,
});

/**
 * A page from the middle costs what the page costs, and not all that stands before it: left alone, MariaDB may find the
 * tenant, or the group, in the index and pass over whatever comes before.
 */
describeMariaDb('pages from the middle', (provided) => {
  let database: Database;
  let stores: Stores;
  let scope: TenantScope;
  let groupPk: number;
  let memberPk: number;
  let eventPk: number;

  beforeAll(async () => {
    // One connection, whose counters tell.
    database = await openMigrated(await provided.url(), { connectionLimit: 1 });
    stores = storesOf(database);
    const other = await newTenant(stores);
    scope = await newTenant(stores);
    for (const each of [other, scope]) groupPk = await seed(each);
    memberPk = await at('SELECT member_pk AS pk FROM membership WHERE group_pk = ? ORDER BY member_pk', groupPk);
    eventPk = await at('SELECT pk FROM log_event WHERE tenant_id = ? ORDER BY pk', scope.tenantPk);
    await database.read('ANALYZE TABLE resource, membership, log_event, log_key, log_link');
  }, 120_000);
  afterAll(() => database.close());

  async function seed(each: TenantScope): Promise<number> {
    const ids = Array.from({ length: USERS }, () => uuidv7());
    await database.withTransaction(async (tx) => {
      for (const [n, id] of ids.entries()) {
        const draft = { type: 'User', id, connectorPk: null, document: { userName: `user${n}@x.io` } } as const;
        await insertResource(tx, each, draft, new Date(n * 1_000).toISOString());
      }
    });
    const { pk } = await createGroup(stores, each, { displayName: 'All' }, ids);
    const events = Array.from({ length: EVENTS }, () => ({ tenantPk: each.tenantPk, event: sampleEvent() }));
    await stores.log.append(events);
    await new SqlLogLedgerStore(database, new LogWatermark(database)).follow();
    return pk;
  }

  async function at(sql: string, owner: number): Promise<number> {
    const rows = await database.read<{ pk: number }>(sql, [owner]);
    return Number(rows[Math.floor(rows.length * MIDDLE)]?.pk);
  }

  const pages: readonly (readonly [name: string, read: () => Promise<unknown>])[] = [
    ['members in an answer', () => membersBehind(database, scope, groupPk, memberPk, LIMIT)],
    ['members for the admin', () => membersAfter(database, scope, groupPk, { after: memberPk, limit: LIMIT })],
    ['users for the admin', () => browseResources(database, scope, 'User', { after: memberPk, limit: LIMIT })],
    ['events', () => stores.log.query(scope.tenantPk, { limit: LIMIT, after: eventPk, order: 'ASCENDING' })],
    [
      'events, newest first',
      () => stores.log.query(scope.tenantPk, { limit: LIMIT, after: eventPk, order: 'DESCENDING' }),
    ],
    ['events of a type', () => queryType('ASCENDING')],
    ['events of a type, newest first', () => queryType('DESCENDING')],
  ];

  function queryType(order: 'ASCENDING' | 'DESCENDING') {
    const { matches, resolved } = parseEventFilter('eventType eq "test.event"');
    return stores.log.query(scope.tenantPk, {
      limit: LIMIT,
      after: eventPk,
      order,
      where: { matches, filter: resolved },
    });
  }

  it.each(pages)('%s', async (_, read) => {
    await read(); // the watermark is asked once
    // Candidates, their rows, and both again in the order of the page.
    expect(await readsOf(database, read)).toBeLessThan(22 * LIMIT);
  });

  it('users who become members, and no others', async () => {
    const found = await browseResources(database, scope, 'User', { after: memberPk, limit: LIMIT });
    const ids = found.map(({ id }) => id);
    expect(ids).toHaveLength(LIMIT);
    expect(await readsOf(database, () => createGroup(stores, scope, { displayName: 'Some' }, ids))).toBeLessThan(
      6 * LIMIT,
    );
  });

  it('the chain, all of it', async () => {
    const verify = async () => expect(await verifyLog(database, scope.tenantPk)).not.toHaveProperty('break');
    expect(await readsOf(database, verify)).toBeLessThan(4 * EVENTS);
  });

  it('events with effects, all of them', async () => {
    const read = async () => {
      for await (const event of readEffects(snapshotOf(database), scope)) expect(event).toBeDefined();
    };
    expect(await readsOf(database, read)).toBeLessThan(2 * EVENTS);
  });

  it('the directory, all of it', async () => {
    const read = async () => {
      for await (const one of readDirectory(snapshotOf(database), scope)) expect(one).toBeDefined();
    };
    expect(await readsOf(database, read)).toBeLessThan(8 * USERS);
  });

  it('what a sink has not got yet', async () => {
    const last = await at('SELECT pk FROM log_event WHERE tenant_id = ? ORDER BY pk', scope.tenantPk);
    const read = () => new SqlLogExportStore(database).backlog(scope.tenantPk, last);
    expect(await readsOf(database, read)).toBeLessThan(EVENTS);
  });
});
