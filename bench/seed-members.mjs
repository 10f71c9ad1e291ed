import { randomUUID } from 'node:crypto';

const BATCH = 500;

/**
 * Puts `count` new users into a group, by SQL while the server is stopped: over SCIM it would take minutes.
 * The rows are copies of the row of `template`, so they have whatever columns the schema has.
 * @param sql direct access to the server's database
 * @param group id of the group; @param template id of a user
 */
export async function seedMembers(sql, { group, template, count }) {
  const [{ pk: groupPk }] = await sql.all('SELECT pk FROM resource WHERE id = ?', [group]);
  const [{ pk: ignored, ...model }] = await sql.all('SELECT * FROM resource WHERE id = ?', [template]);
  const [{ last }] = await sql.all('SELECT MAX(pk) AS last FROM resource');
  const columns = Object.keys(model);
  const row = `(${columns.map(() => '?').join(', ')})`;
  await sql.run('BEGIN');
  for (let done = 0; done < count; done += BATCH) {
    const users = Array.from({ length: Math.min(BATCH, count - done) }, () => copyOf(model));
    const values = users.flatMap((user) => columns.map((column) => user[column]));
    await sql.run(`INSERT INTO resource (${columns.join(', ')}) VALUES ${users.map(() => row).join(', ')}`, values);
  }
  await sql.run('INSERT INTO membership (group_pk, member_pk) SELECT ?, pk FROM resource WHERE pk > ?', [
    groupPk,
    last,
  ]);
  await sql.run('COMMIT');
}

function copyOf(model) {
  const id = randomUUID();
  const userName = `member.${id}@example.com`;
  const key = Buffer.from(userName);
  const doc = JSON.stringify({ ...JSON.parse(model.doc), userName, emails: undefined, addresses: undefined });
  return { ...model, id, user_name_key: key, external_id_key: key, display: userName, doc };
}

/** Rows, not what an answer says. */
export async function countMembers(sql, group) {
  const [{ count }] = await sql.all(
    'SELECT COUNT(*) AS count FROM membership m JOIN resource g ON g.pk = m.group_pk WHERE g.id = ?',
    [group],
  );
  return Number(count);
}
