import { setTimeout as rest } from 'node:timers/promises';

/** A step that waited longer for a lock has cost nobody so much. */
const LONGEST_REST_MS = 1_000;

export interface Pace {
  nowMs(): number;
  rest(ms: number): Promise<unknown>;
}

const REAL: Pace = { nowMs: () => performance.now(), rest };

/**
 * Repeats a step until nothing is left, and rests after each one for as long as it took: the requests that come meanwhile are
 * somebody's. On SQLite steps without a rest would keep the process from reading any of them.
 * @param step one short transaction. Says whether there may be more
 * @param isStopped asked before each step
 */
export async function inSteps(
  step: () => Promise<boolean>,
  isStopped: () => boolean = () => false,
  pace: Pace = REAL,
): Promise<void> {
  for (let isMore = true; isMore && !isStopped();) {
    const begun = pace.nowMs();
    isMore = await step();
    await pace.rest(Math.min(pace.nowMs() - begun, LONGEST_REST_MS));
  }
}
