import type { ServerResponse } from 'node:http';

/**
 * Ends the connection of a client that takes nothing of what was written for so long. One for which nothing was written, because
 * the next of it is still looked for, waits as we do.
 */
export function destroyWhenStalled(response: ServerResponse, ms: number): void {
  response.setTimeout(ms, () => {
    // Also behind the end, where nothing needs to drain any more: the rest may still lie here. The next write starts the time anew.
    if (response.writableLength > 0) response.destroy();
  });
}
