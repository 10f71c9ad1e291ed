import { exchange } from './exchange.mjs';
import { atLeast, plain } from './figures.mjs';
import { openDirectory } from './open-directory.mjs';
import { idOf } from './seed/person.mjs';
import { median } from './statistics.mjs';
import { startMembersFloor } from './targets.mjs';

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const GROUP_SIZE = 10;
/** Rounds until both are translated to machine code. */
const WARM_UP = 10;

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
export async function addManyMembers({ name, url, server, storage, group, rounds }) {
  const others = Array.from({ length: MANY }, (_, n) => idOf(1, group.size + n));
  const change = (target, op) =>
    exchange(target, 'PATCH', `/Groups/${group.id}`, {
      schemas: [PATCH],
      Operations: [{ op, path: 'members', value: others.map((value) => ({ value })) }],
    });
  const sql = await storage.sql(name);
  const members = async () => {
    const [{ size }] = await sql.all('SELECT COUNT(*) AS size FROM membership WHERE group_pk = ?', [group.pk]);
    return Number(size);
  };
  /** @returns how long it took in ms @throws Error when something else was written */
  const add = async (target) => {
    const before = await members();
    const { ms } = await change(target, 'add');
    const after = await members();
    if (after !== before + MANY) throw new Error(`${after} members after ${MANY} were added to ${before}`);
    await change(target, 'remove');
    return ms;
  };
  const floor = await startMembersFloor({ url, folder: storage.home, groupPk: group.pk });
  const pairs = [];
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    const pair = { ours: await add(server), floor: await add(floor) };
    if (round >= WARM_UP) pairs.push(pair);
  }
  await Promise.all([floor.stop(), sql.close()]);
  const share = median(pairs.map((pair) => pair.floor / pair.ours));
  return [
    plain(`add ${MANY} members to ${group.size} in one PATCH`, median(pairs.map(({ ours }) => ours)), 'ms'),
    atLeast('… of one multi-row insert and a log event', share, 'x', 0.4),
  ];
}
