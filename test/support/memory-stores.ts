import type { LogEvent } from '../../src/audit/log-event.js';
import { type LogPage, LogStore } from '../../src/audit/log-store.js';
import {
  type AdminTokenDraft,
  AdminTokenStore,
  type CredentialDraft,
  CredentialStore,
  type LastUse,
} from '../../src/credentials/credential-store.js';
import type { AdminToken, Credential, CredentialOwner } from '../../src/credentials/credential.js';
import {
  type ConnectorDraft,
  type ConnectorPatch,
  type PageRequest,
  TenantStore,
} from '../../src/tenancy/tenant-store.js';
import type { Connector, Tenant, TenantScope } from '../../src/tenancy/tenant.js';

/** What the stores below share: rows by their key, and the events in the order in which they were committed. */
export class Memory {
  readonly tenants = new Map<number, Tenant>();
  readonly connectors = new Map<number, Connector>();
  readonly credentials = new Map<number, Credential & { readonly hash: Buffer }>();
  readonly adminTokens = new Map<number, AdminToken & { readonly hash: Buffer }>();
  readonly events: { readonly tenantPk: number; readonly event: LogEvent }[] = [];
  /** How often a secret was looked up by its hash. */
  lookUps = 0;
  private lastPk = 0;

  nextPk(): number {
    this.lastPk += 1;
    return this.lastPk;
  }

  eventTypes(): readonly string[] {
    return this.events.map(({ event }) => event.eventType);
  }
}

const now = (): string => new Date().toISOString();

function pageOf<T extends { readonly pk: number }>(rows: Iterable<T>, page: PageRequest): readonly T[] {
  return [...rows].filter(({ pk }) => pk > (page.after ?? 0)).slice(0, page.limit);
}

export class MemoryTenantStore extends TenantStore {
  constructor(private readonly memory: Memory) {
    super();
  }

  override async listTenants(page: PageRequest): Promise<readonly Tenant[]> {
    return pageOf(this.memory.tenants.values(), page);
  }

  override async findTenant(slug: string): Promise<Tenant | undefined> {
    return [...this.memory.tenants.values()].find((tenant) => tenant.slug === slug);
  }

  override async createTenant(
    draft: { readonly slug: string; readonly displayName: string },
    event: LogEvent,
  ): Promise<Tenant | undefined> {
    // No await between the look and the insert: the unique key of a database is atomic too.
    if ([...this.memory.tenants.values()].some((tenant) => tenant.slug === draft.slug)) return undefined;
    const tenant = { pk: this.memory.nextPk(), ...draft, enabled: true, schemaVersion: 0, createdAt: now() };
    this.memory.tenants.set(tenant.pk, tenant);
    this.memory.events.push({ tenantPk: tenant.pk, event });
    return tenant;
  }

  override async updateTenant(
    { tenantPk }: TenantScope,
    patch: { readonly displayName?: string; readonly enabled?: boolean },
    event: LogEvent,
  ): Promise<Tenant | undefined> {
    const tenant = this.memory.tenants.get(tenantPk);
    if (tenant === undefined) return undefined;
    const updated = { ...tenant, ...patch };
    this.memory.tenants.set(tenantPk, updated);
    this.memory.events.push({ tenantPk, event });
    return updated;
  }

  override async deleteTenant({ tenantPk }: TenantScope): Promise<boolean> {
    for (const rows of [this.memory.connectors, this.memory.credentials]) {
      for (const row of rows.values()) if (row.tenantPk === tenantPk) rows.delete(row.pk);
    }
    return this.memory.tenants.delete(tenantPk);
  }

  override async listConnectors({ tenantPk }: TenantScope, page: PageRequest): Promise<readonly Connector[]> {
    return pageOf(
      [...this.memory.connectors.values()].filter((connector) => connector.tenantPk === tenantPk),
      page,
    );
  }

  override async findConnector({ tenantPk }: TenantScope, slug: string): Promise<Connector | undefined> {
    return [...this.memory.connectors.values()].find((c) => c.tenantPk === tenantPk && c.slug === slug);
  }

  override async createConnector(
    scope: TenantScope,
    draft: ConnectorDraft,
    event: LogEvent,
  ): Promise<Connector | undefined> {
    const rows = [...this.memory.connectors.values()];
    if (rows.some((row) => row.tenantPk === scope.tenantPk && row.slug === draft.slug)) return undefined;
    const connector = { pk: this.memory.nextPk(), tenantPk: scope.tenantPk, ...draft, createdAt: now() };
    this.memory.connectors.set(connector.pk, connector);
    this.memory.events.push({ tenantPk: scope.tenantPk, event });
    return connector;
  }

  override async updateConnector(
    { tenantPk }: TenantScope,
    connectorPk: number,
    patch: ConnectorPatch,
    event: LogEvent,
  ): Promise<Connector | undefined> {
    const connector = this.memory.connectors.get(connectorPk);
    if (connector?.tenantPk !== tenantPk) return undefined;
    const updated = { ...connector, ...patch };
    this.memory.connectors.set(connectorPk, updated);
    this.memory.events.push({ tenantPk, event });
    return updated;
  }

  override async deleteConnector({ tenantPk }: TenantScope, connectorPk: number, event: LogEvent): Promise<boolean> {
    if (this.memory.connectors.get(connectorPk)?.tenantPk !== tenantPk) return false;
    for (const credential of this.memory.credentials.values()) {
      if (credential.connectorPk === connectorPk) this.memory.credentials.delete(credential.pk);
    }
    this.memory.events.push({ tenantPk, event });
    return this.memory.connectors.delete(connectorPk);
  }
}

