import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import { type Database, openDatabase, type Transaction } from '../../src/persistence/database.js';
import { rowsAtCommit } from '../../src/persistence/read-membership.js';
import { describeDatabases, describeMariaDb, describeSqlite } from '../support/databases.js';
import { startMuteWire } from '../support/mute-wire.js';
import { openMigrated } from './open-migrated.js';

const COUNT = 'SELECT COUNT(*) AS n FROM log_event';
const insert = (tx: Transaction, uuid = uuidv7()) =>
  tx.execute('INSERT INTO log_event (tenant_id, uuid, published, event) VALUES (?, ?, ?, ?)', [1, uuid, 'now', '{}']);
const countOf = async (database: Database): Promise<number> =>
  Number((await database.read<{ n: number }>(COUNT))[0]?.n);

describeDatabases('database', (provided) => {
  let database: Database;
  beforeAll(async () => {
    database = await openMigrated(await provided.url());
  });
  beforeEach(() => database.withTransaction((tx) => tx.execute('DELETE FROM log_event')));
  afterAll(() => database.close());

  it('keeps what was acknowledged, and nothing else, of 200 parallel transactions of which a fifth throws', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) =>
        database.withTransaction(async (tx) => {
          const uuid = uuidv7();
          await insert(tx, uuid);
          await Promise.resolve();
          await tx.query(COUNT);
          if (i % 5 === 0) throw new Error('on purpose');
          return uuid;
        }),
      ),
    );
    const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(acknowledged).toHaveLength(160);
    const rows = await database.read<{ uuid: string }>('SELECT uuid FROM log_event');
    expect(new Set(rows.map(({ uuid }) => uuid))).toEqual(new Set(acknowledged));
  });

  it('shows readers nothing that is not committed', async () => {
    await database.withTransaction(async (tx) => {
      await insert(tx);
      expect(await countOf(database)).toBe(0);
    });
    expect(await countOf(database)).toBe(1);
  });

  it.each<[string, unknown]>([
    ['an array', ['a']],
    ['an object', { a: 1 }],
    ['a date', new Date(0)],
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
  ])('binds no parameter that is %s', async (_, value) => {
    const params = [value] as never[];
    await expect(database.read('SELECT ?', params)).rejects.toThrow('not a value that can be bound');
    await expect(database.withTransaction((tx) => tx.query('SELECT ?', params))).rejects.toThrow('can be bound');
    await expect(database.withTransaction((tx) => tx.execute('SELECT ?', params))).rejects.toThrow('can be bound');
  });

  it('leaves nothing behind a statement that fails', async () => {
    const failing = database.withTransaction(async (tx) => {
      await insert(tx);
      await tx.query('SELECT no_such_column FROM log_event');
    });
    await expect(failing).rejects.toMatchObject({ message: expect.stringContaining('no_such_column') as string });
    expect(await countOf(database)).toBe(0);
  });

  it('runs what was deferred before what comes later, and before the COMMIT', async () => {
    const texts = await database.withTransaction(async (tx) => {
      await insert(tx, 'one');
      await tx.defer("UPDATE log_event SET event = 'deferred' WHERE uuid = ?", ['one']);
      const [seen] = await tx.query<{ event: string }>('SELECT event FROM log_event WHERE uuid = ?', ['one']);
      await tx.defer("UPDATE log_event SET event = 'last' WHERE uuid = ?", ['one']);
      return [seen?.event];
    });
    const [row] = await database.read<{ event: string }>('SELECT event FROM log_event WHERE uuid = ?', ['one']);
    expect([...texts, row?.event]).toEqual(['deferred', 'last']);
  });

  it.each([
    ['before a statement', (tx: Transaction) => tx.query('SELECT 1')],
    ['before the COMMIT', async () => undefined],
  ])('commits nothing where what was deferred fails %s, and says what that means', async (_, last) => {
    const meaning = (name: string) => (error: unknown) => new Error(name, { cause: error });
    const failing = database.withTransaction(async (tx) => {
      await insert(tx);
      await tx.defer("UPDATE log_event SET event = 'x' WHERE uuid = 'nobody'", [], meaning('another'));
      await tx.defer('UPDATE log_event SET no_such_column = 1', [], meaning('this one'));
      await tx.defer("UPDATE log_event SET event = 'y' WHERE uuid = 'nobody'", [], meaning('a later one'));
      await last(tx);
    });
    await expect(failing).rejects.toMatchObject({
      message: 'this one',
      cause: { message: expect.stringContaining('no_such_column') as string },
    });
    expect(await countOf(database)).toBe(0);
  });

  it('reads with the COMMIT what the unit leaves', async () => {
    const unit = await database.withTransaction(async (tx) => {
      const rows = tx.queryLast<{ event: string }>('SELECT event FROM log_event WHERE uuid = ?', ['last']);
      const early = database.dialect === 'sqlite' ? await rows : [];
      await insert(tx, 'last');
      return { rows, early };
    });
    // SQLite has one writer: nothing can come between.
    expect(await unit.rows).toEqual(database.dialect === 'sqlite' ? unit.early : [{ event: '{}' }]);
  });

  it('reads with the COMMIT where nothing else was asked, and one SELECT alone', async () => {
    const { rows } = await database.withTransaction(async (tx) => ({ rows: tx.queryLast('SELECT 7 AS n', []) }));
    expect(await rows).toEqual([{ n: 7 }]);
    if (provided.kind === 'mysql')
      await expect(
        database.withTransaction(async (tx) => {
          void tx.queryLast('SELECT 1', []);
          await tx.queryLast('SELECT 2', []);
        }),
      ).rejects.toThrow('is one');
  });

  it('commits nothing where what is read with the COMMIT cannot be', async () => {
    const failing = database.withTransaction(async (tx) => {
      await insert(tx);
      const rows = tx.queryLast('SELECT no_such_column FROM log_event', []);
      rows.catch(() => undefined);
      if (database.dialect === 'sqlite') await rows;
    });
    await expect(failing).rejects.toThrow('no_such_column');
    expect(await countOf(database)).toBe(0);
  });

  it.each(['SELECT 1; DELETE FROM log_event', 'SELECT 1;'])(
    'refuses a statement that holds another one: %s',
    async (sql) => {
      await database.withTransaction((tx) => insert(tx));
      const isRefused = provided.kind === 'mysql' || !sql.endsWith(';');
      const refusal = /must not hold another|more than one statement/;
      await (isRefused ? expect(database.read(sql)).rejects.toThrow(refusal) : database.read(sql));
      if (isRefused) await expect(database.withTransaction((tx) => tx.execute(sql))).rejects.toThrow(refusal);
      expect(await countOf(database)).toBe(1);
    },
  );

  it('keeps a message short however much is deferred', async () => {
    const seen: boolean[] = [];
    database.onStatement = (_, isAttached) => seen.push(isAttached);
    await database.withTransaction(async (tx) => {
      await insert(tx, 'long');
      for (let i = 0; i < 8; i += 1)
        await tx.defer('UPDATE log_event SET event = ? WHERE uuid = ?', ['x'.repeat(200_000), 'long']);
    });
    delete database.onStatement;
    // BEGIN and INSERT, four times two, COMMIT.
    expect(seen.filter((isAttached) => !isAttached)).toHaveLength(database.dialect === 'mysql' ? 6 : 11);
  });

  it('asks the database for nothing where the work asked for nothing', async () => {
    const seen: string[] = [];
    database.onStatement = (sql) => seen.push(sql);
    await database.withTransaction(async () => undefined);
    delete database.onStatement;
    expect(seen).toEqual([]);
  });

  it('refuses a transaction that is over', async () => {
    const tx = await database.withTransaction(async (inner) => inner);
    await expect(insert(tx)).rejects.toThrow('has ended');
    await expect(tx.entities()).rejects.toThrow('has ended');
    expect(await countOf(database)).toBe(0);
  });

  it('answers a ping', async () => {
    await expect(database.ping()).resolves.toBeUndefined();
  });
});

