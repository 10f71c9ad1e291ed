import { dirname } from 'node:path';
import { filterCells, typedSql } from './filter-cells.mjs';
import { filterReader, fromBuild } from './from-build.mjs';
import { seedDirectory } from './seed-directory.mjs';
import { median } from './statistics.mjs';
import { startServer } from './targets.mjs';

const ROUNDS = 7;
/** One side of one round: long enough for the clock, short enough for thirty cells. */
const ROUND_MS = 60;

/**
 * A list by each operator, from the text of the filter to the resources and the total, against the same question typed
 * as SQL on the same driver, in turn. @returns per operator the matches, the milliseconds of both and their ratio
 */
export async function measureFilters({ main, storage, filterUsers, progress }) {
  const dist = dirname(main);
  const url = await storage.create('filters');
  await (await startServer({ main, url, folder: storage.home })).stop();
  const sql = await storage.sql('filters');
  const [{ pk: tenant }] = await sql.all('SELECT pk FROM tenant ORDER BY pk LIMIT 1');
  await seedDirectory(sql, dist, { tenant, count: filterUsers });
  if (storage.kind === 'mariadb') await sql.all('ANALYZE TABLE resource, attribute_index');
  progress(`${filterUsers} users seeded`);
  const { list, close } = await openStore(dist, url, tenant);
  const results = [];
  for (const { name: operator, filter, typed } of filterCells(filterUsers)) {
    const typedList = listTyped(sql, typedSql(typed, tenant));
    const [found, expected] = [await list(filter), await typedList()];
    if (found !== expected) throw new Error(`${filter} finds ${found}, the SQL that was typed ${expected}`);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({ oursMs: await meanMs(() => list(filter)), typedMs: await meanMs(typedList) });
    const ratios = rounds.map(({ oursMs, typedMs }) => oursMs / typedMs);
    results.push({
      operator,
      found,
      oursMs: median(rounds.map(({ oursMs }) => oursMs)),
      typedMs: median(rounds.map(({ typedMs }) => typedMs)),
      ratio: median(ratios),
      ratios,
    });
    progress(`${operator} measured`);
  }
  await close();
  await sql.close();
  return { users: filterUsers, results };
}

async function openStore(dist, url, tenantPk) {
  const { parseDatabaseUrl } = await fromBuild(dist, 'config/parse-database-url.js');
  const { openDatabase } = await fromBuild(dist, 'persistence/database.js');
  const { SqlResourceStore } = await fromBuild(dist, 'persistence/sql-resource-store.js');
  const read = await filterReader(dist);
  const database = await openDatabase(parseDatabaseUrl(url));
  const store = new SqlResourceStore(database);
  return {
    list: async (text) => {
      const filter = read(text);
      return (await store.list({ tenantPk }, 'User', { filter, offset: 0, limit: 100 })).totalResults;
    },
    close: () => database.close(),
  };
}

/** Asks for the total where the page does not tell it, and reads the documents, as the server does. */
function listTyped(sql, { page, total, values }) {
  return async () => {
    const rows = await sql.all(page, values);
    for (const { doc } of rows) JSON.parse(doc);
    return rows.length < 100 ? rows.length : Number((await sql.all(total, values))[0].total);
  };
}

async function meanMs(work) {
  const begun = performance.now();
  let count = 0;
  do {
    await work();
    count += 1;
  } while (performance.now() - begun < ROUND_MS);
  return (performance.now() - begun) / count;
}
