import { runLoad } from './load-client.mjs';
import { Workloads } from './workloads.mjs';

/** What the floor writes where there is no server to learn it from (self-check). */
export const TYPICAL_SIZES = { indexRows: 27, createEventBytes: 2_500, patchIndexRows: 0, patchEventBytes: 1_500 };

/**
 * Learns from one create and one deactivation what the target writes, so that the floor writes as much.
 * @param sql direct access to the target's database
 */
export async function calibrate(target, sql) {
  const workloads = new Workloads(target);
  await workloads.seed(1);
  const [{ id }] = workloads.users;
  const created = await indexOf(sql, id);
  const createEventBytes = await lastEventBytes(sql, id);
  await runLoad({ port: target.port, connections: 1, next: workloads.patch, requests: 1, verifyEvery: 1 });
  const patched = await indexOf(sql, id);
  return {
    indexRows: created.size,
    createEventBytes,
    patchIndexRows: [...patched].filter((row) => !created.has(row)).length,
    patchEventBytes: await lastEventBytes(sql, id),
  };
}

/** @throws Error when the floor does not write what the server writes */
export function assertSameWork(server, floor) {
  const isNear = (a, b) => Math.abs(a - b) <= 0.1 * a;
  const same =
    server.indexRows === floor.indexRows &&
    server.patchIndexRows === floor.patchIndexRows &&
    isNear(server.createEventBytes, floor.createEventBytes) &&
    isNear(server.patchEventBytes, floor.patchEventBytes);
  if (!same) throw new Error(`the floor writes ${JSON.stringify(floor)}, the server ${JSON.stringify(server)}`);
}

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
