import { setTimeout as pause } from 'node:timers/promises';
import { runLoad, WrongAnswer } from './load-client.mjs';
import { cpuSeconds } from './process-figures.mjs';
import { median } from './statistics.mjs';
import { GROUPS, Workloads } from './workloads.mjs';

/** What one side still writes behind (buffered log events: a tenth of a second) shall not fall on the other. */
const SETTLE_MS = 150;
/**
 * Server, floor, floor, server, again and again: a machine that speeds up or slows down evenly favours neither. Every
 * other round the sides change places, because the first slice after another call is the coldest.
 */
const TURNS = ['server', 'floor', 'floor', 'server'];
/** Short, because stalls of a disk last about a second and shall meet both sides. */
const SLICE_SECONDS = 0.5;

/**
 * Rounds of server and floor in turn, per cell `{ workload, connections }`. The machine's speed drifts, so only the
 * ratio within a round means something; reported is the median of these.
 * @param pair `{ server, floor }`, both running
 * @param seconds per side, cell and round
 * @returns per cell the ratio of the rates with that of every round, the ratio of the median latencies, and the medians
 *   themselves: requests per second, latencies in ms, CPU time per request in ms (which a busy neighbour or a slow disk
 *   hardly changes); `voided` instead where an answer was wrong
 */
export async function measureThroughput({ pair, cells, rounds, seconds, users, progress }) {
  const workloads = { server: new Workloads(pair.server), floor: new Workloads(pair.floor) };
  for (const one of Object.values(workloads)) await one.seed(users, GROUPS);
  const repeats = Math.max(1, Math.round(seconds / 2 / SLICE_SECONDS));
  const slices = Array.from({ length: repeats }, () => TURNS).flat();
  const load = async (side, { workload, connections }) => {
    const { port, pid } = pair[side];
    const next = workloads[side][workload];
    const before = cpuSeconds(pid);
    const result = await runLoad({ port, connections, next, seconds: seconds / 2 / repeats });
    await pause(SETTLE_MS);
    return { ...result, cpu: cpuSeconds(pid) - before };
  };
  const results = cells.map((cell) => ({ ...cell, rounds: [] }));
  for (const workload of new Set(cells.map((cell) => cell.workload))) {
    const warmUp = { workload, connections: 16, rounds: [] };
    await measureRound(warmUp, slices, load);
    for (const one of results) if (one.workload === workload && warmUp.voided) one.voided = warmUp.voided;
  }
  for (let round = 1; round <= rounds; round += 1) {
    const turns = round % 2 === 1 ? slices : slices.map((side) => (side === 'server' ? 'floor' : 'server'));
    for (const result of results) await measureRound(result, turns, load);
    progress(`round ${round} of ${rounds}`);
  }
  return results.map(summary);
}

async function measureRound(result, slices, load) {
  if (result.voided !== undefined) return;
  const measured = { server: [], floor: [] };
  try {
    for (const side of slices) measured[side].push(await load(side, result));
    result.rounds.push({ server: merged(measured.server), floor: merged(measured.floor) });
  } catch (error) {
    if (!(error instanceof WrongAnswer)) throw error;
    result.voided = error.message;
  }
}

function merged(slices) {
  const sum = (figure) => slices.reduce((total, slice) => total + slice[figure], 0);
  return {
    rate: sum('requests') / sum('seconds'),
    p50: sum('p50') / slices.length,
    p99: sum('p99') / slices.length,
    cpuMs: (1000 * sum('cpu')) / sum('requests'),
  };
}

function summary({ rounds, ...cell }) {
  if (cell.voided !== undefined) return cell;
  const ratios = rounds.map(({ server, floor }) => server.rate / floor.rate);
  const latencyRatio = median(rounds.map(({ server, floor }) => floor.p50 / server.p50));
  const figures = ['rate', 'p50', 'p99', 'cpuMs'];
  const of = (side) =>
    Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[side][figure]))]));
  return { ...cell, ratio: median(ratios), ratios, latencyRatio, server: of('server'), floor: of('floor') };
}
