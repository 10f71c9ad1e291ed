import { median } from './statistics.mjs';
import { startFloor, startServer } from './targets.mjs';
import { TYPICAL_SIZES } from './calibrate.mjs';
import { copyTables } from './copy-tables.mjs';

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