describeDatabases('deadline', (provided) => {
  it('gives up a unit that takes too long, undoes it and goes on', async () => {
    const database = await openMigrated(await provided.url(), { deadlineMs: 300 });
    try {
      const slow = database.withTransaction(async (tx) => {
        await insert(tx);
        await new Promise((resolve) => setTimeout(resolve, 600));
      });
      await expect(slow).rejects.toMatchObject({ status: 503 });
      await database.withTransaction((tx) => insert(tx));
      expect(await countOf(database)).toBe(1);
    } finally {
      await database.close();
    }
  });

  it('commits nothing for a process that was stopped until it was over', async () => {
    const database = await openMigrated(await provided.freshUrl(), { deadlineMs: 300 });
    const statements: string[] = [];
    try {
      const stopped = database.withTransaction(async (tx) => {
        await insert(tx);
        database.onStatement = (sql) => statements.push(sql);
        // As it looks from within: the time is over before any timer could say so.
        for (const end = Date.now() + 400; Date.now() < end;);
      });
      await expect(stopped).rejects.toMatchObject({ status: 503 });
      expect(statements).not.toContain('COMMIT');
      expect(await countOf(database)).toBe(0);
    } finally {
      await database.close();
    }
  });

  it('bounds the wait for a place', async () => {
    const database = await openMigrated(await provided.freshUrl(), { connectionLimit: 1, acquireTimeoutMs: 50 });
    try {
      await database.withTransaction(async () => {
        await expect(database.withTransaction((tx) => insert(tx))).rejects.toMatchObject({ status: 503 });
      });
      await database.withTransaction((tx) => insert(tx));
    } finally {
      await database.close();
    }
  });
});

