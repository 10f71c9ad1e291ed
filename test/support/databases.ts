import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { DatabaseUrl } from '../../src/config/env.js';
import { temporaryFolder } from './temporary-folder.js';

type MysqlUrl = Extract<DatabaseUrl, { kind: 'mysql' }>;

/** What a suite is given to work on. Nothing in it is migrated; everything is deleted after the suite. */
export interface TestDatabase {
  readonly kind: DatabaseUrl['kind'];
  /** The suite's own database, empty at first; the same one at every call. */
  url(): Promise<DatabaseUrl>;
  /** Another empty one at every call. */
  freshUrl(): Promise<DatabaseUrl>;
}

/**
 * Runs a suite once on SQLite and once on MySQL/MariaDB, each on databases of its own:
 *
 *   describeDatabases('users', (database) => {
 *     let app: TestApp;
 *     beforeAll(async () => { app = await bootApp(await database.url()); });
 *     afterAll(() => app.close());
 *     it('…', …);
 *   });
 */
export function describeDatabases(title: string, suite: (database: TestDatabase) => void): void {
  describeSqlite(title, suite);
  describeMariaDb(title, suite);
}

/** On SQLite alone: a file in a temporary folder. */
export function describeSqlite(title: string, suite: (database: TestDatabase) => void): void {
  describe(`${title} (sqlite)`, () => {
    const folders: string[] = [];
    const freshUrl = async (): Promise<DatabaseUrl> => {
      const folder = mkdtempSync(join(temporaryFolder(), 'rollbook-'));
      folders.push(folder);
      return { kind: 'sqlite', file: join(folder, 'data', 'rollbook.sqlite') };
    };
    suite(testDatabase('sqlite', freshUrl));
    // Hooks run in the order in which they were declared: the suite has closed its databases by now.
    afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  });
}

/** On the server of TEST_DATABASE_URL alone; skipped where there is none. */
export function describeMariaDb(title: string, suite: (database: TestDatabase) => void): void {
  const isSkipped = serverUrl() === undefined;
  (isSkipped ? describe.skip : describe)(`${title} (mariadb)`, () => {
    const names: string[] = [];
    const freshUrl = async (): Promise<DatabaseUrl> => {
      const database = `rollbook_test_${randomBytes(6).toString('hex')}`;
      // As badly set up as a database may be: nothing may depend on its defaults.
      await onServer(`CREATE DATABASE ${database} CHARACTER SET latin1 COLLATE latin1_swedish_ci`);
      names.push(database);
      return { ...requireServer(), database };
    };
    suite(testDatabase('mysql', freshUrl));
    afterAll(async () => {
      for (const name of names) await onServer(`DROP DATABASE ${name}`);
    });
  });
}

function testDatabase(kind: TestDatabase['kind'], freshUrl: () => Promise<DatabaseUrl>): TestDatabase {
  let own: Promise<DatabaseUrl> | undefined;
  return { kind, url: () => (own ??= freshUrl()), freshUrl };
}

function serverUrl(): MysqlUrl | undefined {
  const text = process.env.TEST_DATABASE_URL;
  if (text === undefined || text === '') return undefined;
  const { hostname, port, username, password } = new URL(text);
  return {
    kind: 'mysql',
    host: hostname,
    port: Number(port === '' ? 3306 : port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: '',
  };
}

function requireServer(): MysqlUrl {
  const server = serverUrl();
  if (server === undefined) throw new Error('TEST_DATABASE_URL is not set');
  return server;
}

async function onServer(sql: string): Promise<void> {
  const { host, port, user, password } = requireServer();
  const connection = await createConnection({ host, port, user, password });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
