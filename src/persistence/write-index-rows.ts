import type { TenantScope } from '../tenancy/tenant.js';
import type { Transaction } from './transaction.js';
import type { IndexRow } from './index-rows.js';
import { chunksOf, rowPlaceholders } from './sql.js';

const ROWS_PER_INSERT = 500;
const ROWS_PER_DELETE = 100;

/** Writes the difference between what a resource was found by and what it shall be found by. */
export async function writeIndexRows(
  tx: Transaction,
  scope: TenantScope,
  resourcePk: number,
  before: readonly IndexRow[],
  after: readonly IndexRow[],
): Promise<void> {
  const old = new Map(before.map((row) => [identity(row), row]));
  const fresh = new Map(after.map((row) => [identity(row), row]));
  await remove(
    tx,
    scope,
    resourcePk,
    [...old].filter(([id]) => !fresh.has(id)).map(([, row]) => row),
  );
  await insert(
    tx,
    scope,
    resourcePk,
    [...fresh].filter(([id]) => !old.has(id)).map(([, row]) => row),
  );
}

function identity({ number, key, element }: IndexRow): string {
  return `${number}:${element}:${key.toString('latin1')}`;
}

async function insert(tx: Transaction, scope: TenantScope, pk: number, rows: readonly IndexRow[]): Promise<void> {
  // A row may be there already when an earlier version indexed the document otherwise.
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  for (const chunk of chunksOf(rows, ROWS_PER_INSERT))
    await tx.defer(
      `${verb} INTO attribute_index (tenant_id, attribute_id, value_key, resource_pk, element) VALUES ${rowPlaceholders(chunk.length, 5)}`,
      chunk.flatMap(({ number, key, element }) => [scope.tenantPk, number, key, pk, element]),
    );
}

function remove(tx: Transaction, scope: TenantScope, pk: number, rows: readonly IndexRow[]): Promise<void> {
  return deleteTheseRows(
    tx,
    scope,
    rows.map((row) => [pk, row]),
  );
}

/** @param rows each with the key of its resource */
export async function deleteTheseRows(
  tx: Transaction,
  scope: TenantScope,
  rows: readonly (readonly [resourcePk: number, row: IndexRow])[],
): Promise<void> {
  for (const chunk of chunksOf(rows, ROWS_PER_DELETE))
    // The whole key per row, so that exactly these rows are locked.
    await tx.defer(
      `DELETE FROM attribute_index WHERE ${chunk
        .map(() => '(tenant_id = ? AND attribute_id = ? AND value_key = ? AND resource_pk = ? AND element = ?)')
        .join(' OR ')}`,
      chunk.flatMap(([pk, { number, key, element }]) => [scope.tenantPk, number, key, pk, element]),
    );
}

/** For a tombstone: nothing finds it any more. */
export async function deleteIndexRows(tx: Transaction, scope: TenantScope, resourcePk: number): Promise<void> {
  await tx.defer('DELETE FROM attribute_index WHERE resource_pk = ? AND tenant_id = ?', [resourcePk, scope.tenantPk]);
}
