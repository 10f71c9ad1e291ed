import { exchange } from './exchange.mjs';
import { addManyMembers, MANY } from './measure-many-members.mjs';
import { residentMb } from './process-figures.mjs';
import { median } from './statistics.mjs';

const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const DIFFER = 10;

/**
 * What is done with the big group of a seeded directory (the second one), and what it costs.
 * @returns rows of `{ what, value, unit, aim, isMet }`
 */
export async function measureBigGroup({ name, url, server, users, groups, storage, rounds, progress }) {
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
  rows.push(...(await addManyMembers({ name, url, server, storage, group: big, rounds })));
  progress('big group changed');
  return rows;
}

async function repeat(times, work) {
  const answers = [];
  for (let n = 0; n < times; n += 1) answers.push(await work());
  return answers;
}
