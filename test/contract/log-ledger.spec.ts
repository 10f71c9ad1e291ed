import { generateKeyPairSync } from 'node:crypto';
import { type Checkpoint, isSignedBy, makeCheckpoint, readCheckpoint } from '../../src/audit/checkpoint.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import { appendEvent } from '../../src/persistence/append-event.js';
import type { Database } from '../../src/persistence/database.js';
import { LogWatermark } from '../../src/persistence/log-watermark.js';
import type { SqlValue } from '../../src/persistence/sql.js';
import { SqlLogLedgerStore } from '../../src/persistence/sql-log-ledger-store.js';
import { takeInEvents } from '../../src/persistence/take-in-events.js';
import { verifyLog } from '../../src/persistence/verify-log.js';
import { describeDatabases, describeMariaDb, describeSqlite } from '../support/databases.js';
import { insertTenants } from '../support/insert-tenants.js';
import { openMigrated } from './open-migrated.js';
import { sampleEvent } from './sample-event.js';
import { newTenant, type Stores, storesOf } from './stores.js';

const EDITS = Math.ceil(Number(process.env.TAMPER_EDITS ?? 200));
const SEED = Number(process.env.TAMPER_SEED ?? Date.now() % 1_000_000);
/** Small, so that a test has many batches and segments. */
const SIZES = { batch: 7, bytes: 1_000_000, segment: 20 };
const EVENTS = 90;

const hour = (n: number): string => new Date(Date.parse('2026-01-01T00:00:00.000Z') + n * 3_600_000).toISOString();
const ledgerOf = (database: Database): SqlLogLedgerStore =>
  new SqlLogLedgerStore(database, new LogWatermark(database), SIZES);

