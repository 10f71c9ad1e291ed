import { createWriteStream, fstatSync, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Beside the file, until all of it is there. */
const PART = '.part';

/**
 * Writes `body` into the file that `path` names, through links. A regular file appears when it is whole, readable by its owner alone;
 * what is something else (a pipe, a device) stays what it is and is written into.
 * @throws what `body` or the file system throws; nothing of a regular file is left then, and the one that was there before is as it was
 */
export async function writeOutputFile(path: string, body: Readable): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) return pipeline(body, createWriteStream(path));
  const target = targetOf(path);
  const part = `${target}${PART}`;
  try {
    await pipeline(body, createWriteStream(part, { mode: 0o600 }));
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Whether `path` is another name of this program's standard output, which has a place of its own in a file (`>> all.ndjson`). */
export function isStandardOutput(path: string): boolean {
  const named = statSync(path, { throwIfNoEntry: false });
  const own = fstatSync(process.stdout.fd);
  return named?.dev === own.dev && named.ino === own.ino;
}

/** Where links end; the last of them may name what is yet to come. */
function targetOf(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isSymbolicLink() === true ? targetOf(resolve(realpathSync(dirname(path)), readlinkSync(path))) : path;
}
