import type { AdminToken, Credential } from '../credentials/credential.js';
import type { Connector, Provider, Tenant } from '../tenancy/tenant.js';
import type { AdminTokenEntity } from './entities/admin-token.entity.js';
import type { ConnectorEntity } from './entities/connector.entity.js';
import type { CredentialEntity } from './entities/credential.entity.js';
import type { TenantEntity } from './entities/tenant.entity.js';

// Rows as the ports speak of them. No entity leaves this folder.

export function tenantOf(row: TenantEntity): Tenant {
  const { pk, slug, displayName, createdAt } = row;
  return { pk, slug, displayName, enabled: row.enabled === 1, createdAt };
}

export function connectorOf(row: ConnectorEntity): Connector {
  const { pk, id, tenantPk, slug, displayName, createdAt } = row;
  const provider = row.provider as Provider;
  return { pk, id, tenantPk, slug, displayName, provider, syncEnabled: row.syncEnabled === 1, createdAt };
}

/** Without the hash, which only `findByHash` hands out. */
export function credentialOf(row: CredentialEntity): Credential {
  const { pk, id, tenantPk, connectorPk, name, prefix, createdAt, expiresAt, lastUsedAt, lastUsedIp } = row;
  const type = row.type === 'basic' ? 'basic' : 'bearer';
  const enabled = row.enabled === 1;
  return { pk, id, tenantPk, connectorPk, type, name, prefix, enabled, createdAt, expiresAt, lastUsedAt, lastUsedIp };
}

export function adminTokenOf(row: AdminTokenEntity): AdminToken {
  const { pk, id, name, prefix, createdAt, expiresAt, lastUsedAt } = row;
  return { pk, id, name, prefix, createdAt, expiresAt, lastUsedAt };
}
