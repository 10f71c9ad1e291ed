import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Database } from '../../src/persistence/database.js';
import { ScanThread } from '../../src/persistence/scan-thread.js';
import { describeSqlite } from '../support/databases.js';
import { LONG_STATEMENT } from './long-statement.js';
import { openMigrated } from './open-migrated.js';

const SCAN = { scanOf: 1 };
const CACHE_SIZE = 'SELECT cache_size FROM pragma_cache_size';

/** Answers with the text; the thread may nest deeper than the one that asks can read. */
const NESTING_DRIVER = `module.exports = class {
  pragma() {}
  prepare(sql) {
    const nested = [];
    for (let n = 0, inner = nested; sql === 'nested' && n < 8000; n += 1) inner.push((inner = []));
    return { all: () => [{ sql, nested }] };
  }
};`;

describeSqlite('scans', (provided) => {
  let database: Database;
  let file: string;
  beforeAll(async () => {
    const url = await provided.url();
    if (url.kind !== 'sqlite') throw new Error('not a file');
    file = url.file;
    database = await openMigrated(url);
    await database.withTransaction((tx) => tx.execute('CREATE TABLE scanned (a INTEGER, b BLOB, c TEXT)'));
  });
  let onTestEnd: (() => Promise<void>) | undefined;
  afterEach(async () => {
    await onTestEnd?.();
    onTestEnd = undefined;
  });
  afterAll(() => database.close());

  it('keep no read and no write waiting', async () => {
    let isOver = false;
    const scan = database.search(LONG_STATEMENT, [], SCAN).finally(() => (isOver = true));
    let others = 0;
    while (!isOver) {
      expect(await database.read('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await database.withTransaction((tx) => tx.execute('INSERT INTO scanned (a) VALUES (?)', [others]));
      others += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await scan).toEqual([{ n: 3_000_000 }]);
    expect(others).toBeGreaterThan(5);
  });

  (existsSync('/proc/thread-self') ? it : it.skip)('get a processor behind what answers', async () => {
    const niceOf = (thread: string): number => {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
      // The 19th field; the second is a name in parentheses that may hold anything.
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
    };
    const own = niceOf(String(process.pid));
    await database.search('SELECT 1 AS one', [], SCAN);
    const behind = readdirSync('/proc/self/task').filter((thread) => niceOf(thread) > own);
    expect(behind).toHaveLength(1);
    expect(behind).not.toContain(String(process.pid));
  });

  it('take and give every kind of value, and see what is committed', async () => {
    const key = Buffer.from([0, 255, 7]);
    const insert = 'INSERT INTO scanned (a, b, c) VALUES (?, ?, ?)';
    await database.withTransaction((tx) => tx.execute(insert, [1, key, 'ü']));
    const rows = await database.search<{ a: number; b: Buffer; c: string }>(
      'SELECT a, b, c FROM scanned WHERE b = ? AND a = ? AND c = ?',
      [key, true, 'ü'],
      SCAN,
    );
    expect(rows.map(({ a, b, c }) => [a, b.toString('hex'), c])).toEqual([[1, '00ff07', 'ü']]);
    expect(await database.search('SELECT ? AS missing', [null], SCAN)).toEqual([{ missing: null }]);
  });

  it.each<[string, string, RegExp]>([
    ['what is no SQL', 'SELECT nonsense FROM nowhere', /no such table: nowhere/],
    ['a statement that writes', 'INSERT INTO scanned (a) VALUES (9)', /does not return data|readonly/],
    ['a statement that writes and answers', 'INSERT INTO scanned (a) VALUES (9) RETURNING a', /readonly/],
  ])('refuse %s, and go on', async (_, sql, message) => {
    const thread = new ScanThread(file, 1_024);
    await expect(thread.ask(sql, [])).rejects.toThrow(message);
    expect(await thread.ask('SELECT COUNT(*) AS n FROM scanned WHERE a = 9 AND b IS NULL AND c = ?', ['x'])).toEqual([
      { n: 0 },
    ]);
    await thread.close();
  });

  it('tell who waits that the database was closed, and whoever comes later', async () => {
    const thread = new ScanThread(file, 1_024);
    const [running, waiting] = [thread.ask(LONG_STATEMENT, []), thread.ask('SELECT 1', [])];
    const closed = { status: 503, cause: { message: 'the database was closed' } };
    const told = Promise.all([running, waiting].map((asked) => expect(asked).rejects.toMatchObject(closed)));
    await thread.close();
    await told;
    await expect(thread.ask('SELECT 1 AS one', [])).rejects.toMatchObject(closed);
    await thread.close();
  });

  it('tell all who wait when an answer cannot be read, and the next begin another thread', async () => {
    const driver = `${file}.nesting-driver.cjs`;
    writeFileSync(driver, NESTING_DRIVER);
    const thread = new ScanThread(file, 1_024, driver);
    // Also behind a test that failed, for whoever waits keeps Jest waiting.
    onTestEnd = () => thread.close();
    expect(await thread.ask('before', [])).toEqual([{ sql: 'before', nested: [] }]);
    const asked = await Promise.allSettled(['nested', 'behind', 'last'].map((sql) => thread.ask(sql, [])));
    const unreadable = { status: 503, cause: { message: 'Maximum call stack size exceeded' } };
    for (const one of asked) expect(one).toMatchObject({ status: 'rejected', reason: unreadable });
    expect(await thread.ask('after', [])).toEqual([{ sql: 'after', nested: [] }]);
  }, 20_000);

  it('keep no more than 8 MiB of the file in memory, and neither do those that read and write', async () => {
    const KIB = [{ cache_size: -8 * 1024 }];
    expect(await database.search(CACHE_SIZE, [], SCAN)).toEqual(KIB);
    expect(await database.read(CACHE_SIZE)).toEqual(KIB);
    expect(await database.withTransaction((tx) => tx.query(CACHE_SIZE))).toEqual(KIB);
  });

  it('make no file where theirs was moved away', async () => {
    const moved = `${file}.moved`;
    const thread = new ScanThread(moved, 1_024);
    await expect(thread.ask('SELECT 1', [])).rejects.toThrow(/unable to open/);
    expect(existsSync(moved)).toBe(false);
    await thread.close();
  });

  it('say so when the file cannot be opened', async () => {
    const thread = new ScanThread(`${file}/nowhere`, 1_024);
    await expect(thread.ask('SELECT 1', [])).rejects.toThrow(/directory does not exist|unable to open/);
    await thread.close();
  });

  it('wait for one another, and are counted', async () => {
    const both = Promise.all([database.search(LONG_STATEMENT, [], SCAN), database.search('SELECT 1 AS one', [], SCAN)]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(database.loads().scans).toMatchObject({ limit: 1, inUse: 1, waiting: 1 });
    expect(await both).toEqual([[{ n: 3_000_000 }], [{ one: 1 }]]);
    expect(database.loads().scans).toMatchObject({ inUse: 0, waiting: 0 });
  });
});
