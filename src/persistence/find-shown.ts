import type { KnownCredential } from '../credentials/credential.js';

/** A row of `FIND_SHOWN`. */
export interface ShownRow {
  readonly id: string;
  readonly name: string;
  readonly tenant_id: number;
  readonly connector_id: number;
  readonly enabled: number;
  readonly expires_at: string | null;
  readonly has_secret: number;
  readonly slug: string;
  readonly display_name: string;
  readonly is_proven: number;
}

const COLUMNS =
  'c.id, c.name, c.tenant_id, c.connector_id, c.enabled, c.expires_at, c.public_keys IS NULL AS has_secret, k.slug, k.display_name';
const TABLES = 'credential c JOIN connector k ON k.pk = c.connector_id AND k.tenant_id = c.tenant_id';

/** By all that was shown, and by its public half among the credentials of one connector. */
export const FIND_SHOWN =
  `SELECT ${COLUMNS}, 1 AS is_proven FROM ${TABLES} WHERE c.secret_hash = ? UNION ALL ` +
  `SELECT ${COLUMNS}, 0 AS is_proven FROM ${TABLES} WHERE c.tenant_id = ? AND c.connector_id = ? AND c.type = ? AND c.prefix = ?`;

/** Of what was found twice, that of which all was right. */
export function shownFromRows(rows: readonly ShownRow[]): KnownCredential | undefined {
  const row = rows.find((one) => one.is_proven === 1) ?? rows[0];
  if (row === undefined) return undefined;
  const { id, name, tenant_id: tenantPk, connector_id: connectorPk, expires_at: expiresAt } = row;
  return {
    credential: { id, name, tenantPk, connectorPk, enabled: row.enabled === 1, expiresAt },
    connector: { slug: row.slug, displayName: row.display_name },
    isProven: row.is_proven === 1,
    hasSecret: row.has_secret === 1,
  };
}
