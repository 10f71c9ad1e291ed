const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 365;
const MAX_DAYS = 3 * 365;
/** RFC 3339 §5.6 date-time; the zone is required, or the moment would depend on the server. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** The end of a credential that was made without one: a year from now. RFC 3339 UTC. */
export function defaultExpiry(now: Date): string {
  return new Date(now.getTime() + DEFAULT_DAYS * DAY_MS).toISOString();
}

/** Reads a wanted end: in the future, at most three years (1,095 days) ahead. `problem` is a sentence for the admin. */
export function readExpiry(text: string, now: Date): { readonly expiresAt: string } | { readonly problem: string } {
  const at = DATE_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || isRolledOver(text)) {
    return { problem: 'must be a date and time with zone, such as 2030-01-31T00:00:00Z' };
  }
  if (at <= now.getTime()) return { problem: 'must lie in the future; to stop a credential now, disable or delete it' };
  if (at > now.getTime() + MAX_DAYS * DAY_MS) return { problem: 'must lie at most three years (1,095 days) ahead' };
  return { expiresAt: new Date(at).toISOString() };
}

/** Both as they are stored: RFC 3339 UTC with milliseconds, which sort as texts. `null` never ends. */
export function isExpired(expiresAt: string | null, now: string): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** JavaScript reads the 30th of February as the 2nd of March. */
function isRolledOver(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day;
}