export class MemoryCredentialStore extends CredentialStore {
  constructor(private readonly memory: Memory) {
    super();
  }

  override async findByHash(hash: Buffer): Promise<{ owner: CredentialOwner; hash: Buffer } | undefined> {
    this.memory.lookUps += 1;
    const credential = [...this.memory.credentials.values()].find((row) => row.hash.equals(hash));
    const connector = credential && this.memory.connectors.get(credential.connectorPk);
    const tenant = credential && this.memory.tenants.get(credential.tenantPk);
    if (credential === undefined || connector === undefined || tenant === undefined) return undefined;
    return { owner: { credential, connector, tenant }, hash: credential.hash };
  }

  override async list(scope: TenantScope, connectorPk: number, page: PageRequest): Promise<readonly Credential[]> {
    return pageOf(
      [...this.memory.credentials.values()].filter(
        (row) => row.tenantPk === scope.tenantPk && row.connectorPk === connectorPk,
      ),
      page,
    );
  }

  override async find(scope: TenantScope, connectorPk: number, id: string): Promise<Credential | undefined> {
    const rows = await this.list(scope, connectorPk, { limit: Number.MAX_SAFE_INTEGER });
    return rows.find((row) => row.id === id);
  }

  override async create(scope: TenantScope, draft: CredentialDraft, event: LogEvent): Promise<Credential> {
    const unused = { enabled: true, createdAt: now(), lastUsedAt: null, lastUsedIp: null };
    const credential = { pk: this.memory.nextPk(), tenantPk: scope.tenantPk, ...draft, ...unused };
    this.memory.credentials.set(credential.pk, credential);
    this.memory.events.push({ tenantPk: scope.tenantPk, event });
    return credential;
  }

  override async update(
    scope: TenantScope,
    pk: number,
    patch: Partial<Pick<Credential, 'name' | 'enabled' | 'expiresAt'>>,
    event: LogEvent,
  ): Promise<Credential | undefined> {
    const credential = this.memory.credentials.get(pk);
    if (credential?.tenantPk !== scope.tenantPk) return undefined;
    const updated = { ...credential, ...patch };
    this.memory.credentials.set(pk, updated);
    this.memory.events.push({ tenantPk: scope.tenantPk, event });
    return updated;
  }

  override async delete(scope: TenantScope, pk: number, event: LogEvent): Promise<boolean> {
    if (this.memory.credentials.get(pk)?.tenantPk !== scope.tenantPk) return false;
    this.memory.events.push({ tenantPk: scope.tenantPk, event });
    return this.memory.credentials.delete(pk);
  }

  override async recordUse(uses: readonly LastUse[]): Promise<void> {
    for (const { pk, at, ip } of uses) {
      const credential = this.memory.credentials.get(pk);
      if (credential !== undefined) {
        this.memory.credentials.set(pk, { ...credential, lastUsedAt: at, lastUsedIp: ip });
      }
    }
  }
}

export class MemoryAdminTokenStore extends AdminTokenStore {
  constructor(private readonly memory: Memory) {
    super();
  }

  override async findByHash(hash: Buffer): Promise<{ token: AdminToken; hash: Buffer } | undefined> {
    this.memory.lookUps += 1;
    const token = [...this.memory.adminTokens.values()].find((row) => row.hash.equals(hash));
    return token && { token, hash: token.hash };
  }

  override async list(page: PageRequest): Promise<readonly AdminToken[]> {
    return pageOf(this.memory.adminTokens.values(), page);
  }

  override async create(draft: AdminTokenDraft): Promise<AdminToken> {
    const token = { pk: this.memory.nextPk(), ...draft, createdAt: now(), lastUsedAt: null };
    this.memory.adminTokens.set(token.pk, token);
    return token;
  }

  override async createFirst(draft: AdminTokenDraft): Promise<AdminToken | undefined> {
    return this.memory.adminTokens.size > 0 ? undefined : this.create(draft);
  }

  override async delete(id: string, othersUsableAt: string | undefined): Promise<'deleted' | 'absent' | 'last'> {
    const tokens = [...this.memory.adminTokens.values()];
    const token = tokens.find((row) => row.id === id);
    if (token === undefined) return 'absent';
    const isUsable = ({ expiresAt }: AdminToken): boolean => expiresAt === null || expiresAt > (othersUsableAt ?? '');
    if (othersUsableAt !== undefined && !tokens.some((row) => row !== token && isUsable(row))) return 'last';
    this.memory.adminTokens.delete(token.pk);
    return 'deleted';
  }

  override async recordUse(uses: readonly LastUse[]): Promise<void> {
    for (const { pk, at } of uses) {
      const token = this.memory.adminTokens.get(pk);
      if (token !== undefined) this.memory.adminTokens.set(pk, { ...token, lastUsedAt: at });
    }
  }
}

/** Keeps what is appended beside the events of the changes. Answers no query: no test here asks one. */
export class MemoryLogStore extends LogStore {
  constructor(private readonly memory: Memory) {
    super();
  }

  override async append(entries: readonly { readonly tenantPk: number; readonly event: LogEvent }[]): Promise<void> {
    this.memory.events.push(...entries);
  }

  override async query(): Promise<LogPage> {
    return { events: [] };
  }

  override async find(tenantPk: number, uuid: string): Promise<LogEvent | undefined> {
    return this.memory.events.find((entry) => entry.tenantPk === tenantPk && entry.event.uuid === uuid)?.event;
  }
}
