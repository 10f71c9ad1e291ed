import { In, MoreThan } from 'typeorm';
import type { LogEvent, ResourceEffect } from '../audit/log-event.js';
import type { KeyClaim } from '../tenancy/idempotency-store.js';
import { inSteps } from '../tenancy/in-steps.js';
import {
  type ConnectorDraft,
  type ConnectorPatch,
  type PageRequest,
  type TenantPatch,
  TenantStore,
} from '../tenancy/tenant-store.js';
import type { RowUpdate, UpdatedRow } from '../tenancy/row-update.js';
import { type Connector, isSlug, LOG_RETENTION, type Tenant, type TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendChange } from './append-change.js';
import { appendEvent, assertLogWritable } from './append-event.js';
import { claimKey } from './claim-key.js';
import { isDuplicate } from './database-errors.js';
import { deleteCaptures } from './delete-captures.js';
import { deleteTenantData } from './delete-tenant-data.js';
import { AdminTokenEntity } from './entities/admin-token.entity.js';
import { ConnectorEntity } from './entities/connector.entity.js';
import { CredentialEntity } from './entities/credential.entity.js';
import { TenantEntity } from './entities/tenant.entity.js';
import { insertConnector, isSlugTaken } from './insert-connector.js';
import { lockRow } from './lock-row.js';
import { releaseResources } from './release-resources.js';
import { connectorColumns, connectorOf, tenantColumns, tenantOf } from './row-mapping.js';
import type { Transaction } from './transaction.js';

const isTenantSlugTaken = (error: unknown): boolean =>
  isDuplicate(error, { index: 'uq_tenant_slug', columns: 'tenant.slug' });

