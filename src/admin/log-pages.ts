import { setTimeout as pause } from 'node:timers/promises';
import type { LogEvent } from '../audit/log-event.js';
import type { LogQuery } from '../audit/log-store.js';
import type { LogReader } from './log-reader.js';

const HELD_BACK_MS = 250;
/** Longer than any event may be on its way (30 s). */
const MOST_HELD_BACK_MS = 60_000;

/**
 * Every page of a query that goes up, to its end, read when the one before it was taken. Waits for events that are still
 * on their way: what comes after them would otherwise stand where they belong.
 * @param isGone asked before each look at the log, of which one page may take many: true ends the pages
 * @throws Problem | ScimError where a page cannot be read
 */
export async function* logPages(
  reader: Pick<LogReader, 'read'>,
  tenantPk: number,
  query: LogQuery,
  isGone: () => boolean,
): AsyncGenerator<readonly LogEvent[], void> {
  let after = query.after;
  let waited = 0;
  while (!isGone()) {
    const page = await reader.read(tenantPk, { ...query, ...(after === undefined ? {} : { after }) });
    if (page.events.length > 0) yield page.events;
    if (page.more !== true) return;
    const isFurther = page.last !== undefined && page.last !== after;
    after = page.last ?? after;
    if (isFurther) {
      waited = 0;
      continue;
    }
    if (waited >= MOST_HELD_BACK_MS) throw new Error('events of the log are held back for too long');
    waited += HELD_BACK_MS;
    await pause(HELD_BACK_MS);
  }
}
