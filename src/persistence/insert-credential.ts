import type { CredentialDraft } from '../credentials/credential-store.js';
import type { Credential } from '../credentials/credential.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { CredentialEntity } from './entities/credential.entity.js';
import { credentialOf, keysColumn } from './row-mapping.js';
import type { Transaction } from './transaction.js';

/** Makes a row of `credential`. */
export async function insertCredential(
  tx: Transaction,
  { tenantPk }: TenantScope,
  draft: CredentialDraft,
  createdAt: string,
): Promise<Credential> {
  const { id, connectorPk, type, name, prefix, hash, scope, allowedIps, createdBy, expiresAt } = draft;
  const values = {
    ...{ tenantPk, connectorPk, id, type, name, prefix, secretHash: hash, enabled: 1 },
    ...{ scope, allowedIps: JSON.stringify(allowedIps), createdAt, expiresAt },
    ...{ publicKeys: keysColumn(draft.publicKeys) },
    ...{ createdById: createdBy?.id ?? null, createdByName: createdBy?.name ?? null },
    ...{ lastUsedAt: null, lastUsedIp: null, warnedDays: null },
  };
  const { identifiers } = await (await tx.entities()).insert(CredentialEntity, values);
  return credentialOf({ pk: Number(identifiers[0]?.pk), ...values });
}

/** Keeps every other transaction from issuing for the connector meanwhile. @returns false when the connector is gone */
export async function lockConnector(tx: Transaction, { tenantPk }: TenantScope, connectorPk: number): Promise<boolean> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const sql = `SELECT pk FROM connector WHERE pk = ? AND tenant_id = ?${lock}`;
  return (await tx.query(sql, [connectorPk, tenantPk])).length > 0;
}

/** How many credentials of the connector have not ended by `now` (RFC 3339 UTC); disabled ones count. */
export async function countValid(
  tx: Transaction,
  { tenantPk }: TenantScope,
  connectorPk: number,
  now: string,
): Promise<number> {
  const [row] = await tx.query<{ valid: number }>(
    'SELECT COUNT(*) AS valid FROM credential WHERE tenant_id = ? AND connector_id = ? ' +
      'AND (expires_at IS NULL OR expires_at > ?)',
    [tenantPk, connectorPk, now],
  );
  return Number(row?.valid ?? 0);
}
