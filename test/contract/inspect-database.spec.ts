import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseUrl } from '../../src/config/env.js';
import { inspectDatabase } from '../../src/inspect-database.js';
import { migrate } from '../../src/persistence/migrate.js';
import { openDatabase } from '../../src/persistence/database.js';
import { databaseFindings } from '../../src/cli/doctor/database-findings.js';
import { describeDatabases, describeMariaDb, describeSqlite } from '../support/databases.js';

const levels = async (url: DatabaseUrl): Promise<readonly string[]> =>
  databaseFindings(await inspectDatabase(url), 'auto')
    .filter(({ level }) => level !== 'ok')
    .map(({ name, level }) => `${level} ${name}`);

async function migrated(url: DatabaseUrl): Promise<DatabaseUrl> {
  const database = await openDatabase(url);
  await migrate(database, () => undefined);
  await database.close();
  return url;
}

describeDatabases('inspectDatabase', (database) => {
  it('finds nothing wrong with a database that is up to date', async () => {
    expect(await levels(await migrated(await database.freshUrl()))).toEqual([]);
  });

  it('knows a schema that a newer version made', async () => {
    const url = await migrated(await database.freshUrl());
    const opened = await openDatabase(url);
    await opened.withTransaction((tx) =>
      tx.execute("INSERT INTO migration (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')", []),
    );
    await opened.close();
    expect(await levels(url)).toEqual(['problem schema']);
  });
});

describeSqlite('inspectDatabase', (database) => {
  const fileOf = async (): Promise<string> => {
    const url = await database.freshUrl();
    return url.kind === 'sqlite' ? url.file : '';
  };

  it('makes neither file nor folder where there are none', async () => {
    const file = await fileOf();
    expect(await levels({ kind: 'sqlite', file })).toEqual([]);
    expect(existsSync(dirname(file))).toBe(false);
  });

  it('leaves a file that is no database as it is', async () => {
    const file = await fileOf();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'This is a letter, and it is long enough to have a header of its own.'.repeat(4));
    expect(await levels({ kind: 'sqlite', file })).toEqual(['problem reachable']);
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  it('sees who may read it', async () => {
    const file = await fileOf();
    await migrated({ kind: 'sqlite', file });
    chmodSync(file, 0o644);
    expect(await levels({ kind: 'sqlite', file })).toEqual(['warning privacy']);
  });

  it('an empty file has everything pending', async () => {
    const file = await fileOf();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '', { mode: 0o600 });
    expect(await levels({ kind: 'sqlite', file })).toEqual(['warning journal', 'warning schema']);
  });
});

describeMariaDb('inspectDatabase', (database) => {
  it.each<[string, object]>([
    ['a wrong password', { password: 'canary' }],
    ['a database that is not there', { database: 'rollbook_is_not_here' }],
    ['a server that is not there', { port: 2, password: 'canary' }],
  ])('says in words: %s', async (_, more) => {
    const facts = await inspectDatabase({ ...(await database.url()), ...more });
    expect(facts.kind).toBe('unusable');
    expect(JSON.stringify(facts)).not.toContain('canary');
  });
});
