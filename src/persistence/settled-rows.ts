import type { Database } from './abstract-database.js';

/** Longer than any transaction takes (deadline 25 s): a key that is missing after this will never appear. */
export const SETTLED_AFTER_MS = 30_000;
/** Rows that one look for gaps reads at most. */
const LOOK_BACK = 20_000;

interface Position {
  readonly pk: number;
  readonly published: string;
}

/**
 * The rows before the first event that may still appear. MySQL hands out keys when a row is inserted and shows the row
 * when its transaction commits, so a lower key can appear after a higher one, and whoever polls by key would pass it by
 * for ever. A gap in the keys, of all tenants, that is younger than any transaction can be may be such an event.
 * @param rows of one tenant, ascending; @param after the position that the page begins behind
 */
export async function settledRows<T extends Position>(
  database: Database,
  rows: readonly T[],
  after: number | undefined,
  now: Date,
): Promise<readonly T[]> {
  const horizon = new Date(now.getTime() - SETTLED_AFTER_MS).toISOString();
  const firstRecent = rows.findIndex(({ published }) => published > horizon);
  const [first, last] = [rows[firstRecent], rows.at(-1)];
  if (first === undefined || last === undefined) return rows;
  // Without a position as far back as is looked at all: what a filter picks does not begin where the log does.
  const from = rows[firstRecent - 1]?.pk ?? after;
  const present = await database.read<Position>(
    'SELECT pk, published FROM log_event WHERE pk > ? AND pk <= ? ORDER BY pk DESC LIMIT ?',
    [from ?? 0, last.pk, LOOK_BACK],
  );
  const gap = firstGap(present.toReversed(), present.length < LOOK_BACK ? from : undefined, horizon);
  return gap === undefined ? rows : rows.filter(({ pk }) => pk < gap);
}

/** The lowest missing key whose successor is younger than `horizon`. */
function firstGap(present: readonly Position[], from: number | undefined, horizon: string): number | undefined {
  let previous = from;
  for (const { pk, published } of present) {
    if (previous !== undefined && pk > previous + 1 && published > horizon) return previous + 1;
    previous = pk;
  }
  return undefined;
}
