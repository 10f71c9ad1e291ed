import type { AdminToken, Credential } from '../credentials/credential.js';
import type { ToleranceExceptions } from '../protocol/tolerance/tolerances.js';
import type {
  ConnectorSettings,
  ExistingUsers,
  OnDeactivate,
  PasswordSync,
  Provider,
} from '../tenancy/connector-settings.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';
import type { AdminTokenEntity } from './entities/admin-token.entity.js';
import type { ConnectorEntity } from './entities/connector.entity.js';
import type { CredentialEntity } from './entities/credential.entity.js';
import type { TenantEntity } from './entities/tenant.entity.js';

// Rows as the ports speak of them. No entity leaves this folder.

export function tenantOf(row: TenantEntity): Tenant {
  const { pk, slug, displayName, schemaVersion, createdAt } = row;
  return { pk, slug, displayName, enabled: row.enabled === 1, schemaVersion, createdAt };
}

export function connectorOf(row: ConnectorEntity): Connector {
  const { pk, id, tenantPk, slug, displayName, createdAt } = row;
  return { pk, id, tenantPk, slug, displayName, ...settingsOf(row), createdAt };
}

function settingsOf(row: ConnectorEntity): ConnectorSettings {
  return {
    provider: row.provider as Provider,
    syncEnabled: row.syncEnabled === 1,
    existingUsers: row.existingUsers as ExistingUsers,
    onDeactivate: row.onDeactivate as OnDeactivate,
    passwordSync: row.passwordSync as PasswordSync,
    customFieldNamespace: row.customFieldNamespace,
    customFields: JSON.parse(row.customFields) as readonly string[],
    mode: row.mode === 'strict' ? 'strict' : 'lenient',
    tolerances: JSON.parse(row.tolerances) as ToleranceExceptions,
  };
}

/** Settings as columns; those that are absent stay out. */
export function settingsColumns(settings: Partial<ConnectorSettings>): Partial<ConnectorEntity> {
  const { syncEnabled, customFields, tolerances, ...texts } = settings;
  return {
    ...texts,
    ...(syncEnabled === undefined ? {} : { syncEnabled: Number(syncEnabled) }),
    ...(customFields === undefined ? {} : { customFields: JSON.stringify(customFields) }),
    ...(tolerances === undefined ? {} : { tolerances: JSON.stringify(tolerances) }),
  };
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
