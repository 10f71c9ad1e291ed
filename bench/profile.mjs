import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLoad } from './load-client.mjs';
import { table } from './report.mjs';
import { startServer } from './targets.mjs';
import { GROUPS, Workloads, WORKLOADS } from './workloads.mjs';

/**
 * Where the server's CPU time goes under 16 connections, for each call wanted: the functions with the most time of their
 * own; the sum per package or folder; and all time charged to the innermost function of ours on the stack. As Markdown.
 */
export async function profileServer({ main, storage, seconds, users, wants, progress }) {
  const parts = [`## Profile on ${storage.kind}`];
  for (const name of WORKLOADS.filter((one) => wants(one, 16))) {
    const folder = join(storage.home, `profile-${name}`);
    mkdirSync(folder);
    const url = await storage.create(`profile_${name.replace('-', '_')}`);
    const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
    const server = await startServer({ main, url, folder: storage.home, nodeOptions });
    const workloads = new Workloads(server);
    await workloads.seed(users, GROUPS);
    const load = () => runLoad({ port: server.port, connections: 16, next: workloads[name], seconds });
    await load();
    const from = monotonicMicroseconds();
    const { rate } = await load();
    const to = monotonicMicroseconds();
    await server.stop();
    const file = readdirSync(folder).find((one) => one.endsWith('.cpuprofile'));
    const shares = selfTimes(JSON.parse(readFileSync(join(folder, file), 'utf8')), from, to);
    parts.push(
      `### ${name}: ${rate.toFixed(0)}/s while profiled, ${percent(shares.busy)} busy`,
      top('function', shares.functions, 10),
      top('place', shares.places, 12),
      top('charged to', shares.ours, 20),
    );
    progress(`profiled ${name}`);
  }
  return parts.join('\n\n');
}

/** V8 stamps its samples with the same clock. */
const monotonicMicroseconds = () => Number(process.hrtime.bigint() / 1000n);

/** Time per function, place and function of ours, as shares of the busy time between the two instants. */
function selfTimes({ nodes, samples, timeDeltas, startTime }, from, to) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) for (const child of node.children ?? []) byId.get(child).parent = node;
  const sums = { functions: new Map(), places: new Map(), ours: new Map() };
  let at = startTime;
  let [busy, idle] = [0, 0];
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index];
    at += delta;
    if (at < from || at > to) continue;
    const node = byId.get(id);
    if (node.callFrame.functionName === '(idle)') {
      idle += delta;
      continue;
    }
    busy += delta;
    add(sums.functions, nameOf(node.callFrame), delta);
    add(sums.places, placeOf(node.callFrame), delta);
    add(sums.ours, innermostOfOurs(node), delta);
  }
  const [functions, places, ours] = Object.values(sums).map((sum) => share(sum, busy));
  return { busy: busy / (busy + idle), functions, places, ours };
}

function innermostOfOurs(node) {
  for (let one = node; one !== undefined; one = one.parent) {
    const { url } = one.callFrame;
    if (url.startsWith('file:') && !url.includes('/node_modules/')) return nameOf(one.callFrame);
  }
  const { functionName } = node.callFrame;
  return functionName.startsWith('(') ? functionName : 'none: Node and the libraries on their own';
}

function nameOf(frame) {
  const name = frame.functionName || '(anonymous)';
  return frame.url === '' ? name : `${name} ${placeOf(frame)}/${frame.url.split('/').at(-1)}:${frame.lineNumber + 1}`;
}

function placeOf({ url, functionName }) {
  const packages = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (packages !== null) return packages[1];
  if (url.startsWith('node:')) return url.split('/')[0];
  if (url === '') return functionName.startsWith('(') ? functionName : 'native';
  return /\/([^/]+\/[^/]+)\/[^/]+$/.exec(url)?.[1] ?? url;
}

const add = (map, key, amount) => map.set(key, (map.get(key) ?? 0) + amount);

const share = (map, total) => [...map].map(([name, time]) => [name, time / total]).sort((a, b) => b[1] - a[1]);

const percent = (number) => `${(number * 100).toFixed(1)} %`;

const top = (what, shares, count) =>
  table(
    [what, 'self time'],
    shares.slice(0, count).map(([name, part]) => [name, percent(part)]),
  );
