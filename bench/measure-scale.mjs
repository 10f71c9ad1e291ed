import { HttpConnection } from './http-connection.mjs';
import { checkAnswer } from './load-client.mjs';
import { scimRequest } from './scim-request.mjs';
import { openDirectory } from './open-directory.mjs';
import { readCells } from './scale-cells.mjs';
import { measureBigGroup } from './measure-big-group.mjs';
import { median } from './statistics.mjs';

const SMALL = 1_000;
const GROUPS_OF_ONE_USER = 1_000;
/** Of one cell on one side in one round. */
const CALLS = 15;

/**
 * The same reads over HTTP in a directory of 1,000 users and in one of `scaleUsers`, in turn on one connection each; then what is
 * done with a group of ten and with a big one.
 * @returns per read the median milliseconds at both sizes and the per-round ratios; and the figures of the groups
 */
export async function measureScale({ main, storage, scaleUsers, bigGroup: largest, rounds, progress }) {
  const bigGroup = Math.min(largest, scaleUsers);
  const open = async (name, users, sizes) => {
    const all = [...sizes, ...new Array(GROUPS_OF_ONE_USER).fill(1)];
    return openDirectory({ main, storage, name, users, sizes: all, progress });
  };
  const directories = [await open('scale_small', SMALL, [10]), await open('scale_big', scaleUsers, [10, bigGroup])];
  // Filling the second takes longer than a server keeps an idle connection.
  const [small, big] = await Promise.all(
    directories.map(async (one) => ({ ...one, line: await HttpConnection.open(one.server.port) })),
  );
  const results = [];
  for (const cell of readCells()) {
    const samples = [];
    for (let round = 0; round <= rounds; round += 1) {
      const sample = { small: [], big: [] };
      // Call by call, so that what else the machine does meets both.
      for (let call = 0; call < (cell.calls ?? CALLS); call += 1) {
        sample.small.push(await timed(small, cell, { round, call }));
        sample.big.push(await timed(big, cell, { round, call }));
      }
      if (round > 0) samples.push(sample); // the first is the warm-up
    }
    const ms = (side) => median(samples.flatMap((sample) => sample[side]));
    const ratios = samples.map((sample) => median(sample.big) / median(sample.small));
    results.push({ ...cell, smallMs: ms('small'), bigMs: ms('big'), ratio: median(ratios), ratios });
    progress(`${cell.name} measured`);
  }
  const groups = await measureBigGroup({ ...big, storage, rounds, progress });
  for (const { line, server } of [small, big]) {
    line.close();
    await server.stop();
  }
  return { users: scaleUsers, small: SMALL, bigGroup, results, groups };
}

/** Milliseconds of one call of a cell. @throws WrongAnswer */
async function timed({ server, line, users }, { path, verify }, { round, call }) {
  const at = path({ users, call, round });
  const text = scimRequest(server, 'GET', at.path);
  const begun = performance.now();
  const answer = await line.exchange(text);
  const ms = performance.now() - begun;
  checkAnswer({ status: 200, verify: (body) => verify(body, at) }, answer);
  return ms;
}
