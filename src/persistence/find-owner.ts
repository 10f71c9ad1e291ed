import type { CredentialOwner } from '../credentials/credential.js';
import { connectorOf, credentialOf, tenantOf } from './row-mapping.js';

/** A row of `FIND_OWNER`: the credential as it is, its connector and tenant with a prefix. */
export interface OwnerRow {
  readonly pk: number;
  readonly tenant_id: number;
  readonly connector_id: number;
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly prefix: string;
  readonly secret_hash: Buffer;
  readonly enabled: number;
  readonly scope: string;
  readonly allowed_ips: string;
  readonly public_keys: string | null;
  readonly created_by_id: string | null;
  readonly created_by_name: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly last_used_ip: string | null;
  readonly connector_public_id: string;
  readonly connector_slug: string;
  readonly connector_display_name: string;
  readonly connector_provider: string;
  readonly connector_sync_enabled: number;
  readonly connector_existing_users: string;
  readonly connector_on_deactivate: string;
  readonly connector_password_sync: string;
  readonly connector_custom_field_namespace: string;
  readonly connector_custom_fields: string;
  readonly connector_mode: string;
  readonly connector_tolerances: string;
  readonly connector_log_reads: string;
  readonly connector_body_capture_until: string | null;
  readonly connector_created_at: string;
  readonly tenant_slug: string;
  readonly tenant_display_name: string;
  readonly tenant_enabled: number;
  readonly tenant_schema_version: number;
  readonly tenant_log_retention_days: number;
  readonly tenant_created_at: string;
}

export const OWNER_COLUMNS =
  'c.pk, c.tenant_id, c.connector_id, c.id, c.type, c.name, c.prefix, c.secret_hash, c.enabled, ' +
  'c.scope, c.allowed_ips, c.public_keys, c.created_by_id, c.created_by_name, c.created_at, ' +
  'c.expires_at, c.last_used_at, c.last_used_ip, k.id AS connector_public_id, k.slug AS connector_slug, ' +
  'k.display_name AS connector_display_name, k.provider AS connector_provider, k.sync_enabled AS connector_sync_enabled, ' +
  'k.existing_users AS connector_existing_users, k.on_deactivate AS connector_on_deactivate, ' +
  'k.password_sync AS connector_password_sync, k.custom_field_namespace AS connector_custom_field_namespace, ' +
  'k.custom_fields AS connector_custom_fields, k.mode AS connector_mode, k.tolerances AS connector_tolerances, ' +
  'k.log_reads AS connector_log_reads, k.body_capture_until AS connector_body_capture_until, k.created_at AS connector_created_at, t.slug AS tenant_slug, t.display_name AS tenant_display_name, ' +
  't.enabled AS tenant_enabled, t.schema_version AS tenant_schema_version, t.log_retention_days AS tenant_log_retention_days, t.created_at AS tenant_created_at';

export const OWNER_TABLES =
  'credential c JOIN connector k ON k.pk = c.connector_id AND k.tenant_id = c.tenant_id JOIN tenant t ON t.pk = c.tenant_id';

/** In the path of every request, so one statement, and built once: building it would take longer than running it. */
export const FIND_OWNER = `SELECT ${OWNER_COLUMNS} FROM ${OWNER_TABLES} WHERE c.secret_hash = ?`;

/** As above, by an access token. */
export const FIND_TOKEN_OWNER =
  `SELECT ${OWNER_COLUMNS}, a.token_hash, a.expires_at AS token_expires_at FROM ${OWNER_TABLES} ` +
  'JOIN access_token a ON a.tenant_id = c.tenant_id AND a.credential_id = c.pk WHERE a.token_hash = ?';

export function ownerFromRow(row: OwnerRow): { readonly owner: CredentialOwner; readonly hash: Buffer } {
  const { tenant_id: tenantPk, connector_id: connectorPk, secret_hash: secretHash } = row;
  const { id, type, name, prefix, enabled } = row;
  const credential = credentialOf({
    ...{ pk: row.pk, tenantPk, connectorPk, id, type, name, prefix, secretHash, enabled, createdAt: row.created_at },
    ...{ scope: row.scope, allowedIps: row.allowed_ips, createdById: row.created_by_id },
    ...{
      publicKeys: row.public_keys,
      createdByName: row.created_by_name,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
      lastUsedIp: row.last_used_ip,
    },
  });
  const connector = connectorOf({
    ...{ pk: connectorPk, tenantPk, id: row.connector_public_id, slug: row.connector_slug },
    ...{ displayName: row.connector_display_name, provider: row.connector_provider },
    ...{ syncEnabled: row.connector_sync_enabled, existingUsers: row.connector_existing_users },
    ...{ onDeactivate: row.connector_on_deactivate, passwordSync: row.connector_password_sync },
    ...{ customFieldNamespace: row.connector_custom_field_namespace, customFields: row.connector_custom_fields },
    ...{ mode: row.connector_mode, tolerances: row.connector_tolerances, logReads: row.connector_log_reads },
    bodyCaptureUntil: row.connector_body_capture_until,
    createdAt: row.connector_created_at,
  });
  const tenant = tenantOf({
    ...{ pk: tenantPk, slug: row.tenant_slug, displayName: row.tenant_display_name },
    ...{ enabled: row.tenant_enabled, schemaVersion: row.tenant_schema_version, createdAt: row.tenant_created_at },
    logRetentionDays: row.tenant_log_retention_days,
  });
  return { owner: { credential, connector, tenant }, hash: secretHash };
}
