import { measureThroughput } from './measure-throughput.mjs';
import { startServer } from './targets.mjs';

/**
 * The server that is built here and that of another commit, each on a database of its own, in the same rounds.
 * @param against see `buildRevision`
 * @returns as `measureThroughput`; the other commit stands where the floor does
 */
export async function compareRevisions({ main, storage, against, cells, ...context }) {
  const folder = storage.home;
  const server = await startServer({ main, url: await storage.create('present'), folder });
  const floor = await startServer({ main: against.main, url: await storage.create('other'), folder });
  const throughput = await measureThroughput({ ...context, cells, pair: { server, floor } });
  await Promise.all([server.stop(), floor.stop()]);
  return throughput;
}
