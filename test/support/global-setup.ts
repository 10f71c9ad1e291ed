import { findServerBinary, type MariaDb, startMariaDb } from './mariadb.ts';

declare global {
  var rollbookMariaDb: MariaDb | undefined;
}

/**
 * Gives the workers `TEST_DATABASE_URL`: the server that it names already, or a private one started here. Where there
 * is neither, the tests on MySQL/MariaDB are skipped with one line, unless REQUIRE_MARIADB=1 makes that a failure.
 */
export default async function setup(): Promise<void> {
  if ((process.env.TEST_DATABASE_URL ?? '') !== '') return;
  if (findServerBinary() === undefined) {
    if (process.env.REQUIRE_MARIADB === '1')
      throw new Error('REQUIRE_MARIADB=1, but TEST_DATABASE_URL is unset and neither mariadbd nor mysqld is installed');
    process.stdout.write(
      '\nSkipping the tests on MySQL/MariaDB: set TEST_DATABASE_URL or install mariadbd to run them.\n',
    );
    return;
  }
  const server = await startMariaDb();
  globalThis.rollbookMariaDb = server;
  process.env.TEST_DATABASE_URL = server.url;
}
