import BetterSqlite3 from 'better-sqlite3';
import { type Connection, createConnection } from 'mysql2/promise';
import type { DatabaseUrl } from '../../src/config/env.js';
import type { Database } from '../../src/persistence/database.js';

type MysqlUrl = Extract<DatabaseUrl, { kind: 'mysql' }>;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How often what was done to the database, and what came of it. */
export type Tally = Map<string, number>;
export const count = (tally: Tally, what: string): void => void tally.set(what, (tally.get(what) ?? 0) + 1);

/** What units of work were run again for. */
export function tallyRestarts(database: Database, tally: Tally): void {
  for (const [reason, times] of database.restarts) tally.set(`restarts: ${reason}`, times);
}

/*
 * No 1213: the deadlocks are real, so that each restart for one is the server's own doing. 1020 is only ever injected: a server
 * with `innodb_snapshot_isolation` sends it at REPEATABLE READ, and not at our READ COMMITTED (changed-record.spec.ts).
 */
const INJECTED = {
  mysql: [
    { errno: 1205, code: 'ER_LOCK_WAIT_TIMEOUT', sqlState: 'HY000' },
    { errno: 1020, code: 'ER_CHECKREAD', sqlState: 'HY000' },
    { errno: 1021, code: 'ER_DISK_FULL', sqlState: 'HY000' },
  ],
  sqlite: [{ code: 'SQLITE_BUSY' }, { code: 'SQLITE_BUSY_SNAPSHOT' }, { code: 'SQLITE_FULL' }],
} as const;

/** Throws what a driver throws, in place of a writing statement or a COMMIT; the unit's own ROLLBACK is real. */
export function inject(database: Database, share: number, tally: Tally): void {
  database.onStatement = (sql) => {
    if (!/^(?:INSERT|UPDATE|DELETE|COMMIT)/.test(sql) || Math.random() >= share) return;
    const kinds = INJECTED[database.dialect];
    const facts = kinds[Math.floor(Math.random() * kinds.length)] ?? kinds[0];
    count(tally, `injected ${'errno' in facts ? facts.errno : facts.code}`);
    throw Object.assign(new Error('injected'), facts);
  };
}

/** Runs until told to stop. */
export type Trouble = (isOver: () => boolean) => Promise<void>;

/** Full disk and a second writer. */
export function sqliteTroubles(database: Database, file: string, tally: Tally): readonly Trouble[] {
  return [
    async (isOver) => {
      for (; !isOver(); await pause(700)) {
        const [size] = await database.schemaSource.query<{ page_count: number }[]>('PRAGMA page_count');
        await database.schemaSource.query(`PRAGMA max_page_count = ${Number(size?.page_count)}`);
        count(tally, 'disk filled');
        await pause(200);
        await database.schemaSource.query('PRAGMA max_page_count = 1073741823');
      }
    },
    async (isOver) => {
      // A statement waits for the lock on this very thread, which also has to give it back.
      await database.schemaSource.query('PRAGMA busy_timeout = 20');
      const other = new BetterSqlite3(file, { timeout: 20 });
      for (; !isOver(); await pause(400)) {
        try {
          other.exec('BEGIN IMMEDIATE');
          count(tally, 'write lock taken');
          await pause(150 + Math.random() * 200);
          other.exec('ROLLBACK');
        } catch {
          // The server was writing.
        }
      }
      other.close();
    },
  ];
}

/** Row locks held for longer than anyone waits, locks in the opposite order, connections that are killed. */
export function mysqlTroubles(
  url: MysqlUrl,
  { members }: { readonly members: readonly string[] },
  tally: Tally,
): readonly Trouble[] {
  const { host, port, user, password, database } = url;
  const TROUBLES = 3;
  /** Connections of the troubles themselves, which nobody kills. */
  const own: number[] = [];
  const open = async (): Promise<Connection> => {
    const connection = await createConnection({ host, port, user, password, database });
    const [rows] = await connection.query('SELECT CONNECTION_ID() AS id');
    for (const { id } of rows as { readonly id: number }[]) own.push(id);
    return connection;
  };
  const lock = 'SELECT pk FROM resource WHERE id = ? FOR UPDATE';
  return [
    async (isOver) => {
      const other = await open();
      for (let i = 0; !isOver(); i += 1) {
        await other.query('START TRANSACTION');
        await other.query(lock, [members[i % members.length]]).catch(() => undefined);
        count(tally, 'row lock held');
        await pause(1_600);
        await other.query('ROLLBACK');
        await pause(300);
      }
      await other.end();
    },
    async (isOver) => {
      const other = await open();
      // Who creates or deletes a user has its row first, and the count of all as the last; here it is the other way round.
      await other.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
      // Heavier than what it meets, so that the server's unit is the one that is given up.
      await other.query('CREATE TABLE IF NOT EXISTS weight (pk INT AUTO_INCREMENT PRIMARY KEY, word VARCHAR(9))');
      for (; !isOver();) {
        try {
          await other.query('START TRANSACTION');
          await other.query(`INSERT INTO weight (word) VALUES ${Array(200).fill("('x')").join()}`);
          await other.query('SELECT live FROM live_count FOR UPDATE');
          await pause(30);
          await other.query('SELECT pk FROM resource FOR UPDATE');
          count(tally, 'opposite lock order');
        } catch {
          // It was given up itself, or waited for too long.
        }
        await other.query('ROLLBACK');
        await pause(100);
      }
      await other.query('DROP TABLE weight');
      await other.end();
    },
    async (isOver) => {
      const other = await open();
      while (own.length < TROUBLES) await pause(10);
      for (; !isOver(); await pause(400)) {
        const [rows] = await other.query(
          "SELECT id FROM information_schema.processlist WHERE db = ? AND id NOT IN (?) AND command IN ('Query', 'Sleep') ORDER BY RAND() LIMIT 3",
          [database, own],
        );
        for (const { id } of rows as { readonly id: number }[]) {
          await other.query(`KILL ${id}`).then(
            () => count(tally, 'connection killed'),
            () => undefined,
          );
        }
      }
      await other.end();
    },
  ];
}
