import { checkAnswer } from './load-client.mjs';
import { HttpConnection } from './http-connection.mjs';
import { addMemberPatch, groupBody, removeMemberPatch } from './okta-bodies.mjs';
import { scimRequest } from './scim-request.mjs';
import { countMembers, seedMembers } from './seed-members.mjs';
import { median } from './statistics.mjs';
import { startServer } from './targets.mjs';
import { Workloads } from './workloads.mjs';

const SMALL = 10;
/** As Okta sends it; and with a projection, so that the answers are equally large for both groups. */
const FORMS = { 'as Okta sends it': '', 'answered without members': '?attributes=displayName' };

/**
 * Adds and removes one member at a group of 10 and at one of `bigSize`, in turn on one connection.
 * @returns per form and kind of change the median milliseconds at both, and the median of the per-round ratios
 */
export async function measureMembers({ main, storage, bigSize, rounds, perRound, progress }) {
  const url = await storage.create('members');
  const folder = storage.home;
  const first = await startServer({ main, url, folder });
  const workloads = new Workloads(first);
  await workloads.seed(perRound);
  const groups = { small: await createGroup(first, 'Ten members'), big: await createGroup(first, 'Many members') };
  await first.stop();
  const sql = await storage.sql('members');
  const template = workloads.users[0].id;
  await seedMembers(sql, { group: groups.small, template, count: SMALL });
  await seedMembers(sql, { group: groups.big, template, count: bigSize });
  progress(`seeded a group of ${bigSize} members`);

  const server = await startServer({ main, url, folder });
  const line = await HttpConnection.open(server.port);
  const send = (group, body, query = '') => patchGroup(server, line, groups[group] + query, body);
  await assertCounted(sql, groups.big, bigSize, (body) => send('big', body), workloads.users[0]);
  const results = [];
  for (const [form, query] of Object.entries(FORMS)) {
    const samples = [];
    for (let round = 0; round <= rounds; round += 1) {
      const sample = await measureRound(workloads.users, (group, body) => send(group, body, query));
      if (round > 0) samples.push(sample); // the first is the warm-up
    }
    results.push(...['add', 'remove'].map((change) => ({ form, change, ...summary(samples, change) })));
    progress(`members, ${form}`);
  }
  const left = { small: await countMembers(sql, groups.small), big: await countMembers(sql, groups.big) };
  if (left.small !== SMALL || left.big !== bigSize)
    throw new Error(`members were lost or doubled: ${JSON.stringify(left)}`);
  line.close();
  await sql.close();
  await server.stop();
  return { bigSize, results };
}

/** One user after the other enters both groups and leaves them; which group goes first alternates. */
async function measureRound(users, send) {
  const times = { small: { add: [], remove: [] }, big: { add: [], remove: [] } };
  for (const [index, user] of users.entries()) {
    const order = index % 2 === 0 ? ['small', 'big'] : ['big', 'small'];
    for (const [change, body] of [
      ['add', addMemberPatch(user)],
      ['remove', removeMemberPatch(user)],
    ]) {
      for (const group of order) times[group][change].push(await send(group, body));
    }
  }
  return times;
}

function summary(samples, change) {
  const ratios = samples.map(({ small, big }) => median(big[change]) / median(small[change]));
  const ms = (group) => median(samples.flatMap((sample) => sample[group][change]));
  return { smallMs: ms('small'), bigMs: ms('big'), ratio: median(ratios), ratios };
}

async function createGroup(server, displayName) {
  const line = await HttpConnection.open(server.port);
  const answer = await line.exchange(scimRequest(server, 'POST', '/Groups', groupBody(displayName)));
  line.close();
  checkAnswer({ status: 201 }, answer);
  return JSON.parse(answer.body.toString('utf8')).id;
}

async function patchGroup(server, line, path, body) {
  const text = scimRequest(server, 'PATCH', `/Groups/${path}`, body);
  const begun = performance.now();
  const answer = await line.exchange(text);
  const ms = performance.now() - begun;
  checkAnswer({ status: [200, 204] }, answer);
  return ms;
}

/** A change that changed nothing would cost the same everywhere. */
async function assertCounted(sql, group, size, send, user) {
  for (const [body, expected] of [
    [addMemberPatch(user), size + 1],
    [removeMemberPatch(user), size],
  ]) {
    await send(body);
    const count = await countMembers(sql, group);
    if (count !== expected) throw new Error(`the group has ${count} members after a PATCH, expected ${expected}`);
  }
}
