// The floor of many members in one PATCH, a process of its own: node:http and the driver. Writes the memberships in one
// statement and an event as long as the server's, and looks nobody up.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { openSql } from './direct-sql.mjs';
import { readJson } from './read-json.mjs';

const { FLOOR_DATABASE, FLOOR_GROUP_PK, PORT } = process.env;
const groupPk = Number(FLOOR_GROUP_PK);
const sql = await openSql(FLOOR_DATABASE);
// Beyond all users, so that these are nobody's memberships.
const [{ last }] = await sql.all('SELECT MAX(pk) AS last FROM resource');
const first = Number(last) + 1_000;
const row = (count) => `(${Array(count).fill('?').join(', ')})`;

/** The event that the server made of as many members, under a tenant of nobody: whose log it is, the server follows. */
const events = new Map();
async function eventOf(count) {
  if (!events.has(count)) {
    const [{ pk: _, ...model }] = await sql.all(
      'SELECT * FROM log_event WHERE pk = (SELECT MAX(pk) FROM log_event WHERE tenant_id > 0)',
    );
    events.set(count, { ...model, tenant_id: 0 });
  }
  return { ...events.get(count), uuid: randomUUID() };
}

async function add(count) {
  const event = await eventOf(count);
  const members = Array.from({ length: count }, (__, n) => [groupPk, first + n]);
  await sql.run('BEGIN');
  await sql.run(
    `INSERT INTO membership (group_pk, member_pk) VALUES ${members.map(() => row(2)).join(', ')}`,
    members.flat(),
  );
  const columns = Object.keys(event);
  await sql.run(`INSERT INTO log_event (${columns.join(', ')}) VALUES ${row(columns.length)}`, Object.values(event));
  await sql.run('COMMIT');
}

async function answer(request) {
  if (request.url === '/readyz') return 200;
  const { Operations } = await readJson(request);
  const [{ op, value }] = Operations;
  if (op === 'add') await add(value.length);
  else await sql.run('DELETE FROM membership WHERE group_pk = ? AND member_pk >= ?', [groupPk, first]);
  return 204;
}

const server = createServer((request, response) => {
  answer(request)
    .then((status) => response.writeHead(status).end())
    .catch((error) => response.writeHead(500).end(error.message));
});
server.listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => {
  server.close(() => sql.close());
  server.closeAllConnections();
});
