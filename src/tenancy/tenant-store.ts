import type { LogEvent } from '../audit/log-event.js';
import type { ConnectorSettings } from './connector-settings.js';
import type { KeyClaim } from './idempotency-store.js';
import type { RowUpdate, UpdatedRow } from './row-update.js';
import type { Connector, Tenant, TenantScope } from './tenant.js';

/** A page in the order of creation; `after` is the `pk` of the last item of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: number;
}

export interface ConnectorDraft extends ConnectorSettings {
  readonly id: string;
  readonly slug: string;
  readonly displayName: string;
}

/** Of one tenant; what it may hold bounds what it costs to read. */
export const MAX_CONNECTORS = 1_000;

/** Thrown by a store that was to make one connector too many; nothing was written then. */
export class TooManyConnectors extends Error {
  constructor() {
    super('the tenant has as many connectors as it may have');
    this.name = 'TooManyConnectors';
  }
}

/** Absent fields stay as they are. */
export type TenantPatch = Partial<Pick<Tenant, 'displayName' | 'enabled' | 'logRetentionDays'>>;

/** Absent fields stay as they are; a list or map is replaced as a whole. */
export type ConnectorPatch = Partial<ConnectorSettings & Pick<Connector, 'displayName' | 'bodyCaptureUntil'>>;

/**
 * Where tenants and connectors are kept. A change and its log event commit in one transaction, in which an update is told
 * the row that it changes: of two at once, the second one sees what the first one wrote.
 */
export abstract class TenantStore {
  abstract listTenants(page: PageRequest): Promise<readonly Tenant[]>;
  abstract findTenant(slug: string): Promise<Tenant | undefined>;
  /** @returns undefined when the slug is taken */
  abstract createTenant(
    draft: { readonly slug: string; readonly displayName: string },
    event: LogEvent,
  ): Promise<Tenant | undefined>;
  /** @returns undefined when there is none */
  abstract updateTenant(
    scope: TenantScope,
    update: RowUpdate<Tenant, TenantPatch>,
  ): Promise<UpdatedRow<Tenant> | undefined>;
  /** Removes the tenant with everything in it, its log included. @returns false when there was none, or another call was faster */
  abstract deleteTenant(scope: TenantScope): Promise<boolean>;

  abstract listConnectors(scope: TenantScope, page: PageRequest): Promise<readonly Connector[]>;
  abstract findConnector(scope: TenantScope, slug: string): Promise<Connector | undefined>;
  /** Those that there are, in any order. Costs as much as there are keys, however many connectors the tenant has. */
  abstract findConnectorsByPk(scope: TenantScope, pks: readonly number[]): Promise<readonly Connector[]>;
  /** @returns undefined when the slug is taken in this tenant @throws KeyTaken | TooManyConnectors */
  abstract createConnector(
    scope: TenantScope,
    draft: ConnectorDraft,
    event: LogEvent,
    claim?: KeyClaim,
  ): Promise<Connector | undefined>;
  /** @returns undefined when there is none */
  abstract updateConnector(
    scope: TenantScope,
    connectorPk: number,
    update: RowUpdate<Connector, ConnectorPatch>,
  ): Promise<UpdatedRow<Connector> | undefined>;
  /**
   * Its credentials go with it; what it owned becomes `manual`.
   * @param describeRelease where it owned much: for the users and groups that become so in a transaction before the last
   * @returns false when there was none
   */
  abstract deleteConnector(
    scope: TenantScope,
    connectorPk: number,
    event: LogEvent,
    describeRelease: (resources: number) => LogEvent,
  ): Promise<boolean>;
}
