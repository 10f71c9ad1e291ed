import type { LogEvent } from '../audit/log-event.js';
import { type ExpiringCredential, ExpiryWarningStore } from '../credentials/expiry-warning-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { OWNER_COLUMNS, OWNER_TABLES, ownerFromRow, type OwnerRow } from './find-owner.js';

const LIST_EXPIRING =
  `SELECT ${OWNER_COLUMNS}, c.warned_days FROM ${OWNER_TABLES} ` +
  'WHERE c.expires_at > ? AND c.expires_at <= ? AND c.enabled = 1 AND c.pk > ? ORDER BY c.pk LIMIT ?';

interface ExpiringRow extends OwnerRow {
  readonly expires_at: string;
  readonly warned_days: number | null;
}

/** The warnings about the end of credentials, as a column of these. */
export class SqlExpiryWarningStore extends ExpiryWarningStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async listExpiring(
    { from, until }: { readonly from: string; readonly until: string },
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<readonly ExpiringCredential[]> {
    const rows = await this.database.read<ExpiringRow>(LIST_EXPIRING, [from, until, after, limit]);
    return rows.map((row) => {
      const { tenant, connector, credential } = ownerFromRow(row).owner;
      const owner = { tenant, connector, credential: { ...credential, expiresAt: row.expires_at } };
      return { owner, warnedDays: row.warned_days };
    });
  }

  /** The update decides between instances that look at the same time: it finds the row once. */
  override warn(
    { tenantPk }: TenantScope,
    { pk, expiresAt }: { readonly pk: number; readonly expiresAt: string },
    days: number,
    event: LogEvent,
  ): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const { affected } = await tx.execute(
        'UPDATE credential SET warned_days = ? WHERE pk = ? AND tenant_id = ? AND expires_at = ? AND enabled = 1 ' +
          'AND (warned_days IS NULL OR warned_days > ?)',
        [days, pk, tenantPk, expiresAt, days],
      );
      if (affected === 0) return false;
      await appendEvent(tx, tenantPk, event);
      return true;
    });
  }
}