describeMariaDb('deadline of a statement that hangs', (provided) => {
  it.each([
    ['in a unit', (database: Database) => database.withTransaction((tx) => hang(tx))],
    ['in a read', (database: Database) => database.readEntities((manager) => hang(manager))],
  ])('does not wait for it %s', async (_, work) => {
    const database = await openMigrated(await provided.url(), { deadlineMs: 300 });
    try {
      const started = performance.now();
      await expect(work(database)).rejects.toMatchObject({ status: 503 });
      // The statement takes 3 s.
      expect(performance.now() - started).toBeLessThan(2_800);
    } finally {
      await database.close();
    }
  });

  /** Without the limit that the session sets, as if the wire were dead. */
  async function hang(on: { query(sql: string): Promise<unknown> }): Promise<void> {
    await on.query('SET SESSION max_statement_time = 0');
    await on.query('SELECT SLEEP(3)');
  }
});

describeMariaDb('deadline of a COMMIT', (provided) => {
  it('that nobody answers ends it: what became of the change is not known, and it is not done again', async () => {
    const wire = await startMuteWire(await provided.url());
    const database = await openMigrated(wire.url, { deadlineMs: 400 });
    try {
      wire.mute((packet) => packet.subarray(5).toString() === 'COMMIT');
      let runs = 0;
      const unknown = database.withTransaction(async (tx) => {
        runs += 1;
        await insert(tx);
      });
      await expect(unknown).rejects.toThrow('may or may not');
      expect(runs).toBe(1);
      wire.mute(() => false);
      await database.withTransaction((tx) => insert(tx));
      expect(await countOf(database)).toBe(1);
    } finally {
      await database.close();
      wire.close();
    }
  });
});

