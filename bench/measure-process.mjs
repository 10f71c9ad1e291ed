import { runLoad } from './load-client.mjs';
import { residentMb } from './process-figures.mjs';
import { median } from './statistics.mjs';
import { startFloor, startServer } from './targets.mjs';
import { TYPICAL_SIZES } from './calibrate.mjs';
import { copyTables } from './copy-tables.mjs';
import { WORKLOADS, Workloads } from './workloads.mjs';

/**
 * Milliseconds from spawn to the first 200 of /readyz: on an empty database (migrations included), then on a migrated
 * one; and of the floor, which is what Node and the driver take.
 */
export async function measureBoot({ main, storage, boots, progress }) {
  const folder = storage.home;
  const url = await storage.create('boot');
  const boot = async (start) => {
    const target = await start();
    await target.stop();
    return target.bootMs;
  };
  const firstMs = await boot(() => startServer({ main, url, folder }));
  const server = [];
  const floor = [];
  for (let round = 0; round < boots; round += 1) {
    server.push(await boot(() => startServer({ main, url, folder })));
    const floorUrl = await copyTables(storage, 'boot', `boot_floor_${round}`);
    floor.push(await boot(() => startFloor({ url: floorUrl, folder, sizes: TYPICAL_SIZES })));
    progress(`boot ${round + 1} of ${boots}`);
  }
  return { firstMs, serverMs: median(server), floorMs: median(floor), aim: 1_500 };
}

/** Resident memory in MB of a new server at rest and after `requests` of the four calls in equal parts. */
export async function measureMemory({ main, storage, requests, progress }) {
  const server = await startServer({ main, url: await storage.create('memory'), folder: storage.home });
  const atRestMb = residentMb(server.pid, 'VmRSS');
  const workloads = new Workloads(server);
  const part = Math.ceil(requests / WORKLOADS.length);
  await workloads.seed(part);
  for (const name of WORKLOADS.filter((one) => one !== 'create')) {
    await runLoad({ port: server.port, connections: 16, next: workloads[name], requests: part, seconds: 300 });
    progress(`memory: ${part} × ${name}`);
  }
  const result = {
    requests,
    atRestMb,
    afterMb: residentMb(server.pid, 'VmRSS'),
    peakMb: residentMb(server.pid, 'VmHWM'),
    aim: 220,
  };
  await server.stop();
  return result;
}
