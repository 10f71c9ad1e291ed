import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Database, openDatabase } from '../src/persistence/database.js';
import { migrate } from '../src/persistence/migrate.js';
import { SqlTenantStore } from '../src/persistence/sql-tenant-store.js';
import { sampleEvent } from './contract/sample-event.js';
import { bootApp } from './support/app.js';
import { databaseVariable } from './support/database-variable.js';
import { describeDatabases } from './support/databases.js';

const ROOT = join(__dirname, '..');
const SCHEMAS = {
  1: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  2: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
};
const USERS = 5;
/** Several databases are made. */
const TIMEOUT_MS = 120_000;

/** What must be the same of two directories that were filled in two ways; ids and moments are of their own making. */
interface Filled {
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  readonly index: readonly Readonly<Record<string, unknown>>[];
  readonly members: readonly unknown[];
}

/** `bench/seed` fills large directories with what the server would have written: here a few rows are compared. */
describeDatabases('a seeded directory', (provided) => {
  it(
    'has the rows that the same users and groups have when they are created over SCIM',
    async () => {
      const url = await provided.url();
      await (await bootApp(url)).close();
      const sizes = ['--users', String(USERS), '--groups', '3', '--connector', 'okta', '--seed', '7'];
      expect(await run(['--database', databaseVariable(url), ...sizes])).toMatchObject({ users: USERS });
      const seeded = await bootApp(url);
      const expected = await filled(seeded.database);
      expect(expected.resources).toHaveLength(USERS + 1);
      expect((await (await seeded.scim())('GET', '/Users')).body.totalResults).toBe(USERS);
      await seeded.close();

      const app = await bootApp(await provided.freshUrl());
      const create = await app.scim();
      const ids: string[] = [];
      for (const { type, doc } of expected.resources) {
        const body = { schemas: SCHEMAS[type as 1 | 2], ...(JSON.parse(String(doc)) as object) };
        const members = type === 1 ? {} : { members: ids.slice(0, 3).map((value) => ({ value })) };
        const made = await create('POST', type === 1 ? '/Users' : '/Groups', { ...body, ...members });
        expect(made.status).toBe(201);
        ids.push(String(made.body.id));
      }
      expect(await filled(app.database)).toEqual(expected);
      await app.close();
    },
    TIMEOUT_MS,
  );

  it(
    'is the same one for the same seed, and another for another',
    async () => {
      const seeded: string[] = [];
      for (const seed of ['1', '1', '2']) {
        const url = await provided.freshUrl();
        const database = await openDatabase(url);
        await migrate(database, () => undefined);
        await new SqlTenantStore(database).createTenant({ slug: 'default', displayName: 'D' }, sampleEvent());
        // A file has one server, or one who seeds it.
        await database.close();
        await run(['--database', databaseVariable(url), '--users', '3', '--seed', seed]);
        const again = await openDatabase(url);
        seeded.push(JSON.stringify(await again.read('SELECT id, doc FROM resource ORDER BY pk')));
        await again.close();
      }
      expect(seeded[1]).toBe(seeded[0]);
      expect(seeded[2]).not.toBe(seeded[0]);
    },
    TIMEOUT_MS,
  );
});

async function filled(database: Database): Promise<Filled> {
  const resources = await database.read<Record<string, unknown>>('SELECT * FROM resource ORDER BY pk');
  const places = new Map(resources.map(({ pk }, place) => [pk, place]));
  const index = await database.read<Record<string, unknown>>(
    'SELECT * FROM attribute_index ORDER BY resource_pk, attribute_id, element, value_key',
  );
  const members = await database.read<Record<string, unknown>>(
    'SELECT group_pk, member_pk FROM membership ORDER BY group_pk, member_pk',
  );
  return {
    resources: resources.map(({ pk, id, created_at, last_modified_at, ...row }) => {
      expect([pk, id, created_at, last_modified_at]).not.toContain(null);
      return row;
    }),
    index: index.map((row) => ({ ...row, resource_pk: places.get(row.resource_pk) })),
    members: members.map((row) => [places.get(row.group_pk), places.get(row.member_pk)]),
  };
}

async function run(options: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [join(ROOT, 'bench', 'seed', 'run.mjs'), ...options]);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(errors);
  return JSON.parse(output) as unknown;
}