describeMariaDb('a read whose connection is lost', (provided) => {
  let database: Database;
  let killer: Database;
  beforeAll(async () => {
    database = await openMigrated(await provided.url(), { connectionLimit: 1 });
    killer = await openDatabase(await provided.url());
  });
  afterAll(async () => {
    await database.close();
    await killer.close();
  });
  afterEach(() => Reflect.deleteProperty(database, 'onStatement'));

  const SLOW = 'SELECT SLEEP(0.7) AS slept';
  const idOf = async (): Promise<number> =>
    Number((await database.read<{ id: number }>('SELECT CONNECTION_ID() AS id'))[0]?.id);
  const kill = (id: number): Promise<unknown> => killer.read(`KILL ${id}`);
  const idOfSlow = async (): Promise<number> => {
    for (;;) {
      const [row] = await killer.read<{ id: number }>(
        "SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(0.7)%' AND info NOT LIKE '%processlist%' AND db = DATABASE()",
      );
      if (row !== undefined) return Number(row.id);
    }
  };
  const countSlow = (): { readonly times: () => number } => {
    let times = 0;
    database.onStatement = (sql) => (times += Number(sql === SLOW));
    return { times: () => times };
  };

  it('while it runs, is done once more on another one', async () => {
    const { times } = countSlow();
    const reading = database.read<{ slept: number }>(SLOW);
    await kill(await idOfSlow());
    expect((await reading).map(({ slept }) => Number(slept))).toEqual([0]);
    expect(times()).toBe(2);
  });

  it('while nothing was sent on it, does not notice', async () => {
    const before = await idOf();
    await kill(before);
    expect(await idOf()).not.toBe(before);
  });

  it('twice, is not tried a third time', async () => {
    const { times } = countSlow();
    const reading = database.read(SLOW);
    reading.catch(() => undefined);
    const first = await idOfSlow();
    await kill(first);
    let second = first;
    while (second === first) second = await idOfSlow();
    await kill(second);
    await expect(reading).rejects.toMatchObject({ status: 503 });
    expect(times()).toBe(2);
  });

  it.each([
    ['1317, which ends the statement alone', 1317],
    ['1040, too many connections', 1040],
    ['1213, a deadlock', 1213],
  ])('no other error is a reason to: %s', async (_, errno) => {
    let times = 0;
    database.onStatement = (sql) => {
      if (sql !== 'SELECT 7') return;
      times += 1;
      throw Object.assign(new Error('injected'), { errno, code: 'X', sqlState: 'HY000' });
    };
    await expect(database.read('SELECT 7')).rejects.toThrow();
    expect(times).toBe(1);
  });
});

