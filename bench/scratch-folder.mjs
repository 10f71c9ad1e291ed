import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `f_type` of a file system in memory, as Linux's statfs(2) gives it. */
const IN_MEMORY = new Set([0x01021994 /* tmpfs */, 0x858458f6 /* ramfs */]);

/**
 * An empty folder, removed when the process ends. Never in memory: there a commit costs nothing, and a ratio of writes
 * would compare CPU time alone.
 * @throws Error when every candidate is in memory
 */
export function makeScratchFolder() {
  const candidates = [process.env.BENCH_TMP, tmpdir(), '/var/tmp', process.cwd()];
  const parent = candidates.find((path) => path !== undefined && existsSync(path) && isOnDisk(path));
  if (parent === undefined)
    throw new Error('Every temporary folder is in memory. Set BENCH_TMP to a folder on a disk.');
  const folder = mkdtempSync(join(parent, 'rollbook-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

function isOnDisk(path) {
  return !IN_MEMORY.has(Number(statfsSync(path).type));
}
