import type { SqlPart } from './sql.js';

/** The column of what a connector issued: RFC 7643 §3.1 scopes `externalId` to who provisions (`directory/activation.ts`). */
export const EXTERNAL_ID = 'external_id_key';

/** The key of `externalId` as a connector sees it: NULL on what another connector owns. @param viewer an expression */
export function seenExternalId(r: string, viewer: string): string {
  return `CASE WHEN ${isVisible(r, viewer)} THEN ${r}.${EXTERNAL_ID} END`;
}

/** The condition, on resources whose `externalId` the viewer sees; without a viewer as it is. Never NULL where it was not. */
export function ofSeenExternalId(condition: SqlPart, r: string, viewer: number | undefined): SqlPart {
  if (viewer === undefined) return condition;
  return { sql: `(${condition.sql}) AND ${isVisible(r, '?')}`, params: [...condition.params, viewer] };
}

const isVisible = (r: string, viewer: string): string => `(${r}.connector_id IS NULL OR ${r}.connector_id = ${viewer})`;