describeMariaDb('restarts', (provided) => {
  let database: Database;
  let warnings: string[];
  beforeAll(async () => {
    warnings = [];
    database = await openMigrated(await provided.url(), {
      lockWaitSeconds: 1,
      connectionLimit: 8,
      warn: (message) => warnings.push(message),
    });
  });
  beforeEach(() => database.withTransaction((tx) => tx.execute('DELETE FROM log_event')));
  afterAll(() => database.close());

  it.each([
    [1213, 'deadlock'],
    [1205, 'lock_wait'],
    [1020, 'changed_record'],
  ] as const)('runs the whole unit again after error %i, and counts that as %s', async (errno, reason) => {
    let runs = 0;
    const before = database.restarts.get(reason) ?? 0;
    await database.withTransaction(async (tx) => {
      runs += 1;
      await insert(tx);
      if (runs < 3) await tx.query(`SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'injected'`);
    });
    expect(runs).toBe(3);
    expect(database.restarts.get(reason)).toBe(before + 2);
    expect(await countOf(database)).toBe(1);
  });

  it.each([
    [1213, 4],
    [1062, 1],
    [1406, 1],
  ])('gives up after error %i, %i runs', async (errno, expected) => {
    let runs = 0;
    const failing = database.withTransaction(async (tx) => {
      runs += 1;
      await insert(tx);
      await tx.query(`SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'injected'`);
    });
    await expect(failing).rejects.toMatchObject(errno === 1213 ? { status: 503 } : { message: 'injected' });
    expect(runs).toBe(expected);
    expect(await countOf(database)).toBe(0);
  });

  it('survives a real deadlock', async () => {
    const [one, other] = [uuidv7(), uuidv7()];
    await database.withTransaction(async (tx) => {
      await insert(tx, one);
      await insert(tx, other);
    });
    let arrived = 0;
    let meet: () => void = () => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    const swap = (first: string, second: string): Promise<void> =>
      database.withTransaction(async (tx) => {
        await tx.execute("UPDATE log_event SET event = 'x' WHERE uuid = ?", [first]);
        arrived += 1;
        if (arrived === 2) meet();
        await met;
        await tx.execute("UPDATE log_event SET event = 'y' WHERE uuid = ?", [second]);
      });
    await Promise.all([swap(one, other), swap(other, one)]);
    expect(arrived).toBe(3);
  });

  it('undoes the whole unit when a lock is waited for too long, not the one statement', async () => {
    const uuid = uuidv7();
    await database.withTransaction((tx) => insert(tx, uuid));
    let runs = 0;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let hold: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (hold = resolve));
    const holder = database.withTransaction(async (tx) => {
      await tx.query('SELECT 1 FROM log_event WHERE uuid = ? FOR UPDATE', [uuid]);
      hold();
      await released;
    });
    await held;
    await database.withTransaction(async (tx) => {
      runs += 1;
      if (runs === 2) release();
      await insert(tx);
      await tx.execute("UPDATE log_event SET event = 'x' WHERE uuid = ?", [uuid]);
    });
    await holder;
    expect(runs).toBe(2);
    expect(await countOf(database)).toBe(2);
  });

  it('never runs a unit again when the answer to COMMIT was lost', async () => {
    let runs = 0;
    const lost = database.withTransaction(async (tx) => {
      runs += 1;
      await insert(tx);
      const socket = await socketOf(tx);
      database.onStatement = (sql) => {
        if (sql === 'COMMIT') socket.destroy();
      };
    });
    await expect(lost).rejects.toThrow('may or may not');
    delete database.onStatement;
    expect(runs).toBe(1);
    expect(await countOf(database)).toBeLessThanOrEqual(1);
  });

  it('says 503 for a connection that is cut, throws it away and goes on', async () => {
    const cut = database.withTransaction(async (tx) => {
      await insert(tx);
      (await socketOf(tx)).destroy();
      await insert(tx);
    });
    await expect(cut).rejects.toMatchObject({ status: 503 });
    await Promise.all(Array.from({ length: 16 }, () => database.withTransaction((tx) => insert(tx))));
    expect(await countOf(database)).toBe(16);
  });

  it('sets up every session, whatever the server says', async () => {
    const sessions = await Promise.all(
      Array.from({ length: 8 }, () =>
        database.withTransaction((tx) =>
          tx.query<object>(
            'SELECT @@character_set_client AS client, @@character_set_connection AS connection, @@time_zone AS zone, ' +
              '@@tx_isolation AS isolation, @@innodb_lock_wait_timeout AS lock_wait, @@sql_mode LIKE ? AS strict',
            ['STRICT_ALL_TABLES%'],
          ),
        ),
      ),
    );
    const expected = {
      ...{ client: 'utf8mb4', connection: 'utf8mb4', zone: '+00:00' },
      ...{ isolation: 'READ-COMMITTED', lock_wait: 1, strict: 1 },
    };
    expect(sessions.flat()).toEqual(sessions.map(() => expected));
  });

  it('warns of a server that may lose acknowledged commits', async () => {
    expect(warnings).toEqual([]);
    await database.withTransaction((tx) => tx.execute('SET GLOBAL innodb_flush_log_at_trx_commit = 2'));
    try {
      const careless = await openDatabase(await provided.url(), { warn: (message) => warnings.push(message) });
      await careless.close();
      expect(warnings).toEqual([expect.stringContaining('innodb_flush_log_at_trx_commit=2')]);
    } finally {
      await database.withTransaction((tx) => tx.execute('SET GLOBAL innodb_flush_log_at_trx_commit = 1'));
    }
  });

  it.each([
    ['a wrong port', { port: 1 }, 'ECONNREFUSED'],
    ['a wrong password', { user: 'nobody', password: 'x' }, 'Access denied'],
    ['a database that is not there', { database: 'no_such_database' }, 'no_such_database'],
  ])('says what is wrong with %s', async (_, change, words) => {
    const url = await provided.url();
    if (url.kind !== 'mysql') throw new Error('mysql');
    await expect(openDatabase({ ...url, ...change })).rejects.toThrow(words);
  });
});