/** Tenants and connectors in tables. */
export class SqlTenantStore extends TenantStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  override async listTenants({ limit, after = 0 }: PageRequest): Promise<readonly Tenant[]> {
    const rows = await this.database.readEntities((manager) =>
      manager.find(TenantEntity, { where: { pk: MoreThan(after) }, order: { pk: 'ASC' }, take: limit }),
    );
    return rows.map(tenantOf);
  }

  override async findTenant(slug: string): Promise<Tenant | undefined> {
    // MySQL compares text with trailing spaces cut; a slug holds none.
    if (!isSlug(slug)) return undefined;
    const row = await this.database.readEntities((manager) => manager.findOneBy(TenantEntity, { slug }));
    return row === null ? undefined : tenantOf(row);
  }

  override async createTenant(
    draft: { readonly slug: string; readonly displayName: string },
    event: LogEvent,
  ): Promise<Tenant | undefined> {
    const values = {
      slug: draft.slug,
      displayName: draft.displayName,
      enabled: 1,
      schemaVersion: 0,
      logRetentionDays: LOG_RETENTION.preset,
      createdAt: this.timestamp(),
    };
    return unlessTaken(isTenantSlugTaken, () =>
      this.database.withTransaction(async (tx) => {
        const { identifiers } = await (await tx.entities()).insert(TenantEntity, values);
        const pk = keyOf(identifiers);
        await appendEvent(tx, pk, event);
        return tenantOf({ pk, ...values });
      }),
    );
  }

  override updateTenant(
    { tenantPk }: TenantScope,
    update: RowUpdate<Tenant, TenantPatch>,
  ): Promise<UpdatedRow<Tenant> | undefined> {
    return this.database.withTransaction(async (tx) => {
      const where = { pk: tenantPk };
      await lockRow(tx, 'tenant', where);
      const row = await (await tx.entities()).findOneBy(TenantEntity, where);
      if (row === null) return undefined;
      const change = update(tenantOf(row));
      if (change === undefined) return { row: tenantOf(row), changed: false };
      const values = tenantColumns(change.patch);
      await (await tx.entities()).update(TenantEntity, where, values);
      await appendEvent(tx, tenantPk, change.event);
      return { row: tenantOf({ ...row, ...values }), changed: true };
    });
  }

  override async deleteTenant(scope: TenantScope): Promise<boolean> {
    const { tenantPk } = scope;
    const wasThere = await this.database.withTransaction(async (tx) => {
      const { affected } = await (await tx.entities()).update(TenantEntity, { pk: tenantPk }, { enabled: 0 });
      // Nobody may call in any more while the rest goes.
      await (await tx.entities()).delete(CredentialEntity, { tenantPk });
      await (await tx.entities()).delete(AdminTokenEntity, { tenantPk });
      return affected !== 0;
    });
    if (!wasThere) return false;
    await deleteTenantData(this.database, scope, this.now());
    const isDeleted = await this.database.withTransaction(async (tx) => {
      // First of all: nothing is committed for a tenant that is gone (`event-tenant.ts`).
      const { affected } = await (await tx.entities()).delete(TenantEntity, { pk: tenantPk });
      await (await tx.entities()).delete(CredentialEntity, { tenantPk });
      await (await tx.entities()).delete(AdminTokenEntity, { tenantPk });
      await (await tx.entities()).delete(ConnectorEntity, { tenantPk });
      await tx.execute('DELETE FROM connector_activity WHERE tenant_id = ?', [tenantPk]);
      return affected !== 0;
    });
    // What admins did meanwhile.
    await deleteTenantData(this.database, scope, this.now());
    return isDeleted;
  }

  override async listConnectors({ tenantPk }: TenantScope, page: PageRequest): Promise<readonly Connector[]> {
    const where = { tenantPk, pk: MoreThan(page.after ?? 0) };
    const rows = await this.database.readEntities((manager) =>
      manager.find(ConnectorEntity, { where, order: { pk: 'ASC' }, take: page.limit }),
    );
    return rows.map(connectorOf);
  }

  override async findConnector({ tenantPk }: TenantScope, slug: string): Promise<Connector | undefined> {
    if (!isSlug(slug)) return undefined;
    const row = await this.database.readEntities((manager) => manager.findOneBy(ConnectorEntity, { tenantPk, slug }));
    return row === null ? undefined : connectorOf(row);
  }

  override async findConnectorsByPk({ tenantPk }: TenantScope, pks: readonly number[]): Promise<readonly Connector[]> {
    const where = { tenantPk, pk: In([...pks]) };
    return (await this.database.readEntities((manager) => manager.findBy(ConnectorEntity, where))).map(connectorOf);
  }

  override async createConnector(
    { tenantPk }: TenantScope,
    draft: ConnectorDraft,
    event: LogEvent,
    claim?: KeyClaim,
  ): Promise<Connector | undefined> {
    const scope = { tenantPk };
    const now = this.timestamp();
    return unlessTaken(isSlugTaken, () =>
      this.database.withTransaction(async (tx) => {
        await claimKey(tx, claim, draft.slug, now);
        const connector = await insertConnector(tx, scope, draft, now);
        await appendEvent(tx, tenantPk, event);
        return connector;
      }),
    );
  }

  override updateConnector(
    { tenantPk }: TenantScope,
    connectorPk: number,
    update: RowUpdate<Connector, ConnectorPatch>,
  ): Promise<UpdatedRow<Connector> | undefined> {
    return this.database.withTransaction(async (tx) => {
      const where = { pk: connectorPk, tenantPk };
      await lockRow(tx, 'connector', { pk: connectorPk, tenant_id: tenantPk });
      const row = await (await tx.entities()).findOneBy(ConnectorEntity, where);
      if (row === null) return undefined;
      const change = update(connectorOf(row));
      if (change === undefined) return { row: connectorOf(row), changed: false };
      const values = connectorColumns(change.patch);
      await (await tx.entities()).update(ConnectorEntity, where, values);
      await appendEvent(tx, tenantPk, change.event);
      return { row: connectorOf({ ...row, ...values }), changed: true };
    });
  }

  /** What it owned is released in bounded transactions before the connector itself goes with its event. */
  override async deleteConnector(
    scope: TenantScope,
    connectorPk: number,
    event: LogEvent,
    describeRelease: (resources: number) => LogEvent,
  ): Promise<boolean> {
    const { tenantPk } = scope;
    const where = { pk: connectorPk, tenantPk };
    const wasThere = await this.database.withTransaction(async (tx) => {
      if (!(await (await tx.entities()).existsBy(ConnectorEntity, where))) return false;
      await assertLogWritable(tx, { tenantPk, event });
      await (await tx.entities()).delete(CredentialEntity, { tenantPk, connectorPk });
      return true;
    });
    if (!wasThere) return false;
    await inSteps(() =>
      this.database.withTransaction(async (tx) => {
        const { effects, mayBeMore } = await releaseResources(tx, scope, connectorPk, { isLast: false });
        if (effects.length > 0) await appendChange(tx, scope, describeRelease(effects.length), effects);
        return mayBeMore;
      }),
    );
    const captures = (): Promise<boolean> =>
      this.database.withTransaction((tx) =>
        deleteCaptures(tx, 'tenant_id = ? AND connector_id = ?', [tenantPk, connectorPk]),
      );
    await inSteps(captures);
    const isDeleted = await this.database.withTransaction(async (tx) => {
      // First of all: nothing is committed for a connector that is gone (`event-tenant.ts`).
      const { affected } = await (await tx.entities()).delete(ConnectorEntity, where);
      const released = await releaseAll(tx, scope, connectorPk);
      await (await tx.entities()).delete(CredentialEntity, { tenantPk, connectorPk });
      await tx.execute('DELETE FROM tolerance_use WHERE tenant_id = ? AND connector_id = ?', [tenantPk, connectorPk]);
      await tx.execute('DELETE FROM connector_activity WHERE tenant_id = ? AND connector_id = ?', [
        tenantPk,
        connectorPk,
      ]);
      if (affected === 0) {
        // Another one was faster, but not than a resource that still came to be.
        if (released.length > 0) await appendChange(tx, scope, describeRelease(released.length), released);
        return false;
      }
      await (released.length > 0 ? appendChange(tx, scope, event, released) : appendEvent(tx, tenantPk, event));
      return true;
    });
    // Calls that were under way.
    await inSteps(captures);
    return isDeleted;
  }

  private timestamp(): string {
    return this.now().toISOString();
  }
}

async function releaseAll(
  tx: Transaction,
  scope: TenantScope,
  connectorPk: number,
): Promise<readonly ResourceEffect[]> {
  const released: ResourceEffect[] = [];
  for (let isMore = true; isMore;) {
    const { effects, mayBeMore } = await releaseResources(tx, scope, connectorPk, { isLast: true });
    released.push(...effects);
    isMore = mayBeMore;
  }
  return released;
}

async function unlessTaken<T>(isTaken: (error: unknown) => boolean, write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (isTaken(error)) return undefined;
    throw error;
  }
}

function keyOf(identifiers: readonly Record<string, unknown>[]): number {
  return Number(identifiers[0]?.pk);
}
