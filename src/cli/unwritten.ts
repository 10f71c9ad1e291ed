import { reasonOf } from './unreachable.js';

/** The answer came, and the file for it cannot be written. Exit status 4. */
export class Unwritten extends Error {
  override readonly name = 'Unwritten';

  constructor(file: string, cause: unknown) {
    super(`${file} cannot be written: ${reasonOf(cause)}.`, { cause });
  }
}
