import type { ResourceEffect } from '../audit/log-event.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Transaction } from './transaction.js';
import { placeholders } from './sql.js';

/** Few, for on SQLite everybody waits for them. */
const CHUNK = 250;

export interface Release {
  /** What became `manual`. */
  readonly effects: readonly ResourceEffect[];
  readonly mayBeMore: boolean;
}

/**
 * Makes at most 250 resources of a connector `manual`.
 * @param isLast false where a later step comes for what is left: then nothing is done that one such step can do alone
 */
export async function releaseResources(
  tx: Transaction,
  scope: TenantScope,
  connectorPk: number,
  { isLast }: { readonly isLast: boolean },
): Promise<Release> {
  // Locked, so that the log names the very ones that were this connector's.
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const found = await tx.query<{ pk: number; id: string }>(
    `SELECT pk, id FROM resource WHERE tenant_id = ? AND connector_id = ? LIMIT ?${lock}`,
    [scope.tenantPk, connectorPk, CHUNK + 1],
  );
  const rows = found.slice(0, CHUNK);
  const mayBeMore = found.length > CHUNK;
  if (rows.length === 0 || (!isLast && !mayBeMore)) return { effects: [], mayBeMore: false };
  await tx.execute(
    `UPDATE resource SET connector_id = NULL WHERE pk IN (${placeholders(rows.length)}) AND tenant_id = ?`,
    [...rows.map(({ pk }) => pk), scope.tenantPk],
  );
  return { effects: rows.map(({ id }) => ({ id, connector: null })), mayBeMore };
}
