import { below, plain } from './figures.mjs';
import { runLoad } from './load-client.mjs';
import { openDirectory } from './open-directory.mjs';
import { cpuSeconds } from './process-figures.mjs';
import { scimRequest } from './scim-request.mjs';
import { median } from './statistics.mjs';
import { adminRequest } from './targets.mjs';
import { Workloads } from './workloads.mjs';

const TENANTS = '/api/v1/tenants';
const SMALL = 'neighbour';
const MOST = 1.5;
const HEAVY_CONNECTIONS = 3;
const FILTERS = [
  (n) => `name.familyName co "${n}-1"`,
  (n) => `not (emails.value sw "user${n}")`,
  (n) => `emails.value co "${n}.s1" or displayName co "Given${n}"`,
  (n) => `name.givenName ew "${n}" and not (title pr)`,
];

/**
 * Look-ups of a small tenant on one connection: alone, beside heavy filters over a large tenant from three connections, and,
 * for comparison, beside look-ups of the large tenant from as many; in turn.
 * @returns by how much its median and its 99th percentile grow
 */
export async function measureNeighbour({ main, storage, neighbourUsers, users, rounds, seconds, progress }) {
  const large = await openDirectory({ main, storage, name: 'neighbour', users: neighbourUsers, progress });
  const { server } = large;
  const { port } = server;
  const small = new Workloads(await addTenant(server));
  await small.seed(users);
  const others = { heavy: filters(server), light: lookUps(server, neighbourUsers) };
  const reads = () => runLoad({ port, connections: 1, next: small['look-up'], seconds });
  const beside = async (next) => {
    let isOver = false;
    const cpu = cpuSeconds(server.pid);
    const measured = reads().finally(() => (isOver = true));
    const busy = { port, connections: HEAVY_CONNECTIONS, next, seconds: 600, isDone: () => isOver };
    const [result, load] = await Promise.all([measured, runLoad(busy)]);
    return { ...result, cores: (cpuSeconds(server.pid) - cpu) / result.seconds, load };
  };
  await reads(); // the warm-up
  await beside(others.heavy);
  const samples = [];
  for (let round = 0; round < rounds; round += 1) {
    samples.push({ alone: await reads(), heavy: await beside(others.heavy), light: await beside(others.light) });
    progress(`neighbour, round ${round + 1} of ${rounds}`);
  }
  await server.stop();
  const of = (side, figure) => median(samples.map((sample) => sample[side][figure]));
  const slower = (side, figure) => median(samples.map((sample) => sample[side][figure] / sample.alone[figure]));
  const loads = (side, figure) => median(samples.map((sample) => sample[side].load[figure]));
  const whose = `of a tenant of ${neighbourUsers} users`;
  return [
    below(`look-ups beside heavy filters ${whose}, p50 to that alone`, slower('heavy', 'p50'), 'x', MOST),
    below('… p99 to that alone', slower('heavy', 'p99'), 'x', MOST),
    plain('look-ups alone, p50', of('alone', 'p50'), 'ms'),
    plain('… p99', of('alone', 'p99'), 'ms'),
    plain('look-ups beside heavy filters, p50', of('heavy', 'p50'), 'ms'),
    plain('… p99', of('heavy', 'p99'), 'ms'),
    plain(`heavy filters at ${HEAVY_CONNECTIONS} connections`, loads('heavy', 'rate'), '/s'),
    plain('… p50 of one', loads('heavy', 'p50'), 'ms'),
    plain('… CPU of the server’s process', of('heavy', 'cores'), 'cores'),
    plain('for comparison, beside as many look-ups of that tenant: p50 to that alone', slower('light', 'p50'), 'x'),
    plain('… p99 to that alone', slower('light', 'p99'), 'x'),
  ];
}

/** A second tenant with a connector. @returns it as a target */
async function addTenant(server) {
  const post = (path, body) => adminRequest(server, 'POST', path, body, 201).then(JSON.parse);
  await post(TENANTS, { slug: SMALL, displayName: 'A small neighbour' });
  const body = { slug: 'okta', displayName: 'Okta', provider: 'okta', issueCredential: 'bearer' };
  const { credential } = await post(`${TENANTS}/${SMALL}/connectors`, body);
  return { ...server, token: credential.token, base: `/scim/${SMALL}/okta/v2` };
}

/** What no index answers: another text at every call. */
function filters(server) {
  let turn = 0;
  return () => {
    const filter = FILTERS[turn % FILTERS.length](11 + (turn++ % 80));
    return {
      text: scimRequest(server, 'GET', `/Users?filter=${encodeURIComponent(filter)}&startIndex=1&count=100`),
      status: 200,
      verify: ({ totalResults, Resources }) =>
        Resources.length === Math.min(100, totalResults) ? undefined : `${Resources.length} of ${totalResults} found`,
    };
  };
}

function lookUps(server, users) {
  let turn = 0;
  return () => {
    const userName = `user${(turn++ * 7_919) % users}.s1@example.com`;
    const filter = encodeURIComponent(`userName eq "${userName}"`);
    return {
      text: scimRequest(server, 'GET', `/Users?filter=${filter}&startIndex=1&count=100`),
      status: 200,
      verify: ({ totalResults }) => (totalResults === 1 ? undefined : `${totalResults} users are ${userName}`),
    };
  };
}
