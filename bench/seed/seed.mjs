import { fromBuild } from '../from-build.mjs';
import { openSql } from '../direct-sql.mjs';
import { groupBody, idOf, madeAt, personBody } from './person.mjs';
import { openRows } from './row-writer.mjs';

const INDEX = ['tenant_id', 'attribute_id', 'value_key', 'resource_pk', 'element'];

/**
 * Fills a migrated database whose server is stopped with `users` users and one group per entry of `groups`, whose members
 * are that many of the users. The rows are made by the server's own code, so they are what it would have written; log events
 * are left out. The same seed makes the same rows.
 * @param dist folder of the compiled server; @param connector whose users they are; absent: nobody's
 * @returns `{ firstPk, groups: [{ pk, id, size }] }`
 */
export async function seed({ url, dist, tenant, connector = null, users, groups = [], seed: number = 1, progress }) {
  const make = await rowMaker(dist, tenant, connector);
  const firstPk = await nextPk(url);
  const rows = await openRows(url);
  const index = await rows.into('attribute_index', INDEX, users > 10_000 ? INDEX : undefined);
  let resources;
  for (const [place, [type, body]] of bodies(number, users, groups)) {
    const row = make(type, idOf(number, place), body, madeAt(place));
    const pk = firstPk + place;
    resources ??= await rows.into('resource', ['pk', ...row.columns.split(', ')]);
    await resources.add([pk, ...row.values]);
    for (const { number: attribute, key, element } of row.indexRows)
      await index.add([tenant, attribute, key, pk, element]);
    if ((place + 1) % 100_000 === 0) progress?.(`${place + 1} users and groups made`);
  }
  await resources?.end();
  await index.end();
  const made = groups.map(({ size }, n) => ({ pk: firstPk + users + n, id: idOf(number, users + n), size }));
  const members = await rows.into('membership', ['group_pk', 'member_pk']);
  for (const { pk, size } of made) {
    if (size > users) throw new Error(`a group cannot have ${size} of ${users} users`);
    for (let place = 0; place < size; place += 1) await members.add([pk, firstPk + place]);
  }
  await members.end();
  await rows.close();
  await addToCounts(url, tenant, [users, groups.length]);
  return { firstPk, groups: made };
}

/** Users first, then the groups. */
function* bodies(number, users, groups) {
  for (let place = 0; place < users; place += 1) yield [place, ['User', personBody(number, place)]];
  for (const [n, { name }] of groups.entries())
    yield [users + n, ['Group', groupBody(name ?? `Seeded group ${n} of ${number}`)]];
}

/** The server keeps how many there are; a build from before that has no such table. */
async function addToCounts(url, tenant, counts) {
  const sql = await openSql(url);
  const hasTable = await sql.all('SELECT 1 FROM live_count LIMIT 1').then(
    () => true,
    () => false,
  );
  const isMysql = !url.startsWith('sqlite:');
  const update = isMysql
    ? 'ON DUPLICATE KEY UPDATE live = live + VALUES(live)'
    : 'ON CONFLICT (tenant_id, type, part) DO UPDATE SET live = live + excluded.live';
  for (const [n, count] of hasTable ? counts.entries() : [])
    await sql.run(`INSERT INTO live_count (tenant_id, type, part, live) VALUES (?, ?, 0, ?) ${update}`, [
      ...[tenant, n + 1, count],
    ]);
  await sql.close();
}

async function nextPk(url) {
  const sql = await openSql(url);
  const [{ last }] = await sql.all('SELECT COALESCE(MAX(pk), 0) AS last FROM resource');
  await sql.close();
  return Number(last) + 1;
}

async function rowMaker(dist, tenant, connector) {
  const { checkResource } = await fromBuild(dist, 'protocol/schema/check-resource.js');
  const { groupSchema, userSchema } = await fromBuild(dist, 'protocol/schema/resource-types.js');
  const { Tolerances } = await fromBuild(dist, 'protocol/tolerance/tolerances.js');
  const { newResourceRow } = await fromBuild(dist, 'persistence/write-resource.js');
  const schemas = { User: userSchema, Group: groupSchema };
  return (type, id, body, now) => {
    const { document } = checkResource(body, schemas[type], new Tolerances('lenient'));
    return newResourceRow({ tenantPk: tenant }, { type, id, connectorPk: connector, document }, now);
  };
}
