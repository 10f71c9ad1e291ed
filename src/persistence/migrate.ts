import { createHash } from 'node:crypto';
import { MigrationExecutor, type QueryRunner } from 'typeorm';
import type { Database } from './abstract-database.js';

const WAIT_SECONDS = 300;

/**
 * Brings the schema up to date. Of several instances that start at once on MySQL one migrates, the others wait for it
 * and then find nothing to do. A run that was killed half-way is completed by the next one.
 * @param log told what was done, one line per migration
 * @returns the names of the migrations that were run
 */
export async function migrate(database: Database, log: (line: string) => void): Promise<readonly string[]> {
  const runner = database.schemaSource.createQueryRunner();
  try {
    if (database.dialect === 'sqlite') return await runPending(database, runner, log);
    return await underLock(runner, () => runPending(database, runner, log));
  } finally {
    await runner.release();
  }
}

/** Names of the migrations that this version needs and the database lacks. Changes nothing. */
export async function pendingMigrations(database: Database): Promise<readonly string[]> {
  const runner = database.schemaSource.createQueryRunner();
  try {
    const pending = await new MigrationExecutor(database.schemaSource, runner).getPendingMigrations();
    return pending.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

/** Names of the migrations that the database has and this version does not know: a newer one ran them. */
export async function unknownMigrations(database: Database): Promise<readonly string[]> {
  const runner = database.schemaSource.createQueryRunner();
  try {
    const executor = new MigrationExecutor(database.schemaSource, runner);
    const known = new Set(
      database.schemaSource.migrations.map((migration) => migration.name ?? migration.constructor.name),
    );
    return (await executor.getExecutedMigrations()).map(({ name }) => name).filter((name) => !known.has(name));
  } finally {
    await runner.release();
  }
}

async function runPending(
  database: Database,
  runner: QueryRunner,
  log: (line: string) => void,
): Promise<readonly string[]> {
  const executor = new MigrationExecutor(database.schemaSource, runner);
  // SQLite undoes a failed migration; MySQL commits every DDL statement, so there each must bear being run again.
  executor.transaction = database.dialect === 'sqlite' ? 'each' : 'none';
  const done = (await executor.executePendingMigrations()).map(({ name }) => name);
  for (const name of done) log(`Migrated the database: ${name}`);
  return done;
}

/** The lock belongs to the connection that migrates: when that dies, so does the lock, and another may go on. */
async function underLock<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  // Lock names belong to the server, and MySQL allows them 64 characters: hence a digest of the database's name.
  const digest = createHash('sha256').update((await runner.getCurrentDatabase()) ?? '');
  const name = `rollbook:${digest.digest('hex').slice(0, 32)}`;
  const [answer] = (await runner.query('SELECT GET_LOCK(?, ?) AS locked', [name, WAIT_SECONDS])) as {
    locked: number | null;
  }[];
  if (Number(answer?.locked) !== 1)
    throw new Error(`Another instance has been migrating this database for ${WAIT_SECONDS / 60} minutes.`);
  try {
    return await work();
  } finally {
    await runner.query('SELECT RELEASE_LOCK(?)', [name]);
  }
}