/** Deterministic, so that an edit that is not found can be tried again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describeDatabases('the chain of the log', (provided) => {
  let database: Database;
  let stores: Stores;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
    stores = storesOf(database);
  });
  afterAll(() => database.close());

  const execute = (sql: string, params: readonly SqlValue[] = []) =>
    database.withTransaction((tx) => tx.execute(sql, params));

  async function newLog(events = EVENTS): Promise<number> {
    // The tenant's creation is an event, too.
    const { tenantPk } = await newTenant(stores);
    const entries = Array.from({ length: events - 1 }, (_, i) => ({
      tenantPk,
      event: { ...sampleEvent(`Event ${i}`, hour(i)), target: [targetOf(`user-${i % 7}`)] },
    }));
    await stores.log.append(entries);
    return tenantPk;
  }

  it('takes in every event once, in order, and ends where its head says', async () => {
    const tenantPk = await newLog();
    expect(await verifyLog(database, tenantPk)).toMatchObject({ checked: 0, pending: EVENTS, seq: 0 });
    await ledgerOf(database).follow();
    const verified = await verifyLog(database, tenantPk);
    expect(verified).toMatchObject({ checked: EVENTS, pending: 0, removed: 0, seq: EVENTS });
    expect(verified.break).toBeUndefined();
    expect(await ledgerOf(database).headOf(tenantPk)).toEqual({
      ...{ seq: EVENTS, hash: verified.hash, pending: 0, oldestSeq: 1 },
    });
    expect(await ledgerOf(database).follow()).toBe(0);
  });

  it('is one chain though three instances follow at once', async () => {
    const tenantPk = await newLog();
    const ledgers = [1, 2, 3].map(() => ledgerOf(database));
    const taken = await Promise.all(ledgers.map((ledger) => ledger.follow()));
    expect(taken.reduce((sum, one) => sum + one)).toBe(EVENTS);
    expect(await verifyLog(database, tenantPk)).toMatchObject({ checked: EVENTS, seq: EVENTS });
  });

  it('does not forget a tenant whose event another reader saw behind the mark', async () => {
    const watermark = new LogWatermark(database);
    const { upTo } = await watermark.advance();
    watermark.takeChanged(upTo);
    const tenantPk = await newLog(2);
    await watermark.advance();
    expect(watermark.takeChanged(upTo)).toEqual([tenantPk]);
    const later = await watermark.advance();
    expect([watermark.takeChanged(later.upTo), watermark.takeChanged(later.upTo)]).toEqual([[tenantPk], []]);
  });

  it('takes in an event that is larger than a batch, and texts of any kind', async () => {
    const tenantPk = await newLog(3);
    const huge = { ...sampleEvent('huge'), changes: [{ path: 'members', from: null, to: 'é'.repeat(3_000_000) }] };
    const odd = sampleEvent('lone \ud800 surrogate, NUL \u0000, \u{1f600}, "\\/');
    await stores.log.append(
      [huge, odd, huge].map((event) => ({ tenantPk, event: { ...event, uuid: sampleEvent().uuid } })),
    );
    await ledgerOf(database).follow();
    const verified = await verifyLog(database, tenantPk);
    expect([verified.break, verified.checked]).toEqual([undefined, 6]);
  });

  describe('finds', () => {
    let tenantPk = 0;
    let checkpoint: Checkpoint;
    let rows: readonly { readonly pk: number; readonly event: string }[] = [];
    beforeAll(async () => {
      // Whose event can be moved into the log of another.
      await newTenant(stores);
      tenantPk = await newLog();
      const ledger = ledgerOf(database);
      await ledger.follow();
      const end = (await ledger.ends()).find(({ seq, tenant }) => seq === EVENTS && tenant.endsWith(`-${tenantPk}`));
      const { hash, seq } = await ledger.headOf(tenantPk);
      checkpoint = makeCheckpoint({ tenant: end?.tenant ?? '', chain: end?.chain ?? '', seq, hash }, new Date());
      rows = await database.read('SELECT pk, event FROM log_event WHERE tenant_id = ? ORDER BY pk', [tenantPk]);
    });
    afterEach(async () => {
      // What a test changed and did not put back would make every later one find it.
      expect((await verifyLog(database, tenantPk, [checkpoint])).break).toBeUndefined();
    });

    const rowAt = (i: number) => rows[i] ?? { pk: 0, event: '' };
    const rowOf = async (table: string, pk: number) => {
      const key = table === 'log_event' ? 'pk' : 'event_pk';
      const [row] = await database.read<Record<string, SqlValue>>(
        `SELECT * FROM ${table} WHERE tenant_id = ? AND ${key} = ?`,
        [tenantPk, pk],
      );
      return row ?? {};
    };
    const insert = (table: string, row: Record<string, SqlValue>) =>
      execute(
        `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
          .map(() => '?')
          .join(', ')})`,
        Object.values(row),
      );

    /** Each makes one edit and says how to undo it, and at which event the chain must break, if that is certain. */
    const kinds: Record<
      string,
      (random: (below: number) => number) => Promise<{ at?: number; undo: () => Promise<unknown> }>
    > = {
      flip: async (random) => {
        const i = random(EVENTS);
        const { pk, event } = rowAt(i);
        const bytes = Buffer.from(event);
        const at = random(bytes.length);
        // Stays ASCII, and so text.
        bytes[at] = ((bytes[at] ?? 0) & 0x7f) === 0x41 ? 0x42 : 0x41;
        if (bytes.toString() === event) bytes[at] = 0x43;
        await execute('UPDATE log_event SET event = ? WHERE pk = ?', [bytes.toString(), pk]);
        return { at: i + 1, undo: () => execute('UPDATE log_event SET event = ? WHERE pk = ?', [event, pk]) };
      },
      column: async (random) => {
        const i = random(EVENTS);
        const { pk } = rowAt(i);
        const column = ['uuid', 'published'][random(2)] ?? 'uuid';
        const { [column]: was = null } = await rowOf('log_event', pk);
        const value = column === 'uuid' ? sampleEvent().uuid : hour(10_000 + i);
        await execute(`UPDATE log_event SET ${column} = ? WHERE pk = ?`, [value, pk]);
        return { at: i + 1, undo: () => execute(`UPDATE log_event SET ${column} = ? WHERE pk = ?`, [was, pk]) };
      },
      'delete the event': async (random) => {
        const i = random(EVENTS);
        const row = await rowOf('log_event', rowAt(i).pk);
        await execute('DELETE FROM log_event WHERE pk = ?', [rowAt(i).pk]);
        return { at: i + 1, undo: () => insert('log_event', row) };
      },
      'delete event and link': async (random) => {
        const i = random(EVENTS);
        const [row, link] = [await rowOf('log_event', rowAt(i).pk), await rowOf('log_link', rowAt(i).pk)];
        await execute('DELETE FROM log_event WHERE pk = ?', [rowAt(i).pk]);
        await execute('DELETE FROM log_link WHERE tenant_id = ? AND event_pk = ?', [tenantPk, rowAt(i).pk]);
        return { at: i + 1, undo: async () => [await insert('log_event', row), await insert('log_link', link)] };
      },
      'delete the link': async (random) => {
        const i = random(EVENTS);
        const link = await rowOf('log_link', rowAt(i).pk);
        await execute('DELETE FROM log_link WHERE tenant_id = ? AND event_pk = ?', [tenantPk, rowAt(i).pk]);
        return { at: i + 1, undo: () => insert('log_link', link) };
      },
      swap: async (random) => {
        const [i, j] = [random(EVENTS - 1), 0];
        const k = i + 1 + random(EVENTS - 1 - i);
        const [one, other] = [rowAt(i), rowAt(k)];
        const set = (pk: number, event: string) => execute('UPDATE log_event SET event = ? WHERE pk = ?', [event, pk]);
        await set(one.pk, other.event);
        await set(other.pk, one.event);
        return { at: i + 1 + j, undo: async () => [await set(one.pk, one.event), await set(other.pk, other.event)] };
      },
      insert: async (random) => {
        // There is room behind an event of another tenant alone: move one that was there to this tenant.
        const [foreign] = await database.read<{ pk: number; tenant_id: number }>(
          'SELECT pk, tenant_id FROM log_event WHERE tenant_id <> ? AND pk < ? ORDER BY pk DESC LIMIT ?',
          [tenantPk, rowAt(EVENTS - 1).pk, 1 + random(5)],
        );
        const { pk = 0, tenant_id: owner = 0 } = foreign ?? {};
        await execute('UPDATE log_event SET tenant_id = ? WHERE pk = ?', [tenantPk, pk]);
        return { at: 1, undo: () => execute('UPDATE log_event SET tenant_id = ? WHERE pk = ?', [owner, pk]) };
      },
      'another hash': async (random) => {
        const i = random(EVENTS);
        const { hash = null } = await rowOf('log_link', rowAt(i).pk);
        const set = (value: SqlValue) =>
          execute('UPDATE log_link SET hash = ? WHERE tenant_id = ? AND event_pk = ?', [value, tenantPk, rowAt(i).pk]);
        await set(Buffer.alloc(32, random(256)));
        return { at: i + 1, undo: () => set(hash) };
      },
      'change and rehash one': async (random) => {
        const i = random(EVENTS);
        const { pk, event } = rowAt(i);
        const forged = event.replace('Something', 'Nothing').replace('Event', 'Evening');
        const { nextHash, genesisHash } = await import('../../src/persistence/event-chain.js');
        const before = i === 0 ? genesisHash(tenantPk) : ((await rowOf('log_link', rowAt(i - 1).pk)).hash as Buffer);
        const { hash = null } = await rowOf('log_link', pk);
        const set = async (text: string, value: SqlValue) => {
          await execute('UPDATE log_event SET event = ? WHERE pk = ?', [text, pk]);
          await execute('UPDATE log_link SET hash = ? WHERE tenant_id = ? AND event_pk = ?', [value, tenantPk, pk]);
        };
        await set(forged, nextHash(before, forged));
        // The event itself agrees with its hash now: the next one, or the head, does not.
        return { undo: () => set(event, hash) };
      },
      'another number': async (random) => {
        const i = random(EVENTS);
        const set = (seq: number) =>
          execute('UPDATE log_link SET seq = ? WHERE tenant_id = ? AND event_pk = ?', [seq, tenantPk, rowAt(i).pk]);
        await set(i + 1 + 1 + random(9));
        return { at: i + 1, undo: () => set(i + 1) };
      },
      truncate: async (random) => {
        // With the head and the segments put back to an earlier end, as one who knows the tables would do.
        const keep = 1 + random(EVENTS - 1);
        const copies: [string, Record<string, SqlValue>][] = [];
        for (const { pk } of rows.slice(keep))
          for (const table of ['log_event', 'log_link']) copies.push([table, await rowOf(table, pk)]);
        const [head = {}] = await database.read<Record<string, SqlValue>>(
          'SELECT * FROM log_head WHERE tenant_id = ?',
          [tenantPk],
        );
        const segments = await database.read<Record<string, SqlValue>>(
          'SELECT * FROM log_segment WHERE tenant_id = ? AND last_seq > ? ORDER BY number',
          [tenantPk, keep],
        );
        const { hash = null } = await rowOf('log_link', rowAt(keep - 1).pk);
        const [open = head] = segments;
        await execute('DELETE FROM log_event WHERE tenant_id = ? AND pk > ?', [tenantPk, rowAt(keep - 1).pk]);
        await execute('DELETE FROM log_link WHERE tenant_id = ? AND event_pk > ?', [tenantPk, rowAt(keep - 1).pk]);
        await execute('DELETE FROM log_segment WHERE tenant_id = ? AND last_seq > ?', [tenantPk, keep]);
        await execute(
          'UPDATE log_head SET seq = ?, event_pk = ?, hash = ?, segment = ?, first_seq = ?, first_pk = ?, previous_hash = ? WHERE tenant_id = ?',
          [
            keep,
            rowAt(keep - 1).pk,
            hash,
            open.number ?? open.segment ?? 0,
            open.first_seq ?? 0,
            open.first_pk ?? 0,
            open.previous_hash ?? null,
            tenantPk,
          ],
        );
        return {
          at: keep + 1,
          undo: async () => {
            for (const [table, row] of copies) await insert(table, row);
            for (const row of segments) await insert('log_segment', row);
            await execute('DELETE FROM log_head WHERE tenant_id = ?', [tenantPk]);
            await insert('log_head', head);
          },
        };
      },
      'a segment': async (random) => {
        const segments = await database.read<Record<string, SqlValue>>(
          'SELECT * FROM log_segment WHERE tenant_id = ?',
          [tenantPk],
        );
        const row = segments[random(segments.length)] ?? {};
        const edit = [
          ['previous_hash', Buffer.alloc(32, 7)],
          ['last_hash', Buffer.alloc(32, 7)],
          ['first_seq', 1_000],
          ['last_seq', 1_000],
          ['last_pk', 1],
        ] as const;
        const [column, value] = edit[random(edit.length)] ?? edit[0];
        const set = (to: SqlValue) =>
          execute(`UPDATE log_segment SET ${column} = ? WHERE tenant_id = ? AND number = ?`, [
            to,
            tenantPk,
            row.number ?? 0,
          ]);
        await set(value);
        return { undo: () => set(row[column] ?? null) };
      },
      'say that a segment was removed': async (random) => {
        // Its events are there still; and were they gone, no newer one may go before an older one.
        const number = 2 + random(2);
        const set = (to: SqlValue) =>
          execute('UPDATE log_segment SET removed_at = ? WHERE tenant_id = ? AND number = ?', [to, tenantPk, number]);
        await set(hour(0));
        return { undo: () => set(null) };
      },
    };

    it(`${EDITS} random edits (seed ${SEED})`, async () => {
      const random = randomNumbers(SEED);
      const names = Object.keys(kinds);
      const missed: unknown[] = [];
      for (let n = 0; n < EDITS; n += 1) {
        const name = names[n % names.length] ?? '';
        const { at, undo } = (await kinds[name]?.(random)) ?? { undo: async () => undefined };
        const found = (await verifyLog(database, tenantPk, [checkpoint])).break;
        await undo();
        if (found === undefined || (at !== undefined && name !== 'insert' && found.seq !== at))
          missed.push({ name, at, found });
      }
      expect(missed).toEqual([]);
    }, 3_600_000);
  });

  it('goes on behind what retention removed, and still finds what is changed', async () => {
    const tenantPk = await newLog();
    const ledger = ledgerOf(database);
    await ledger.follow();
    const before = hour(45);
    const said: string[] = [];
    const retention = (): LogEvent => ({ ...sampleEvent('removed'), eventType: 'test.removed' });
    for (;;) {
      const segment = await ledger.expiredSegment(tenantPk, before);
      if (segment === undefined) break;
      said.push(`${segment.number}: ${segment.firstSeq} to ${segment.lastSeq}`);
      while (await ledger.removeStep(tenantPk, segment.number, hour(100), retention)) {
        // Until nothing is left of it.
      }
    }
    // The tenant's own event is of today, and in the first segment: nothing is removed before it is old enough.
    expect(said).toEqual([]);
    await execute(
      "UPDATE log_segment SET max_published = '2026-01-01T20:00:00.000Z' WHERE tenant_id = ? AND number = 1",
      [tenantPk],
    );
    for (;;) {
      const segment = await ledger.expiredSegment(tenantPk, before);
      if (segment === undefined) break;
      said.push(`${segment.number}: ${segment.firstSeq} to ${segment.lastSeq}`);
      await ledger.removeStep(tenantPk, segment.number, hour(100), retention);
    }
    expect(said).toEqual(['1: 1 to 7', '2: 8 to 28']);
    await ledger.follow();
    const verified = await verifyLog(database, tenantPk);
    expect([verified.break, verified.removed, verified.checked]).toEqual([undefined, 28, EVENTS - 28 + 2]);
    expect(await ledger.headOf(tenantPk)).toMatchObject({ seq: EVENTS + 2, oldestSeq: 29 });
    const gone = await database.read(
      'SELECT 1 FROM log_key k LEFT JOIN log_event e ON e.pk = k.event_pk WHERE k.tenant_id = ? AND e.pk IS NULL',
      [tenantPk],
    );
    expect(gone).toEqual([]);
    await execute(
      'DELETE FROM log_event WHERE tenant_id = ? ORDER BY pk LIMIT 1'.replace(
        ' ORDER BY pk LIMIT 1',
        ' AND published = ?',
      ),
      [tenantPk, hour(60)],
    );
    expect((await verifyLog(database, tenantPk)).break).toMatchObject({ reason: 'the event was deleted' });
  });

  it('closes a segment that is old enough, so that a quiet tenant is cleaned up, too', async () => {
    const tenantPk = 77_777;
    await insertTenants(database, tenantPk);
    await stores.log.append([0, 1, 2, 3, 4].map((n) => ({ tenantPk, event: sampleEvent('old', hour(n)) })));
    const ledger = ledgerOf(database);
    await ledger.follow();
    const later = hour(5);
    await ledger.closeSegment(tenantPk, hour(0));
    expect(await ledger.expiredSegment(tenantPk, later)).toBeUndefined();
    await ledger.closeSegment(tenantPk, later);
    expect(await ledger.expiredSegment(tenantPk, later)).toEqual({ number: 1, firstSeq: 1, lastSeq: 5 });
    await ledger.closeSegment(tenantPk, later);
    await stores.log.append([{ tenantPk, event: sampleEvent() }]);
    await ledger.follow();
    expect(await verifyLog(database, tenantPk)).toMatchObject({ checked: 6, seq: 6 });
  });
});

