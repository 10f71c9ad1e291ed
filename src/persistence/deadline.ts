import { ScimError } from '../protocol/scim-error.js';
import { unavailable } from './database-errors.js';

const DEADLINE = 'the database did not answer in time';

export const deadlineError = (): Error => new Error(DEADLINE);

/** True for what `within` throws: a statement may still be running. */
export function isDeadline(error: unknown): boolean {
  return error instanceof ScimError && error.cause instanceof Error && error.cause.message === DEADLINE;
}

/** Waits for `work`, but not for ever. What it does later is nobody's concern any more. @throws ScimError unavailable */
export async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(deadlineError())), timeoutMs);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
