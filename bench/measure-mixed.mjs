import { join } from 'node:path';
import { startProcess, stopProcess } from './child-process.mjs';
import { below, plain } from './figures.mjs';
import { runLoad } from './load-client.mjs';
import { LOOP_DELAY_PROBE, takeLoopDelay } from './loop-delay.mjs';
import { cpuSeconds } from './process-figures.mjs';
import { startServer } from './targets.mjs';
import { GROUPS, Workloads } from './workloads.mjs';

const CALLS = ['create', 'look-up', 'get', 'patch', 'page', 'member'];
const CONNECTIONS = 16;
const MOST_MS = 20;
/** Of the mix, in seconds of one call alone: a hundredth of its delays shall be more than a few. */
const MIXED_SHARE = 5;

/**
 * How late the event loop of the server comes to what is due while it answers six calls in turn; then while it answers each
 * of them alone, which tells who contributes. A process that does nothing tells what the machine contributes.
 */
export async function measureMixed({ main, storage, users, seconds, progress }) {
  const folder = storage.home;
  const url = await storage.create('mixed');
  const server = await startServer({ main, url, folder, nodeOptions: LOOP_DELAY_PROBE });
  const workloads = new Workloads(server);
  await workloads.seed(users, GROUPS);
  let turn = 0;
  const mix = () => workloads[CALLS[turn++ % CALLS.length]]();
  const idle = startProcess(process.execPath, [...LOOP_DELAY_PROBE, '--eval', 'setInterval(() => {}, 1e9)'], {
    ...{ cwd: folder, logFile: join(folder, 'idle.log') },
  });
  const idlePid = { pid: idle.child.pid };
  const under = async (next, time) => {
    const load = { port: server.port, connections: CONNECTIONS, next };
    await runLoad({ ...load, seconds: time / 4 }); // the warm-up
    await Promise.all([takeLoopDelay(server, folder), takeLoopDelay(idlePid, folder)]);
    const cpu = cpuSeconds(server.pid);
    const result = await runLoad({ ...load, seconds: time });
    const used = (cpuSeconds(server.pid) - cpu) / result.seconds;
    return { ...result, used, delay: await takeLoopDelay(server, folder), idle: await takeLoopDelay(idlePid, folder) };
  };
  const { rate, p99, used, delay, idle: machine } = await under(mix, seconds * MIXED_SHARE);
  progress('mixed load measured');
  const rows = [
    below(`event-loop delay, p99, six calls in turn at ${CONNECTIONS} connections`, delay.p99, 'ms', MOST_MS),
    plain('… p50', delay.p50, 'ms'),
    plain('… the most', delay.max, 'ms'),
    plain('… p99 of a process that does nothing, meanwhile', machine.p99, 'ms'),
    plain('… of which garbage collection at once, at most', delay.longestGcMs, 'ms'),
    plain('… garbage collection altogether', delay.gcMs / (seconds * MIXED_SHARE * 10), '% of the time'),
    plain('calls', rate, '/s'),
    plain('p99 of the calls', p99, 'ms'),
    plain('CPU of the server’s process', used, 'cores'),
  ];
  for (const name of CALLS) {
    const alone = await under(workloads[name], seconds);
    rows.push(plain(`event-loop delay, p99, ${name} alone (${Math.round(alone.rate)}/s)`, alone.delay.p99, 'ms'));
    progress(`${name} alone measured`);
  }
  await stopProcess(idle);
  await server.stop();
  return rows;
}
