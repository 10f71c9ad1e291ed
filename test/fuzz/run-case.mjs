import { ScimError } from './protocol.mjs';
import { hasNewKeys, removeNewKeys } from './prototypes.mjs';

/** The event loop stands still for as long as one case takes. */
export const MOST_MS = 20;
const MOST_DETAIL = 600;
const STATUSES = new Set([400, 403, 409, 413, 501]);
/** What shows as nothing, turns text around, or ends a line of a log. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

/**
 * Runs one input.
 * @returns `outcome` accepted, refused or skipped; with `failure`, in words, when it did what nothing may do
 */
export function runCase(target, text) {
  const begun = performance.now();
  const verdict = verdictOf(target, text);
  const ms = performance.now() - begun;
  if (!hasNewKeys()) return { ...verdict, ms };
  removeNewKeys();
  return { outcome: 'failed', failure: 'a prototype was changed', ms };
}

function verdictOf(target, text) {
  try {
    return { outcome: target.run(text) ? 'accepted' : 'skipped' };
  } catch (error) {
    const failure = error instanceof ScimError ? faultOf(error) : `${error?.name ?? 'threw'}: ${error?.message}`;
    return failure === undefined ? { outcome: 'refused' } : { outcome: 'failed', failure };
  }
}

/** What is wrong with a refusal. */
function faultOf({ status, detail }) {
  if (!STATUSES.has(status)) return `a refusal with the status ${status}`;
  if (detail.length > MOST_DETAIL) return `a refusal of ${detail.length} characters`;
  return HIDDEN.test(detail) ? 'a refusal that repeats an invisible character or half of one' : undefined;
}

/**
 * As `runCase`, but slow cases count only when they are slow again: the collector or another process may have been busy.
 * Of a run that is repeated the time of the processor counts.
 */
export function judge(target, text) {
  const first = runCase(target, text);
  if (first.failure !== undefined || first.ms <= MOST_MS) return first;
  let { ms } = first;
  for (let again = 0; again < 10 && ms > MOST_MS; again += 1) {
    const before = process.cpuUsage();
    runCase(target, text);
    const { user, system } = process.cpuUsage(before);
    ms = Math.min(ms, (user + system) / 1000);
  }
  return ms > MOST_MS
    ? { outcome: 'failed', failure: `it takes ${ms.toFixed(0)} ms every time`, ms }
    : { ...first, ms };
}