describeSqlite('units that share a COMMIT', (provided) => {
  let database: Database;
  let statements: string[];
  beforeEach(async () => {
    database = await openMigrated(await provided.freshUrl());
    statements = [];
  });
  afterEach(async () => {
    delete database.onStatement;
    await database.close();
  });
  const watch = (): void => void (database.onStatement = (sql) => statements.push(sql.split(' ', 2).join(' ')));
  const uuids = async (): Promise<readonly string[]> =>
    (await database.read<{ uuid: string }>('SELECT uuid FROM log_event ORDER BY uuid')).map(({ uuid }) => uuid);
  const unit = (uuid: string, more?: (tx: Transaction) => Promise<unknown>): Promise<string> =>
    database.withTransaction(async (tx) => {
      await insert(tx, uuid);
      await more?.(tx);
      return uuid;
    });
  const refuse = async (): Promise<never> => {
    throw new Error('on purpose');
  };
  const failingSelect = (tx: Transaction, name: keyof Transaction): unknown =>
    name === 'queryLast' ? refuse : Reflect.get(tx, name, tx);

  it('wait for one COMMIT, and are there when they are done', async () => {
    watch();
    const seen = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (uuid) => {
        await unit(uuid);
        return uuids();
      }),
    );
    expect(statements.filter((sql) => !sql.startsWith('SELECT'))).toEqual([
      ...['BEGIN IMMEDIATE', 'INSERT INTO'],
      ...['b', 'c', 'd'].flatMap(() => ['SAVEPOINT unit', 'INSERT INTO', 'RELEASE unit']),
      'COMMIT',
    ]);
    for (const [index, uuid] of ['a', 'b', 'c', 'd'].entries()) expect(seen[index]).toContain(uuid);
  });

  it('are committed one by one where they come one by one', async () => {
    watch();
    await unit('a');
    await unit('b');
    const one = ['BEGIN IMMEDIATE', 'INSERT INTO', 'COMMIT'];
    expect(statements).toEqual([...one, ...one]);
  });

  it.each([
    ['the first', 0],
    ['one in the middle', 1],
    ['the last', 3],
  ])('are there without %s, which fails', async (_, failing) => {
    const names = ['a', 'b', 'c', 'd'];
    const outcomes = await Promise.allSettled(
      names.map((uuid, index) => unit(uuid, index === failing ? refuse : undefined)),
    );
    const others = names.filter((__, index) => index !== failing);
    expect(outcomes.map(({ status }) => status)).toEqual(
      names.map((__, index) => (index === failing ? 'rejected' : 'fulfilled')),
    );
    expect(await uuids()).toEqual(others);
  });

  it('are all refused where the COMMIT fails, and nothing of them is there', async () => {
    database.onStatement = (sql) => {
      if (sql === 'COMMIT') throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
    };
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((uuid) => unit(uuid)));
    expect(outcomes).toMatchObject(['a', 'b', 'c'].map(() => ({ status: 'rejected', reason: { status: 503 } })));
    delete database.onStatement;
    expect(await uuids()).toEqual([]);
    await unit('d');
    expect(await uuids()).toEqual(['d']);
  });

  it('that are refused for what another one did are told so when that is committed', async () => {
    const order: string[] = [];
    const first = unit('a').then(() => order.push('done'));
    const second = unit('a').catch(() => order.push('refused'));
    await Promise.all([first, second]);
    expect(order).toEqual(['done', 'refused']);
  });

  it('that are refused for what is not committed then run again, or hear of that', async () => {
    let commits = 0;
    database.onStatement = (sql) => {
      if (sql === 'COMMIT' && (commits += 1) === 1) throw Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' });
    };
    // Both begin again, and one of them has the name.
    const outcomes = await Promise.allSettled([unit('a'), unit('a')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    database.onStatement = (sql) => {
      if (sql === 'COMMIT') throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
    };
    const full = await Promise.allSettled([unit('b'), unit('b')]);
    expect(full).toMatchObject([0, 1].map(() => ({ status: 'rejected', reason: { status: 503 } })));
    delete database.onStatement;
    expect(await uuids()).toEqual(['a']);
  });

  it('whose last SELECT fails are undone, and nothing else', async () => {
    const failing = database.withTransaction(async (tx) => {
      await insert(tx, 'a');
      return rowsAtCommit(new Proxy(tx, { get: failingSelect }), { tenantPk: 1 }, { pk: 1, type: 'User' }, 1);
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await uuids()).toEqual([]);
    await unit('b');
  });

  it('are all refused where the database undoes them all, and whoever comes next begins anew', async () => {
    // What a full disk does.
    const undoAll = (tx: Transaction): Promise<unknown> => tx.execute('ROLLBACK').then(refuse);
    const outcomes = await Promise.allSettled([unit('a'), unit('b', undoAll), unit('c')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ reason: { status: 503 } });
    expect(outcomes[1]).toMatchObject({ reason: { message: 'on purpose' } });
    expect(await uuids()).toEqual(['c']);
  });

  it('that asked for nothing hold nobody up and take nobody with them', async () => {
    const outcomes = await Promise.allSettled([
      unit('a'),
      database.withTransaction(async () => 'nothing'),
      database.withTransaction(refuse),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await uuids()).toEqual(['a']);
  });

  it('are not kept waiting for long: a COMMIT comes at least every 64 units', async () => {
    watch();
    await Promise.all(Array.from({ length: 200 }, (_, i) => unit(`${i}`)));
    expect(statements.filter((sql) => sql === 'COMMIT').length).toBeGreaterThanOrEqual(4);
    expect(await uuids()).toHaveLength(200);
  });

  it('leave the event loop to others now and then, also where many begin together', async () => {
    let begun = 0;
    const unitOfWork = (): Promise<void> =>
      database.withTransaction(async (tx) => {
        begun += 1;
        await insert(tx, `${begun}`);
        for (const since = performance.now(); performance.now() - since < 3;) continue;
      });
    const units = Promise.all(Array.from({ length: 10 }, unitOfWork));
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toBeLessThan(5);
    await units;
    expect(await uuids()).toHaveLength(10);
  });

  it('are committed before the database is closed', async () => {
    const url = await provided.freshUrl();
    const other = await openMigrated(url);
    const units = ['a', 'b'].map((uuid) => other.withTransaction((tx) => insert(tx, uuid)));
    await other.close();
    await Promise.all(units);
    const again = await openDatabase(url);
    expect(await countOf(again)).toBe(2);
    await again.close();
  });
});

describeSqlite('file', (provided) => {
  it('is made with its folder, readable by its owner alone', async () => {
    const url = await provided.freshUrl();
    const database = await openMigrated(url);
    await database.close();
    if (url.kind !== 'sqlite') throw new Error('sqlite');
    expect(statSync(url.file).mode & 0o777).toBe(0o600);
  });

  it('waits for the disk at every commit', async () => {
    const database = await openMigrated(await provided.freshUrl());
    const pragmas = await database.withTransaction(async (tx) => [
      ...(await tx.query('PRAGMA synchronous')),
      ...(await tx.query('PRAGMA journal_mode')),
    ]);
    await database.close();
    expect(pragmas).toEqual([{ synchronous: 2 }, { journal_mode: 'wal' }]);
  });

  it('keeps no more than 8 MiB of the file in memory for each connection', async () => {
    const database = await openMigrated(await provided.freshUrl());
    const [writes] = await database.withTransaction((tx) => tx.query('PRAGMA cache_size'));
    const [reads] = await database.read('PRAGMA cache_size');
    await database.close();
    expect([writes, reads]).toEqual([{ cache_size: -8_192 }, { cache_size: -8_192 }]);
  });

  it('refuses to write through a reader', async () => {
    const database = await openMigrated(await provided.freshUrl());
    await expect(database.read('INSERT INTO membership VALUES (1, 2)')).rejects.toBeDefined();
    await database.close();
  });

  it('is refused to a second opener until the first has closed it', async () => {
    const url = await provided.freshUrl();
    const first = await openDatabase(url);
    await expect(openDatabase(url)).rejects.toThrow(/^Another process is using the SQLite database .*\. Stop it first/);
    await first.close();
    await (await openDatabase(url)).close();
  });

  it('is refused to a second process', async () => {
    const url = await provided.freshUrl();
    if (url.kind !== 'sqlite') throw new Error('sqlite');
    const first = await openDatabase(url);
    const driver = createRequire(__filename).resolve('better-sqlite3');
    const program = `try { require(${JSON.stringify(driver)})(${JSON.stringify(`${url.file}.lock`)}, { timeout: 0 }).exec('BEGIN EXCLUSIVE') } catch (e) { console.log(e.code) }`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
    await first.close();
    expect(stdout.trim()).toBe('SQLITE_BUSY');
  });
});

/** Destroying it cuts the wire under a transaction, as a crash of the server or of the network would. */
async function socketOf(tx: Transaction): Promise<Socket> {
  const { queryRunner } = await tx.entities();
  return (Reflect.get(queryRunner ?? {}, 'databaseConnection') as { readonly stream: Socket }).stream;
}
