const DAY_MS = 24 * 60 * 60 * 1000;

/** Days before the end of a credential at which the log warns. */
export const WARNING_DAYS = [30, 7, 1] as const;

/** How far ahead warnings look. */
export const WARNING_HORIZON_MS = WARNING_DAYS[0] * DAY_MS;

/** The latest threshold, in days, that has passed by `now`; undefined while the end is further away, or past. */
export function passedThreshold(expiresAt: string, now: Date): number | undefined {
  const leftMs = Date.parse(expiresAt) - now.getTime();
  if (leftMs <= 0) return undefined;
  return WARNING_DAYS.findLast((days) => leftMs <= days * DAY_MS);
}

/** The warning that is due: at most one, also where several thresholds passed while no server ran. */
export function dueWarning(expiresAt: string, warnedDays: number | null, now: Date): number | undefined {
  const days = passedThreshold(expiresAt, now);
  return days !== undefined && (warnedDays === null || days < warnedDays) ? days : undefined;
}
