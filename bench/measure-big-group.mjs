import { randomUUID } from 'node:crypto';
import { exchange } from './exchange.mjs';
import { residentMb } from './process-figures.mjs';
import { idOf } from './seed/person.mjs';
import { median } from './statistics.mjs';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const MANY = 1_000;
const DIFFER = 10;

/**
 * What is done with the big group of a seeded directory (the second one), and what it costs.
 * @returns rows of `{ what, value, unit, aim, isMet }`
 */
export async function measureBigGroup({ name, server, users, groups, storage, rounds, progress }) {
  const [small, big] = groups;
  const rows = [];
  const row = (what, value, unit, aim, isMet) => rows.push({ what, value, unit, aim, isMet });
  const read = (group, query = '') => exchange(server, 'GET', `/Groups/${group.id}${query}`);

  await read(small);
  const restMb = residentMb(server.pid, 'VmRSS');
  const whole = await repeat(3, () => read(big));
  const members = whole[0].json().members.map(({ value }) => value);
  if (new Set(members).size !== big.size) throw new Error(`${new Set(members).size} of ${big.size} members were read`);
  const firstMs = median(whole.map((answer) => answer.firstMs));
  const growthMb = Math.max(...whole.map(({ peakMb }) => peakMb)) - restMb;
  row(`read ${big.size} members: first byte`, firstMs, 'ms', '< 100', firstMs < 100);
  row(`read ${big.size} members: to the end`, median(whole.map(({ ms }) => ms)), 'ms');
  row(`read ${big.size} members: more resident memory`, growthMb, 'MB', '< 60', growthMb < 60);

  const without = '?excludedAttributes=members';
  const ratios = [];
  for (let round = 0; round < rounds; round += 1) {
    const [one, other] = [await repeat(30, () => read(small, without)), await repeat(30, () => read(big, without))];
    ratios.push(median(other.map(({ ms }) => ms)) / median(one.map(({ ms }) => ms)));
  }
  const ratio = median(ratios);
  row('read without `members`, to a group of 10', ratio, 'x', '≤ 1.2', ratio <= 1.2);
  progress('big group read');

  const put = (list) =>
    exchange(server, 'PUT', `/Groups/${big.id}`, {
      ...{ schemas: [GROUP], displayName: 'The big one' },
      members: list.map((value) => ({ value, display: 'A Display Name' })),
    });
  await put(members);
  const puts = [];
  for (let round = 0; round < rounds; round += 1)
    puts.push((await put(round % 2 === 0 ? members.slice(DIFFER) : members)).ms);
  row(`PUT of ${big.size} members, ${DIFFER} differ`, median(puts), 'ms', '< 1500', median(puts) < 1_500);
  progress('big group replaced');

  if (users < big.size + MANY) return rows;
  const others = Array.from({ length: MANY }, (_, n) => idOf(1, big.size + n));
  const change = (op) =>
    exchange(server, 'PATCH', `/Groups/${big.id}`, {
      schemas: [PATCH],
      Operations: [{ op, path: 'members', value: others.map((value) => ({ value })) }],
    });
  const floor = await openFloor(storage, name, big);
  const pairs = [];
  for (let round = 0; round <= rounds; round += 1) {
    const pair = { ours: (await change('add')).ms, floor: await floor.add(MANY) };
    await change('remove');
    if (round > 0) pairs.push(pair);
  }
  await floor.close();
  const share = median(pairs.map((pair) => pair.floor / pair.ours));
  row(`add ${MANY} members in one PATCH`, median(pairs.map(({ ours }) => ours)), 'ms');
  row('… of one multi-row insert and a log event', share, 'x', '≥ 0.4', share >= 0.4);
  progress('big group changed');
  return rows;
}

async function repeat(times, work) {
  const answers = [];
  for (let n = 0; n < times; n += 1) answers.push(await work());
  return answers;
}

/** The rows that such a change writes, and no more: the memberships and an event as long as the server's. */
async function openFloor(storage, name, big) {
  const sql = await storage.sql(name);
  const [model] = await sql.all('SELECT * FROM log_event ORDER BY pk DESC LIMIT 1');
  const { pk: _, ...event } = model;
  const columns = Object.keys(event);
  const text = columns.find((column) => column === 'event');
  const [{ last }] = await sql.all('SELECT MAX(pk) AS last FROM resource');
  const row = (count) => `(${new Array(count).fill('?').join(', ')})`;
  return {
    add: async (count) => {
      const pks = Array.from({ length: count }, (__, n) => Number(last) + 1_000 + n);
      const values = columns.map((column) => (column === 'uuid' ? randomUUID() : event[column]));
      if (text !== undefined) values[columns.indexOf(text)] = JSON.stringify({ ids: pks.map(() => randomUUID()) });
      const begun = performance.now();
      await sql.run('BEGIN');
      await sql.run(
        `INSERT INTO membership (group_pk, member_pk) VALUES ${pks.map(() => row(2)).join(', ')}`,
        pks.flatMap((pk) => [big.pk, pk]),
      );
      await sql.run(`INSERT INTO log_event (${columns.join(', ')}) VALUES ${row(columns.length)}`, values);
      await sql.run('COMMIT');
      const ms = performance.now() - begun;
      await sql.run('DELETE FROM membership WHERE group_pk = ? AND member_pk > ?', [big.pk, Number(last)]);
      return ms;
    },
    close: () => sql.close(),
  };
}
