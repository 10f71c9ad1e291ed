import type { AdminToken, Credential, CredentialType, PublicJwk } from '../credentials/credential.js';
import type { CredentialPatch } from '../credentials/credential-store.js';
import type { ToleranceExceptions } from '../protocol/tolerance/tolerances.js';
import {
  type ConnectorSettings,
  type ExistingUsers,
  LOG_READS,
  type OnDeactivate,
  type PasswordSync,
  type Provider,
} from '../tenancy/connector-settings.js';
import type { ConnectorPatch, TenantPatch } from '../tenancy/tenant-store.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';
import type { AdminTokenEntity } from './entities/admin-token.entity.js';
import type { ConnectorEntity } from './entities/connector.entity.js';
import type { CredentialEntity } from './entities/credential.entity.js';
import type { TenantEntity } from './entities/tenant.entity.js';

// Rows as the ports speak of them. No entity leaves this folder.

export function tenantOf(row: TenantEntity): Tenant {
  const { pk, slug, displayName, schemaVersion, logRetentionDays, createdAt } = row;
  return { pk, slug, displayName, enabled: row.enabled === 1, schemaVersion, logRetentionDays, createdAt };
}

/** A patch as columns; what is absent stays out. */
export function tenantColumns({ enabled, ...rest }: TenantPatch): Partial<TenantEntity> {
  return { ...rest, ...(enabled === undefined ? {} : { enabled: Number(enabled) }) };
}

export function connectorOf(row: ConnectorEntity): Connector {
  const { pk, id, tenantPk, slug, displayName, bodyCaptureUntil, createdAt } = row;
  return { pk, id, tenantPk, slug, displayName, ...settingsOf(row), bodyCaptureUntil, createdAt };
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
    logReads: LOG_READS.find((mode) => mode === row.logReads) ?? 'each',
  };
}

/** A patch as columns; what is absent stays out. */
export function connectorColumns(patch: ConnectorPatch): Partial<ConnectorEntity> {
  const { syncEnabled, customFields, tolerances, ...texts } = patch;
  return {
    ...texts,
    ...(syncEnabled === undefined ? {} : { syncEnabled: Number(syncEnabled) }),
    ...(customFields === undefined ? {} : { customFields: JSON.stringify(customFields) }),
    ...(tolerances === undefined ? {} : { tolerances: JSON.stringify(tolerances) }),
  };
}

/** Without the hash, which only `findByHash` hands out. */
export function credentialOf(row: Omit<CredentialEntity, 'warnedDays'>): Credential {
  const { pk, id, tenantPk, connectorPk, name, prefix, createdAt, expiresAt, lastUsedAt, lastUsedIp } = row;
  const { createdById, createdByName } = row;
  return {
    ...{ pk, id, tenantPk, connectorPk, name, prefix, createdAt, expiresAt, lastUsedAt, lastUsedIp },
    type: row.type as CredentialType,
    enabled: row.enabled === 1,
    // Whatever else may stand there some day must not be taken for the right to write.
    scope: row.scope === 'read-write' ? 'read-write' : 'read',
    allowedIps: JSON.parse(row.allowedIps) as readonly string[],
    publicKeys: row.publicKeys === null ? null : (JSON.parse(row.publicKeys) as readonly PublicJwk[]),
    createdBy: createdById === null ? null : { id: createdById, name: createdByName ?? createdById },
  };
}

/** A patch as columns. A new end has not been warned of. */
export function credentialColumns(patch: CredentialPatch): CredentialValues {
  const { name, enabled, expiresAt, scope, allowedIps, publicKeys } = patch;
  return {
    ...(name === undefined ? {} : { name }),
    ...(enabled === undefined ? {} : { enabled: Number(enabled) }),
    ...(expiresAt === undefined ? {} : { expiresAt, warnedDays: null }),
    ...(scope === undefined ? {} : { scope }),
    ...(allowedIps === undefined ? {} : { allowedIps: JSON.stringify(allowedIps) }),
    ...(publicKeys === undefined ? {} : { publicKeys: keysColumn(publicKeys) }),
  };
}

type CredentialValues = Partial<
  Pick<CredentialEntity, 'name' | 'enabled' | 'expiresAt' | 'warnedDays' | 'scope' | 'allowedIps' | 'publicKeys'>
>;

export const keysColumn = (keys: readonly PublicJwk[] | null | undefined): string | null =>
  keys === null || keys === undefined ? null : JSON.stringify(keys);

/** @param tenantSlug of the tenant that the token is kept to; null where it is kept to none */
export function adminTokenOf(row: Omit<AdminTokenEntity, 'secretHash'>, tenantSlug: string | null): AdminToken {
  const { pk, id, name, prefix, createdAt, expiresAt, lastUsedAt, createdById, createdByName } = row;
  return {
    ...{ pk, id, name, prefix, createdAt, expiresAt, lastUsedAt },
    // Whatever else may stand there some day must not be taken for the right to write.
    role: row.role === 'admin' ? 'admin' : 'auditor',
    // No tenant has the empty slug: who was kept to a tenant that is gone must not become an admin of all of them.
    tenant: row.tenantPk === null ? null : { pk: row.tenantPk, slug: tenantSlug ?? '' },
    createdBy: createdById === null ? null : { id: createdById, name: createdByName ?? '' },
  };
}