describeSqlite('statements that take events in', (provided) => {
  let database: Database;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
  });
  afterAll(() => database.close());

  async function newLog(events: number): Promise<number> {
    const stores = storesOf(database);
    const { tenantPk } = await newTenant(stores);
    await stores.log.append(Array.from({ length: events - 1 }, () => ({ tenantPk, event: sampleEvent() })));
    return tenantPk;
  }
  const take = (tenantPk: number, sizes?: typeof SIZES) =>
    database.withTransaction((tx) => takeInEvents(tx, tenantPk, Number.MAX_SAFE_INTEGER, sizes));

  // Each number of rows is a statement of its own, which stays prepared: the more of them, the more memory.
  it('insert a hundred rows at most', async () => {
    const tenantPk = await newLog(250);
    const rows = { log_link: [] as number[], log_key: [] as number[] };
    database.onStatement = (sql) => {
      const table = /^INSERT INTO (log_link|log_key) .* VALUES /.exec(sql)?.[1] as keyof typeof rows | undefined;
      if (table !== undefined) rows[table].push(sql.split('(?, ?, ?, ?)').length - 1);
    };
    await take(tenantPk, { batch: 250, bytes: 1_000_000, segment: 2_000 });
    delete database.onStatement;
    expect(rows.log_link).toEqual([100, 100, 50]);
    expect(rows.log_key.length).toBeGreaterThan(5);
    expect(Math.max(...rows.log_key)).toBe(100);
  });

  it('take in a hundred events in one transaction', async () => {
    const tenantPk = await newLog(150);
    expect(await take(tenantPk)).toEqual({ taken: 100, more: true });
    expect(await take(tenantPk)).toEqual({ taken: 50, more: false });
  });
});

