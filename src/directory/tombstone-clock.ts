const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long what was deleted can be restored (README, "Deletion"). */
export const TOMBSTONE_DAYS = 30;

/** The time, for what depends on how long ago something was deleted. */
export class TombstoneClock {
  now(): Date {
    return new Date();
  }
}

/** What was deleted at or after this instant can be restored; before it, it is gone for good. RFC 3339 UTC. */
export function restorableSince(now: Date): string {
  return new Date(now.getTime() - TOMBSTONE_DAYS * DAY_MS).toISOString();
}
