import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './cli/usage-error.js';

/** As shells say of a program that the signal ended. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/**
 * An empty folder, which is gone when this process ends, short of a kill: from here on SIGINT and SIGTERM end it with 130 and 143.
 * @throws UsageError where no folder can be made
 */
export function makeTemporaryFolder(): TemporaryFolder {
  const path = make();
  const remove = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(STATUS[signal]));
  return { path, remove };
}

function make(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'rollbook-'));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `No temporary folder can be made in ${tmpdir()}: ${code}. Set TMPDIR to one where that is possible.`,
    );
  }
}
