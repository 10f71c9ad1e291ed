import { dirname } from 'node:path';
import { seed } from './seed/seed.mjs';
import { startServer } from './targets.mjs';

/**
 * A server over a new database whose first tenant `bench/seed` has filled. @param sizes of groups, whose members are the first users
 * @returns the server and the groups
 */
export async function openDirectory({ main, storage, name, users, sizes = [], progress }) {
  const url = await storage.create(name);
  const start = () => startServer({ main, url, folder: storage.home });
  await (await start()).stop();
  const sql = await storage.sql(name);
  const [{ pk: tenant }] = await sql.all('SELECT pk FROM tenant ORDER BY pk LIMIT 1');
  const [{ pk: connector }] = await sql.all('SELECT pk FROM connector ORDER BY pk LIMIT 1');
  const begun = performance.now();
  const { groups } = await seed({
    ...{ url, dist: dirname(main), tenant, connector, users, progress },
    groups: sizes.map((size) => ({ size })),
  });
  if (storage.kind === 'mariadb') await sql.all('ANALYZE TABLE resource, attribute_index, membership');
  await sql.close();
  progress(`${users} users seeded in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
  return { name, url, users, groups, server: await start() };
}
