import { TYPICAL_SIZES } from './calibrate.mjs';
import { copyTables, migratedDatabase } from './copy-tables.mjs';
import { measureThroughput } from './measure-throughput.mjs';
import { startFloor } from './targets.mjs';

/** How far two equal processes may lie apart. */
const TOLERANCE = 0.1;
/** Long enough to show beside the queue before a disk. */
const DELAY_MS = 150;
const CELLS = [
  { workload: 'create', connections: 16 },
  { workload: 'look-up', connections: 16 },
];

/**
 * The negative control of the harness: the floor against itself must come out as 1, and a floor that answers late
 * must come out as slower. A harness that fails this measures its own order of things.
 */
export async function selfCheck({ main, storage, rounds, seconds, users, progress }) {
  const schema = await migratedDatabase({ main, storage }, 'schema');
  const floor = async (name, delayMs = 0) =>
    startFloor({ url: await copyTables(storage, schema, name), folder: storage.home, sizes: TYPICAL_SIZES, delayMs });
  const [one, other, late] = [await floor('one'), await floor('other'), await floor('late', DELAY_MS)];
  const compare = (server, what) =>
    measureThroughput({
      pair: { server, floor: one },
      cells: CELLS,
      rounds: Math.max(3, rounds),
      seconds: Math.max(1, seconds), // --small or not: less is noise
      users,
      progress: (text) => progress(`${what}: ${text}`),
    });
  const equal = await compare(other, 'floor against floor');
  const delayed = await compare(late, `floor delayed by ${DELAY_MS} ms against floor`);
  for (const target of [one, other, late]) await target.stop();
  return [
    ...equal.map((cell) => verdict(cell, 'floor against floor', Math.abs(cell.ratio - 1) <= TOLERANCE)),
    ...delayed.map((cell) => verdict(cell, `delayed by ${DELAY_MS} ms`, cell.ratio < 1 - TOLERANCE)),
  ];
}

const verdict = ({ workload, connections, ratio, ratios }, what, passed) => ({
  what,
  workload,
  connections,
  ratio,
  ratios,
  passed,
});
