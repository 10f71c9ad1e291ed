import { runLoad } from './load-client.mjs';
import { countMembers } from './seed-members.mjs';
import { Workloads } from './workloads.mjs';

/** What the floor writes where there is no server to learn it from (self-check). */
export const TYPICAL_SIZES = {
  ...{ indexRows: 27, createEventBytes: 2_500, patchIndexRows: 0, patchEventBytes: 1_500 },
  ...{ putIndexRows: 1, putEventBytes: 1_500, memberEventBytes: 1_200 },
};

/**
 * Learns from one call of each kind what the target writes, so that the floor writes as much.
 * @param sql direct access to the target's database
 */
export async function calibrate(target, sql) {
  const workloads = new Workloads(target);
  await workloads.seed(1, 1);
  const [{ id }] = workloads.users;
  const index = () => indexOf(sql, id);
  const call = (name) =>
    runLoad({ port: target.port, connections: 1, next: workloads[name], requests: 1, verifyEvery: 1 });
  const created = await index();
  const createEventBytes = await lastEventBytes(sql, id);
  await call('patch');
  const patched = await index();
  const patchEventBytes = await lastEventBytes(sql, id);
  await call('put');
  const replaced = await index();
  const putEventBytes = await lastEventBytes(sql, id);
  await call('member');
  return {
    indexRows: created.size,
    createEventBytes,
    patchIndexRows: newOf(patched, created),
    patchEventBytes,
    putIndexRows: newOf(replaced, patched),
    putEventBytes,
    memberRows: await countMembers(sql, workloads.groups[0]),
    memberEventBytes: await lastEventBytes(sql, workloads.groups[0]),
  };
}

const ROWS = ['indexRows', 'patchIndexRows', 'putIndexRows', 'memberRows'];
const BYTES = ['createEventBytes', 'patchEventBytes', 'putEventBytes', 'memberEventBytes'];

/** @throws Error when the floor does not write what the server writes */
export function assertSameWork(server, floor) {
  const isNear = (a, b) => Math.abs(a - b) <= 0.1 * a;
  const isSame =
    ROWS.every((name) => server[name] === floor[name]) && BYTES.every((name) => isNear(server[name], floor[name]));
  if (!isSame) throw new Error(`the floor writes ${JSON.stringify(floor)}, the server ${JSON.stringify(server)}`);
}

const newOf = (after, before) => [...after].filter((row) => !before.has(row)).length;

async function indexOf(sql, id) {
  const rows = await sql.all(
    'SELECT a.attribute_id, a.value_key, a.element FROM attribute_index a JOIN resource r ON r.pk = a.resource_pk WHERE r.id = ?',
    [id],
  );
  return new Set(rows.map((row) => `${row.attribute_id} ${row.element} ${Buffer.from(row.value_key).toString('hex')}`));
}

async function lastEventBytes(sql, id) {
  const [row] = await sql.all('SELECT event FROM log_event WHERE event LIKE ? ORDER BY pk DESC LIMIT 1', [`%${id}%`]);
  if (row === undefined) throw new Error('the change left no log event');
  return Buffer.byteLength(row.event);
}
