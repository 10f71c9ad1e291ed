import {
  type BodyCapture,
  type BodyCaptureDraft,
  type BodyCaptureQuery,
  BodyCaptureStore,
  type CapturedBody,
  MAX_CAPTURES,
} from '../tenancy/body-capture-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './database.js';
import { deleteCaptures } from './delete-captures.js';
import type { Transaction } from './transaction.js';

// The row of the connector is asked for in the same statement: what is noted may be written after its connector is gone.
const INSERT =
  'INSERT INTO body_capture (tenant_id, connector_id, transaction_id, at, method, path, status, request, response) ' +
  'SELECT connector.tenant_id, connector.pk, ?, ?, ?, ?, ?, ?, ? FROM connector WHERE connector.tenant_id = ? AND connector.pk = ?';

interface Row {
  readonly pk: number | string;
  readonly transaction_id: string;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly request: string | null;
  readonly response: string | null;
}

/** Masked bodies in a table. */
export class SqlBodyCaptureStore extends BodyCaptureStore {
  constructor(private readonly database: Database) {
    super();
  }

  override add(captures: readonly BodyCaptureDraft[]): Promise<void> {
    const owners = new Map(captures.map((one) => [`${one.tenantPk}/${one.connectorPk}`, one]));
    return this.database.withTransaction(async (tx) => {
      for (const one of captures) {
        const { transactionId, at, method, path, status, request, response, tenantPk, connectorPk } = one;
        const values = [transactionId, at, method, path, status, textOf(request), textOf(response)];
        await tx.execute(INSERT, [...values, tenantPk, connectorPk]);
      }
      for (const { tenantPk, connectorPk } of owners.values()) await trim(tx, tenantPk, connectorPk);
    });
  }

  override async list(
    { tenantPk }: TenantScope,
    connectorPk: number,
    { limit, after, transactionId, since }: BodyCaptureQuery,
  ): Promise<readonly BodyCapture[]> {
    const rows = await this.database.read<Row>(
      'SELECT pk, transaction_id, at, method, path, status, request, response FROM body_capture ' +
        'WHERE tenant_id = ? AND connector_id = ? AND at >= ?' +
        (transactionId === undefined ? '' : ' AND transaction_id = ?') +
        (after === undefined ? '' : ' AND pk < ?') +
        ' ORDER BY pk DESC LIMIT ?',
      [
        ...[tenantPk, connectorPk, since],
        ...(transactionId === undefined ? [] : [transactionId]),
        ...(after === undefined ? [] : [after]),
        limit,
      ],
    );
    return rows.map(({ pk, transaction_id: id, request, response, ...rest }) => ({
      ...rest,
      ...{ pk: Number(pk), transactionId: id, request: bodyOf(request), response: bodyOf(response) },
    }));
  }

  override removeBefore(at: string): Promise<boolean> {
    return this.database.withTransaction((tx) => deleteCaptures(tx, 'at < ?', [at]));
  }
}

/** Removes what is older than the newest ones. */
async function trim(tx: Transaction, tenantPk: number, connectorPk: number): Promise<void> {
  const [oldest] = await tx.query<{ pk: number }>(
    'SELECT pk FROM body_capture WHERE tenant_id = ? AND connector_id = ? ORDER BY pk DESC LIMIT 1 OFFSET ?',
    [tenantPk, connectorPk, MAX_CAPTURES - 1],
  );
  if (oldest === undefined) return;
  await tx.execute('DELETE FROM body_capture WHERE tenant_id = ? AND connector_id = ? AND pk < ?', [
    ...[tenantPk, connectorPk],
    oldest.pk,
  ]);
}

const textOf = (body: CapturedBody | null): string | null => (body === null ? null : JSON.stringify(body));
const bodyOf = (text: string | null): CapturedBody | null =>
  text === null ? null : (JSON.parse(text) as CapturedBody);
