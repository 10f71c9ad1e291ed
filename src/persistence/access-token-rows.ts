import type { AssertionUse, ClientConditions, ClientRefusal } from '../credentials/access-token-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

/** Rows that one statement deletes; more than one client ever has. */
const BATCH = 1_000;

/** Ends every access token of a client for good. */
export async function deleteTokensOf(tx: Transaction, { tenantPk }: TenantScope, clientPk: number): Promise<void> {
  await tx.execute('DELETE FROM access_token WHERE tenant_id = ? AND credential_id = ?', [tenantPk, clientPk]);
}

/** Keeps the newest tokens of a client, as many as named, and deletes the rest. */
export async function keepNewestTokens(
  tx: Transaction,
  { tenantPk }: TenantScope,
  clientPk: number,
  kept: number,
): Promise<void> {
  const rows = await tx.query<{ token_hash: Buffer }>(
    'SELECT token_hash FROM access_token WHERE tenant_id = ? AND credential_id = ? ' +
      'ORDER BY expires_at DESC, token_hash LIMIT ? OFFSET ?',
    [tenantPk, clientPk, BATCH, kept],
  );
  if (rows.length === 0) return;
  const hashes = rows.map(({ token_hash: hash }) => hash);
  await tx.execute(`DELETE FROM access_token WHERE tenant_id = ? AND token_hash IN (${placeholders(hashes.length)})`, [
    tenantPk,
    ...hashes,
  ]);
}

/**
 * Holds the client, so that nobody switches it off or exceeds its limits meanwhile, and uses up its assertion.
 * @returns why not
 */
export async function admitClient(
  tx: Transaction,
  scope: TenantScope,
  clientPk: number,
  { assertion, maxAssertions }: ClientConditions,
): Promise<ClientRefusal | undefined> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const sql = `SELECT pk FROM credential WHERE pk = ? AND tenant_id = ? AND enabled = 1${lock}`;
  if ((await tx.query(sql, [clientPk, scope.tenantPk])).length === 0) return 'gone';
  return assertion === undefined ? undefined : useUp(tx, scope, clientPk, assertion, maxAssertions);
}

async function useUp(
  tx: Transaction,
  { tenantPk }: TenantScope,
  clientPk: number,
  { hash, expiresAt }: AssertionUse,
  maxAssertions: number,
): Promise<ClientRefusal | undefined> {
  const full = await tx.query(
    'SELECT 1 AS found FROM used_assertion WHERE tenant_id = ? AND credential_id = ? LIMIT 1 OFFSET ?',
    [tenantPk, clientPk, maxAssertions - 1],
  );
  // None is ever pushed out by others: it could be played again then.
  if (full.length > 0) return 'busy';
  const verb = tx.dialect === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
  const { affected } = await tx.execute(
    `${verb} INTO used_assertion (assertion_hash, tenant_id, credential_id, expires_at) VALUES (?, ?, ?, ?)`,
    [hash, tenantPk, clientPk, expiresAt],
  );
  return affected === 1 ? undefined : 'replayed';
}

/** @returns whether there may be more */
export async function forgetBatch(
  tx: Transaction,
  [table, key]: readonly ['access_token', 'token_hash'] | readonly ['used_assertion', 'assertion_hash'],
  now: string,
): Promise<boolean> {
  const rows = await tx.query<{ hash: Buffer }>(`SELECT ${key} AS hash FROM ${table} WHERE expires_at <= ? LIMIT ?`, [
    now,
    BATCH,
  ]);
  const hashes = rows.map(({ hash }) => hash);
  if (hashes.length > 0)
    await tx.execute(`DELETE FROM ${table} WHERE ${key} IN (${placeholders(hashes.length)})`, hashes);
  return hashes.length === BATCH;
}
