import { placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

/** Rows that one transaction removes. Each may have two bodies of 64 KiB. */
const CHUNK = 100;

/** Removes some of the captured bodies. @returns whether there may be more */
export async function deleteCaptures(
  tx: Transaction,
  condition: 'at < ?' | 'tenant_id = ?' | 'tenant_id = ? AND connector_id = ?',
  params: readonly (number | string)[],
): Promise<boolean> {
  const rows = await tx.query<{ pk: number }>(`SELECT pk FROM body_capture WHERE ${condition} LIMIT ?`, [
    ...params,
    CHUNK,
  ]);
  const pks = rows.map(({ pk }) => pk);
  if (pks.length > 0) await tx.execute(`DELETE FROM body_capture WHERE pk IN (${placeholders(pks.length)})`, pks);
  return pks.length === CHUNK;
}
