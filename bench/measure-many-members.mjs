import { randomUUID } from 'node:crypto';
import { exchange } from './exchange.mjs';
import { atLeast, plain } from './figures.mjs';
import { openDirectory } from './open-directory.mjs';
import { idOf } from './seed/person.mjs';
import { median } from './statistics.mjs';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const GROUP_SIZE = 10;

/** How many members one PATCH adds. */
export const MANY = 1_000;

/** In a directory of its own, to a group of ten. */
export async function measureManyMembers({ main, storage, rounds, progress }) {
  const users = GROUP_SIZE + MANY;
  const directory = await openDirectory({ main, storage, name: 'many', users, sizes: [GROUP_SIZE], progress });
  const [group] = directory.groups;
  const rows = await addManyMembers({ ...directory, storage, group, rounds });
  await directory.server.stop();
  return rows;
}

/**
 * Adds those of a seeded directory that follow the members of `group`, in turn with the floor.
 * @returns figures
 */
export async function addManyMembers({ name, server, storage, group, rounds }) {
  const others = Array.from({ length: MANY }, (_, n) => idOf(1, group.size + n));
  const change = (op) =>
    exchange(server, 'PATCH', `/Groups/${group.id}`, {
      schemas: [PATCH],
      Operations: [{ op, path: 'members', value: others.map((value) => ({ value })) }],
    });
  const floor = await openFloor(storage, name, group);
  const pairs = [];
  for (let round = 0; round <= rounds; round += 1) {
    const before = await floor.count();
    const added = await change('add');
    const count = await floor.count();
    if (count !== before + MANY) throw new Error(`${count} members after ${MANY} were added to ${before}`);
    const pair = { ours: added.ms, floor: await floor.add(MANY) };
    await change('remove');
    if (round > 0) pairs.push(pair);
  }
  await floor.close();
  const share = median(pairs.map((pair) => pair.floor / pair.ours));
  return [
    plain(`add ${MANY} members to ${group.size} in one PATCH`, median(pairs.map(({ ours }) => ours)), 'ms'),
    atLeast('… of one multi-row insert and a log event', share, 'x', 0.4),
  ];
}

/** The rows that such a change writes, and no more: the memberships and an event as long as the server's. */
async function openFloor(storage, name, group) {
  const sql = await storage.sql(name);
  const [{ last }] = await sql.all('SELECT MAX(pk) AS last FROM resource');
  const row = (count) => `(${new Array(count).fill('?').join(', ')})`;
  return {
    count: async () => {
      const [{ size }] = await sql.all('SELECT COUNT(*) AS size FROM membership WHERE group_pk = ?', [group.pk]);
      return Number(size);
    },
    add: async (count) => {
      const [model] = await sql.all('SELECT * FROM log_event ORDER BY pk DESC LIMIT 1');
      const { pk: _, ...event } = { ...model, uuid: randomUUID() };
      const columns = Object.keys(event);
      const pks = Array.from({ length: count }, (__, n) => Number(last) + 1_000 + n);
      const begun = performance.now();
      await sql.run('BEGIN');
      await sql.run(
        `INSERT INTO membership (group_pk, member_pk) VALUES ${pks.map(() => row(2)).join(', ')}`,
        pks.flatMap((pk) => [group.pk, pk]),
      );
      await sql.run(
        `INSERT INTO log_event (${columns.join(', ')}) VALUES ${row(columns.length)}`,
        Object.values(event),
      );
      await sql.run('COMMIT');
      const ms = performance.now() - begun;
      await sql.run('DELETE FROM membership WHERE group_pk = ? AND member_pk > ?', [group.pk, Number(last)]);
      return ms;
    },
    close: () => sql.close(),
  };
}
