import { type ConnectorDraft, MAX_CONNECTORS, TooManyConnectors } from '../tenancy/tenant-store.js';
import type { Connector, TenantScope } from '../tenancy/tenant.js';
import { isDuplicate } from './database-errors.js';
import { ConnectorEntity } from './entities/connector.entity.js';
import { lockRow } from './lock-row.js';
import { connectorColumns } from './row-mapping.js';
import type { Transaction } from './transaction.js';

const CONNECTOR_SLUG = { index: 'uq_connector_slug', columns: 'connector.tenant_id, connector.slug' };

/** Whether the slug of a connector is taken in its tenant. */
export const isSlugTaken = (error: unknown): boolean => isDuplicate(error, CONNECTOR_SLUG);

/** Makes a row of `connector`. @throws TooManyConnectors | QueryFailedError for which `isSlugTaken` */
export async function insertConnector(
  tx: Transaction,
  { tenantPk }: TenantScope,
  draft: ConnectorDraft,
  createdAt: string,
): Promise<Connector> {
  await assertRoom(tx, tenantPk);
  const { id, slug, displayName, ...settings } = draft;
  const values = { tenantPk, id, slug, displayName, ...connectorColumns(settings), createdAt };
  const { identifiers } = await (await tx.entities()).insert(ConnectorEntity, values);
  return { pk: Number(identifiers[0]?.pk), tenantPk, bodyCaptureUntil: null, createdAt, ...draft };
}

/** Under the lock of the tenant's row, so that two who make the last one take turns. */
async function assertRoom(tx: Transaction, tenantPk: number): Promise<void> {
  await lockRow(tx, 'tenant', { pk: tenantPk });
  if ((await (await tx.entities()).countBy(ConnectorEntity, { tenantPk })) >= MAX_CONNECTORS)
    throw new TooManyConnectors();
}
