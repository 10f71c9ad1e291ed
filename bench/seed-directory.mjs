import { fromBuild } from './from-build.mjs';

const BATCH = 500;
const RESOURCE = [
  'tenant_id',
  'type',
  'id',
  'version',
  'created_at',
  'last_modified_at',
  'live',
  'user_name_key',
  'display_name_key',
  'external_id_key',
  'active',
  'display',
  'doc',
];
const INDEX = ['tenant_id', 'attribute_id', 'value_key', 'resource_pk', 'element'];

/** Two users share a family name, twenty a title; the keys are made by the server's own code. @param more what the document of a user has besides */
export async function seedDirectory(sql, dist, { tenant, count, more = () => ({}) }) {
  const { searchKeysOf } = await fromBuild(dist, 'persistence/index-rows.js');
  const [{ last }] = await sql.all('SELECT COALESCE(MAX(pk), 0) AS last FROM resource');
  const instant = '2026-01-01T00:00:00.000000000Z';
  await sql.run('BEGIN');
  for (let start = 0; start < count; start += BATCH) {
    const users = Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => start + i);
    const resources = [];
    const rows = [];
    for (const n of users) {
      const document = { ...userOf(n), ...more(n) };
      const { columns, active, display, rows: keys } = searchKeysOf('User', document);
      const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
      resources.push([
        tenant,
        1,
        id,
        1,
        instant,
        instant,
        1,
        columns.user_name_key,
        columns.display_name_key,
        columns.external_id_key,
        active,
        display,
        JSON.stringify(document),
      ]);
      for (const { number, key, element } of keys) rows.push([tenant, number, key, Number(last) + 1 + n, element]);
    }
    await insert(
      sql,
      'resource',
      ['pk', ...RESOURCE],
      resources.map((row, i) => [Number(last) + 1 + start + i, ...row]),
    );
    await insert(sql, 'attribute_index', INDEX, rows);
  }
  await sql.run('COMMIT');
}

function userOf(n) {
  return {
    userName: `user${n}@example.com`,
    displayName: `User ${n}`,
    externalId: `00u${n}`,
    active: true,
    title: `title ${Math.floor(n / 20)}`,
    name: { familyName: `family${String(Math.floor(n / 2)).padStart(6, '0')}`, givenName: `Given ${n % 1000}` },
    emails: [
      { value: `user${n}@example.com`, type: 'work', primary: true },
      { value: `home${n}@example.org`, type: 'home' },
    ],
  };
}

/** SQLite takes 32,766 values in a statement. */
async function insert(sql, table, columns, rows) {
  const row = `(${columns.map(() => '?').join(', ')})`;
  for (let start = 0; start < rows.length; start += 1_000) {
    const part = rows.slice(start, start + 1_000);
    await sql.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${part.map(() => row).join(', ')}`, part.flat());
  }
}
