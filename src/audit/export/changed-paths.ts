import type { LogEvent } from '../log-event.js';

/** Which attributes a change changed; the values are in NDJSON and OCSF. Undefined where it changed none. */
export function changedPaths({ changes }: LogEvent): string | undefined {
  return changes.length === 0 ? undefined : [...new Set(changes.map(({ path }) => path))].join(', ');
}
