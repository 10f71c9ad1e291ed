// node bench/seed/run.mjs: fills a directory with users and groups. --help says what can be chosen.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSql } from '../direct-sql.mjs';
import { seed } from './seed.mjs';

const HELP = `Usage: node bench/seed/run.mjs --database URL [options]

Fills the first tenant of a database that the server has migrated and left (stop it first).

  --database URL    as DATABASE_URL
  --users N         up to 1000000 (1000)
  --groups LIST     sizes of groups, e.g. 10,100000 (none); their members are the first users
  --seed N          the same number makes the same rows (1)
  --tenant SLUG     (default)
  --connector SLUG  whose users and groups they are (nobody's)
  --dist PATH       folder of the compiled server (dist)
`;

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    users: { type: 'string', default: '1000' },
    groups: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    tenant: { type: 'string', default: 'default' },
    connector: { type: 'string' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', '..', 'dist') },
    help: { type: 'boolean', default: false },
  },
});

async function pkOf(sql, table, condition, params) {
  const [row] = await sql.all(`SELECT pk FROM ${table} WHERE ${condition}`, params);
  if (row === undefined) throw new Error(`there is no ${table} ${params.at(-1)}`);
  return row.pk;
}

if (values.help || values.database === undefined) {
  process.stdout.write(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  const begun = performance.now();
  const sql = await openSql(values.database);
  const tenant = await pkOf(sql, 'tenant', 'slug = ?', [values.tenant]);
  const connector =
    values.connector === undefined
      ? undefined
      : await pkOf(sql, 'connector', 'tenant_id = ? AND slug = ?', [tenant, values.connector]);
  await sql.close();
  const sizes = values.groups.split(',').filter((text) => text !== '');
  const { groups } = await seed({
    ...{ url: values.database, dist: values.dist, tenant, connector },
    users: Number(values.users),
    groups: sizes.map((size) => ({ size: Number(size) })),
    seed: Number(values.seed),
    progress: (text) => process.stderr.write(`${text}\n`),
  });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  process.stdout.write(`${JSON.stringify({ users: Number(values.users), groups, seconds: Number(seconds) })}\n`);
}
