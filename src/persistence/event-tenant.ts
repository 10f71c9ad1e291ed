import type { LogActor } from '../audit/log-event.js';
import { ScimError } from '../protocol/scim-error.js';
import { driverFacts } from './database-errors.js';
import { type Dialect, placeholders, type SqlPart } from './sql.js';
import type { Transaction } from './transaction.js';

/*
 * Whose an event is, asked when it is written: the last thing that a change does before its COMMIT. Where nobody may write it any more
 * there is no tenant, the column takes no NULL, and the change is undone with it. The rows that say so stay as they are until the
 * COMMIT: who deletes or switches off one of them waits for those that are about to commit, and none comes behind.
 */

const LOCK: Readonly<Record<Dialect, string>> = { mysql: ' LOCK IN SHARE MODE', sqlite: '' };

/** While the tenant is there. */
export function tenantThatIs(dialect: Dialect, tenantPk: number): SqlPart {
  return { sql: `(SELECT t.pk FROM tenant t WHERE t.pk = ?${LOCK[dialect]})`, params: [tenantPk] };
}

/** Those of the tenants that are there; they stay until the transaction ends. */
export async function tenantsThatAre(tx: Transaction, pks: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ pk: number }>(
    `SELECT pk FROM tenant WHERE pk IN (${placeholders(pks.length)}) ORDER BY pk${LOCK[tx.dialect]}`,
    pks,
  );
  return new Set(rows.map(({ pk }) => pk));
}

/** While whoever calls may change something there: a credential that can, with its connector and its tenant switched on, or an admin. */
export function tenantThatMayBeChanged(dialect: Dialect, tenantPk: number, { type, id }: LogActor): SqlPart {
  const conditions = CONDITIONS[type];
  // The admin token of the environment stands in no table, and the server needs nobody's permission.
  if (conditions === undefined || id === 'bootstrap') return tenantThatIs(dialect, tenantPk);
  return { sql: `(SELECT t.pk FROM ${conditions}${LOCK[dialect]})`, params: [id, tenantPk] };
}

const CONDITIONS: Readonly<Record<string, string>> = {
  PublicClientApp:
    'credential k JOIN connector c ON c.pk = k.connector_id JOIN tenant t ON t.pk = k.tenant_id ' +
    "WHERE k.id = ? AND t.pk = ? AND k.enabled = 1 AND k.scope = 'read-write' AND c.sync_enabled = 1 AND t.enabled = 1",
  AdminToken: 'admin_token a JOIN tenant t WHERE a.id = ? AND t.pk = ?',
};

/** What the failure of the INSERT is where it had no tenant; undefined for any other. */
export function refusalOfEvent(error: unknown): ScimError | undefined {
  const { errno, code, message, answered } = driverFacts(error);
  const isNull = answered
    ? errno === 1048 && message.includes("'tenant_id'")
    : code === 'SQLITE_CONSTRAINT_NOTNULL' && message.endsWith('log_event.tenant_id');
  if (!isNull) return undefined;
  return ScimError.forbidden(
    'What this call was made with was revoked, switched off or deleted while it was under way, so nothing was changed.',
  );
}
