import { atMost, below, plain } from './figures.mjs';
import { runLoad } from './load-client.mjs';
import { residentMb } from './process-figures.mjs';
import { median } from './statistics.mjs';
import { startServer } from './targets.mjs';
import { Workloads } from './workloads.mjs';

const CALLS = ['create', 'look-up', 'get', 'patch'];
const CONNECTIONS = 16;
const PARTS = 10;
/** Of a million requests as of ten thousand. */
const MOST_MB = 250;
/** What the last third may take beyond the middle one. The first fills the caches of the database. */
const MOST_GROWTH = 1.1;
/** So few fill no cache, and say nothing of growth. */
const FEW = 100_000;
const SAMPLE_MS = 1_000;
/** A million requests on a busy machine. */
const MOST_SECONDS = 4 * 3_600;

/** A server that is not given the processor for longer than it keeps an idle connection closes one on which a request has come. */
const MOST_LOST = 100;

const isConnectionLost = ({ code, message }) => code === 'ECONNRESET' || message === 'the server closed the connection';

/** @throws Error when it is gone */
const isRunning = ({ pid }) => process.kill(pid, 0);

/** Resident memory of a new server at rest and while it answers `requests` of four calls, one in turn after the other. */
export async function measureMemory({ main, storage, requests, users, progress }) {
  const server = await startServer({ main, url: await storage.create('memory'), folder: storage.home });
  const resident = () => residentMb(server.pid, 'VmRSS');
  const rows = [plain('at rest', resident(), 'MB')];
  const workloads = new Workloads(server);
  await workloads.seed(Math.min(users, requests));
  const thirds = [[], [], []];
  let sent = 0;
  const next = () => workloads[CALLS[sent++ % CALLS.length]]();
  let lost = 0;
  const sendUntil = async (end) => {
    while (sent < end) {
      const load = { port: server.port, connections: CONNECTIONS, next, requests: end - sent, seconds: MOST_SECONDS };
      await runLoad(load).catch((error) => {
        if (!isConnectionLost(error) || !isRunning(server) || (lost += 1) > MOST_LOST) throw error;
      });
    }
  };
  const timer = setInterval(() => thirds[Math.floor((3 * (sent - 1)) / requests)]?.push(resident()), SAMPLE_MS);
  for (let part = 1; part <= PARTS; part += 1) {
    const end = Math.round((requests * part) / PARTS);
    await sendUntil(end);
    rows.push(plain(`after ${end} requests`, resident(), 'MB'));
    progress(`memory: ${end} requests, ${resident().toFixed(0)} MB`);
  }
  clearInterval(timer);
  rows.push(below('the most there ever was', residentMb(server.pid, 'VmHWM'), 'MB', MOST_MB));
  if (requests >= FEW)
    rows.push(
      atMost(
        'the last third of the requests, to the middle one',
        median(thirds[2]) / median(thirds[1]),
        'x',
        MOST_GROWTH,
      ),
    );
  if (lost > 0) rows.push(plain('times that a connection was lost', lost, ''));
  await server.stop();
  return rows;
}
