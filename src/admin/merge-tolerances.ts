import type { Tolerance, ToleranceExceptions } from '../protocol/tolerance/tolerances.js';

/** What a PATCH says of the exceptions of a connector; null removes one. */
export type TolerancePatch = Readonly<Partial<Record<Tolerance, boolean | null>>>;

/** As a JSON merge patch (RFC 7396 §2) does it: names that are left out stay as they are, and in their order. */
export function mergeTolerances(exceptions: ToleranceExceptions, patch: TolerancePatch): ToleranceExceptions {
  const merged = Object.entries({ ...exceptions, ...patch });
  return Object.fromEntries(merged.filter(([, isOn]) => isOn !== null));
}
