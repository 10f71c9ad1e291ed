import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** In memory where possible: a database waits for the disk at every commit. */
export function temporaryFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
