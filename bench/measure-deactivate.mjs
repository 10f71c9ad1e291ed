import { exchange } from './exchange.mjs';
import { below, plain } from './figures.mjs';
import { runLoad, WrongAnswer } from './load-client.mjs';
import { startServer } from './targets.mjs';
import { Workloads } from './workloads.mjs';

const CONNECTIONS = 16;
const MOST_MS = 2_000;
/** Of a machine that does something else. */
const MOST_SECONDS = 600;
const ACTIVE = `/Users?filter=${encodeURIComponent('active eq true')}&count=1`;

/**
 * As when an app is taken from everybody: each user is deactivated once, with the PATCH that Okta sends. Any answer but 200
 * voids the figures; afterwards nobody may be active.
 */
export async function measureDeactivate({ main, storage, deactivated, progress }) {
  const server = await startServer({ main, url: await storage.create('deactivate'), folder: storage.home });
  const workloads = new Workloads(server);
  await workloads.seed(deactivated);
  progress(`${deactivated} users created`);
  const load = { connections: CONNECTIONS, requests: deactivated, seconds: MOST_SECONDS };
  const { requests, rate, p50, p99, max } = await runLoad({ port: server.port, next: workloads.patch, ...load });
  const { totalResults } = (await exchange(server, 'GET', ACTIVE)).json();
  if (requests !== deactivated || totalResults !== 0)
    throw new WrongAnswer(`${totalResults} users are active after ${requests} of ${deactivated} deactivations`);
  await server.stop();
  return [
    below(`the longest of ${requests} calls at ${CONNECTIONS} connections, all answered 200`, max, 'ms', MOST_MS),
    plain('p99', p99, 'ms'),
    plain('p50', p50, 'ms'),
    plain('deactivations', rate, '/s'),
  ];
}
