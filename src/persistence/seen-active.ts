import type { SqlPart } from './sql.js';

/** `active` of the alias `r` as a connector sees it: 0 also for the users that it unlinked (`directory/activation.ts`). */
export function seenActive(r: string, viewer: string): string {
  return `CASE WHEN ${r}.authorized = 0 AND ${r}.connector_id = ${viewer} THEN 0 ELSE ${r}.active END`;
}

/** Whether `active` is 0 or 1 to the viewer; without one, as it is. Never NULL, so it can be negated. */
export function activeCondition(r: string, value: number, viewer: number | undefined): SqlPart {
  const stored = `${r}.active IS NOT NULL AND`;
  if (viewer === undefined) return { sql: `${stored} ${r}.active = ?`, params: [value] };
  return { sql: `${stored} ${seenActive(r, '?')} = ?`, params: [viewer, value] };
}
