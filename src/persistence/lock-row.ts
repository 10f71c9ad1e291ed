import type { SqlValue } from './sql.js';
import type { Transaction } from './transaction.js';

/**
 * Keeps everybody else from changing a row until the unit ends: what is read of it next is what is there when it is
 * written. SQLite has one writer anyway.
 * @param key of the row, by the names of columns
 */
export async function lockRow(
  tx: Transaction,
  table: 'tenant' | 'connector' | 'credential' | 'grantable',
  key: Readonly<Record<string, SqlValue>>,
): Promise<void> {
  if (tx.dialect !== 'mysql') return;
  const isIt = Object.keys(key).map((column) => `${column} = ?`);
  await tx.query(`SELECT pk FROM ${table} WHERE ${isIt.join(' AND ')} FOR UPDATE`, Object.values(key));
}