describeMariaDb('the chain while transactions overlap', (provided) => {
  it('waits for an event that commits late, and takes all in in order', async () => {
    const database = await openMigrated(await provided.url());
    try {
      const { tenantPk } = await newTenant(storesOf(database));
      const ledger = ledgerOf(database);
      await ledger.follow();
      await database.withTransaction(async (tx) => {
        await appendEvent(tx, tenantPk, sampleEvent('slow'));
        await tx.query('SELECT 1');
        await database.withTransaction((other) => appendEvent(other, tenantPk, sampleEvent('fast')));
        expect(await ledger.follow()).toBe(0);
      });
      expect(await ledger.follow()).toBe(2);
      expect((await verifyLog(database, tenantPk)).break).toBeUndefined();
    } finally {
      await database.close();
    }
  });
});

describe('a checkpoint', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const end = { tenant: 'default', chain: 'c0ffee', seq: 7, hash: 'ab'.repeat(32) };
  const signed = makeCheckpoint(end, new Date(), privateKey);

  it('is read again from a line of its file and from one of the process log', () => {
    expect(readCheckpoint(JSON.stringify(signed))).toEqual(signed);
    expect(readCheckpoint(JSON.stringify({ level: 30, checkpoint: signed, msg: 'checkpoint of the log' }))).toEqual(
      signed,
    );
  });

  it('is believed when its key signed it, and else not', () => {
    expect(isSignedBy(signed, publicKey)).toBe(true);
    expect(isSignedBy(makeCheckpoint(end, new Date()), publicKey)).toBe(false);
    expect(isSignedBy(signed, generateKeyPairSync('ed25519').publicKey)).toBe(false);
    for (const forged of [
      { seq: 8 },
      { hash: 'cd'.repeat(32) },
      { tenant: 'other' },
      { chain: 'c0ffef' },
      { at: '2026-01-01T00:00:00.000Z' },
    ])
      expect(isSignedBy({ ...signed, ...forged }, publicKey)).toBe(false);
  });

  it.each([
    '',
    'x',
    '{}',
    '[]',
    'null',
    '{"checkpoint":1}',
    JSON.stringify({ ...signed, hash: 'x' }),
    JSON.stringify({ ...signed, seq: '7' }),
  ])('is not %j', (line) => expect(readCheckpoint(line)).toBeUndefined());
});

function targetOf(id: string) {
  return { id, type: 'User', alternateId: id, displayName: id, detailEntry: null } as const;
}
