import { atLeast, plain } from './figures.mjs';
import { runLoad } from './load-client.mjs';
import { median } from './statistics.mjs';
import { startServer } from './targets.mjs';
import { Workloads } from './workloads.mjs';

const READS = ['look-up', 'get'];
const WRITES = ['create', 'patch'];
const LEAST = 0.7;

/**
 * Reads alone, and beside one connection that writes without a pause, in turn. @returns the part of their rate that they keep, at
 * one and at 16 reading connections
 */
export async function measureReadsBesideWriter({ main, storage, users, rounds, seconds, progress }) {
  const server = await startServer({ main, url: await storage.create('beside'), folder: storage.home });
  const { port } = server;
  const workloads = new Workloads(server);
  await workloads.seed(users);
  const inTurn =
    (names, turn = 0) =>
    () =>
      workloads[names[turn++ % names.length]]();
  const [read, write] = [inTurn(READS), inTurn(WRITES)];
  const rows = [];
  for (const connections of [16, 1]) {
    const reads = () => runLoad({ port, connections, next: read, seconds });
    await reads(); // the warm-up
    const kept = [];
    const writes = [];
    for (let round = 0; round < rounds; round += 1) {
      const before = await reads();
      let isOver = false;
      const measured = reads().finally(() => (isOver = true));
      const writer = runLoad({ port, connections: 1, next: write, isDone: () => isOver });
      const [beside, { rate }] = await Promise.all([measured, writer]);
      writes.push(rate);
      const after = await reads();
      kept.push((2 * beside.rate) / (before.rate + after.rate));
      progress(`reads at ${connections} beside a writer, round ${round + 1} of ${rounds}`);
    }
    rows.push(
      atLeast(`reads at ${connections} connections beside a writer, of their rate alone`, median(kept), 'x', LEAST),
      plain('… writes meanwhile', median(writes), '/s'),
    );
  }
  await server.stop();
  return rows;
}
