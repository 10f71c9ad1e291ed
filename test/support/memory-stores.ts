import type { LogEvent } from '../../src/audit/log-event.js';
import { type LogPage, LogStore } from '../../src/audit/log-store.js';
import {
  type AdminTokenChange,
  type AdminTokenDraft,
  AdminTokenStore,
  type CredentialDraft,
  type CredentialPatch,
  CredentialStore,
  type IssueConditions,
  type LastUse,
  type NewCredential,
  type Replaced,
  TooManyAdminTokens,
} from '../../src/credentials/credential-store.js';
import type {
  AdminToken,
  Credential,
  CredentialOwner,
  KnownCredential,
  ShownCredential,
} from '../../src/credentials/credential.js';
import { type ExpiringCredential, ExpiryWarningStore } from '../../src/credentials/expiry-warning-store.js';
import { SignInFailureStore } from '../../src/credentials/sign-in-failure-store.js';
import {
  type ConnectorActivity,
  ConnectorActivityStore,
  type ConnectorOverview,
  mergeActivity,
} from '../../src/tenancy/connector-activity-store.js';
import { IdempotencyStore, type KeyClaim, KeyTaken } from '../../src/tenancy/idempotency-store.js';
import {
  type ConnectorDraft,
  type ConnectorPatch,
  MAX_CONNECTORS,
  type PageRequest,
  type TenantPatch,
  TenantStore,
  TooManyConnectors,
} from '../../src/tenancy/tenant-store.js';
import type { RowUpdate, UpdatedRow } from '../../src/tenancy/row-update.js';
import type { Connector, Tenant, TenantScope } from '../../src/tenancy/tenant.js';
import {
  addUses,
  type ConnectorToleranceUses,
  type ToleranceUses,
  ToleranceUseStore,
} from '../../src/tenancy/tolerance-use-store.js';

/** What the stores below share: rows by their key, and the events in the order in which they were committed. */
export class Memory {
  readonly tenants = new Map<number, Tenant>();
  readonly connectors = new Map<number, Connector>();
  readonly credentials = new Map<number, Credential & { readonly hash: Buffer }>();
  readonly adminTokens = new Map<number, AdminToken & { readonly hash: Buffer }>();
  readonly activities = new Map<number, ConnectorActivity>();
  readonly warnedDays = new Map<number, number | null>();
  readonly keys = new Map<string, KeyClaim & { readonly created: string }>();
  readonly events: { readonly tenantPk: number; readonly event: LogEvent }[] = [];
  /** How often a secret was looked up by its hash. */
  lookUps = 0;
  private lastPk = 0;

  nextPk(): number {
    this.lastPk += 1;
    return this.lastPk;
  }

  /** Takes the key, as the transaction of a database would; gives it back where `make` makes nothing. */
  claiming<T>(claim: KeyClaim | undefined, created: string, make: () => T): T {
    if (claim === undefined) return make();
    const hash = claim.keyHash.toString('hex');
    const taken = this.keys.get(hash);
    if (taken !== undefined && taken.expiresAt > now())
      throw new KeyTaken(taken.created, taken.requestHash.equals(claim.requestHash));
    const made = make();
    if (made !== undefined && made !== 'full') this.keys.set(hash, { ...claim, created });
    return made;
  }

  /** Changes a row as the transaction of a database would. */
  update<Row extends { readonly pk: number }, Patch>(
    rows: Map<number, Row>,
    tenantPk: number,
    before: Row,
    update: RowUpdate<Row, Patch>,
  ): UpdatedRow<Row> {
    const change = update(before);
    if (change === undefined) return { row: before, changed: false };
    const row = { ...before, ...change.patch };
    rows.set(before.pk, row);
    this.events.push({ tenantPk, event: change.event });
    return { row, changed: true };
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
    const tenant = {
      pk: this.memory.nextPk(),
      ...draft,
      enabled: true,
      schemaVersion: 0,
      logRetentionDays: 90,
      createdAt: now(),
    };
    this.memory.tenants.set(tenant.pk, tenant);
    this.memory.events.push({ tenantPk: tenant.pk, event });
    return tenant;
  }

  override async updateTenant(
    { tenantPk }: TenantScope,
    update: RowUpdate<Tenant, TenantPatch>,
  ): Promise<UpdatedRow<Tenant> | undefined> {
    const tenant = this.memory.tenants.get(tenantPk);
    return tenant && this.memory.update(this.memory.tenants, tenantPk, tenant, update);
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

  override async findConnectorsByPk({ tenantPk }: TenantScope, pks: readonly number[]): Promise<readonly Connector[]> {
    return [...this.memory.connectors.values()].filter((c) => c.tenantPk === tenantPk && pks.includes(c.pk));
  }

  override async createConnector(
    scope: TenantScope,
    draft: ConnectorDraft,
    event: LogEvent,
    claim?: KeyClaim,
  ): Promise<Connector | undefined> {
    return this.memory.claiming(claim, draft.slug, () => insertConnector(this.memory, scope, draft, event));
  }

  override async updateConnector(
    { tenantPk }: TenantScope,
    connectorPk: number,
    update: RowUpdate<Connector, ConnectorPatch>,
  ): Promise<UpdatedRow<Connector> | undefined> {
    const connector = this.memory.connectors.get(connectorPk);
    if (connector?.tenantPk !== tenantPk) return undefined;
    return this.memory.update(this.memory.connectors, tenantPk, connector, update);
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

function insertConnector(
  memory: Memory,
  { tenantPk }: TenantScope,
  draft: ConnectorDraft,
  event: LogEvent,
): Connector | undefined {
  const rows = [...memory.connectors.values()].filter((row) => row.tenantPk === tenantPk);
  if (rows.length >= MAX_CONNECTORS) throw new TooManyConnectors();
  if (rows.some((row) => row.slug === draft.slug)) return undefined;
  const connector = { pk: memory.nextPk(), tenantPk, ...draft, bodyCaptureUntil: null, createdAt: now() };
  memory.connectors.set(connector.pk, connector);
  memory.events.push({ tenantPk, event });
  return connector;
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

  override async findShown(
    place: { readonly tenantPk: number; readonly connectorPk: number },
    { hash, publicHalf }: Pick<ShownCredential, 'hash' | 'publicHalf'>,
  ): Promise<KnownCredential | undefined> {
    const owner = (await this.findByHash(hash))?.owner;
    if (owner !== undefined) return { ...owner, isProven: true, hasSecret: owner.credential.publicKeys === null };
    const named = [...this.memory.credentials.values()].find(
      ({ tenantPk, connectorPk, type, prefix }) =>
        tenantPk === place.tenantPk &&
        connectorPk === place.connectorPk &&
        type === publicHalf?.type &&
        prefix === publicHalf.key,
    );
    const connector = named && this.memory.connectors.get(named.connectorPk);
    return connector && { credential: named, connector, isProven: false, hasSecret: named.publicKeys === null };
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

  override async create(
    scope: TenantScope,
    draft: CredentialDraft,
    event: LogEvent,
    { maxValid, claim }: IssueConditions,
  ): Promise<Credential | 'full' | undefined> {
    return this.memory.claiming(claim, draft.id, () => {
      if (!this.memory.connectors.has(draft.connectorPk)) return undefined;
      return this.countValid(draft.connectorPk) >= maxValid ? 'full' : this.insert(scope, draft, event);
    });
  }

  override async rotate(
    scope: TenantScope,
    { pk, endsAt, warnedDays }: Replaced,
    draft: CredentialDraft,
    event: LogEvent,
    { maxValid, claim }: IssueConditions,
  ): Promise<Credential | 'full' | undefined> {
    return this.memory.claiming(claim, draft.id, () => {
      const old = this.memory.credentials.get(pk);
      if (old?.tenantPk !== scope.tenantPk || !old.enabled || (old.expiresAt ?? '~') <= now()) return undefined;
      const expiresAt = old.expiresAt !== null && old.expiresAt < endsAt ? old.expiresAt : endsAt;
      this.memory.credentials.set(pk, { ...old, expiresAt });
      if (this.countValid(draft.connectorPk) >= maxValid) {
        this.memory.credentials.set(pk, old);
        return 'full';
      }
      this.memory.warnedDays.set(pk, warnedDays);
      return this.insert(scope, draft, event);
    });
  }

  override async createWithConnector(
    scope: TenantScope,
    connector: { readonly draft: ConnectorDraft; readonly event: LogEvent },
    credential: { readonly draft: NewCredential; readonly event: LogEvent },
    claim?: KeyClaim,
  ): Promise<{ connector: Connector; credential: Credential } | undefined> {
    return this.memory.claiming(claim, connector.draft.slug, () => {
      const made = insertConnector(this.memory, scope, connector.draft, connector.event);
      if (made === undefined) return undefined;
      const issued = this.insert(scope, { ...credential.draft, connectorPk: made.pk }, credential.event);
      return { connector: made, credential: issued };
    });
  }

  private insert(scope: TenantScope, draft: CredentialDraft, event: LogEvent): Credential {
    const unused = { enabled: true, createdAt: now(), lastUsedAt: null, lastUsedIp: null };
    const publicKeys = draft.publicKeys ?? null;
    const credential = { pk: this.memory.nextPk(), tenantPk: scope.tenantPk, ...draft, publicKeys, ...unused };
    this.memory.credentials.set(credential.pk, credential);
    this.memory.events.push({ tenantPk: scope.tenantPk, event });
    return credential;
  }

  private countValid(connectorPk: number): number {
    const isValid = (row: Credential): boolean => row.expiresAt === null || row.expiresAt > now();
    return [...this.memory.credentials.values()].filter((row) => row.connectorPk === connectorPk && isValid(row))
      .length;
  }

  override async update(
    scope: TenantScope,
    pk: number,
    update: RowUpdate<Credential, CredentialPatch>,
    { maxValid }: Pick<IssueConditions, 'maxValid'>,
  ): Promise<UpdatedRow<Credential> | 'full' | undefined> {
    const credential = this.memory.credentials.get(pk);
    if (credential?.tenantPk !== scope.tenantPk) return undefined;
    const updated = this.memory.update(this.memory.credentials, scope.tenantPk, credential, update);
    const isMoved = updated.row.expiresAt !== credential.expiresAt;
    if (isMoved && this.countValid(credential.connectorPk) > maxValid) {
      this.memory.credentials.set(pk, credential);
      this.memory.events.pop();
      return 'full';
    }
    if (isMoved) this.memory.warnedDays.delete(pk);
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

  override async list(page: PageRequest, tenantPk?: number): Promise<readonly AdminToken[]> {
    const tokens = [...this.memory.adminTokens.values()];
    return pageOf(tenantPk === undefined ? tokens : tokens.filter(({ tenant }) => tenant?.pk === tenantPk), page);
  }

  override async create(draft: AdminTokenDraft, { claim, event, maxAlike }: AdminTokenChange): Promise<AdminToken> {
    return this.memory.claiming(claim, draft.id, () => {
      const alike = [...this.memory.adminTokens.values()].filter(({ tenant }) => tenant?.pk === draft.tenant?.pk);
      if (maxAlike !== undefined && alike.length >= maxAlike) throw new TooManyAdminTokens(maxAlike);
      const token = this.insert(draft);
      if (token.tenant !== null) this.memory.events.push({ tenantPk: token.tenant.pk, event: event(token) });
      return token;
    });
  }

  override async createFirst(draft: AdminTokenDraft): Promise<AdminToken | undefined> {
    return this.memory.adminTokens.size > 0 ? undefined : this.insert(draft);
  }

  override async delete(
    id: string,
    othersUsableAt: string | undefined,
    { tenantPk }: { readonly tenantPk?: number | undefined },
  ): Promise<'deleted' | 'absent' | 'last'> {
    const tokens = [...this.memory.adminTokens.values()];
    const token = tokens.find((row) => row.id === id);
    if (token === undefined || (tenantPk !== undefined && token.tenant?.pk !== tenantPk)) return 'absent';
    const isUnlimited = ({ role, tenant }: AdminToken): boolean => role === 'admin' && tenant === null;
    const isUsable = ({ expiresAt }: AdminToken): boolean => expiresAt === null || expiresAt > (othersUsableAt ?? '');
    const isLast = !tokens.some((row) => row !== token && isUnlimited(row) && isUsable(row));
    if (othersUsableAt !== undefined && isUnlimited(token) && isLast) return 'last';
    this.memory.adminTokens.delete(token.pk);
    return 'deleted';
  }

  override async recordUse(uses: readonly LastUse[]): Promise<void> {
    for (const { pk, at } of uses) {
      const token = this.memory.adminTokens.get(pk);
      if (token !== undefined) this.memory.adminTokens.set(pk, { ...token, lastUsedAt: at });
    }
  }

  private insert(draft: AdminTokenDraft): AdminToken {
    const token = { pk: this.memory.nextPk(), ...draft, createdAt: now(), lastUsedAt: null };
    this.memory.adminTokens.set(token.pk, token);
    return token;
  }
}

export class MemoryConnectorActivityStore extends ConnectorActivityStore {
  constructor(private readonly memory: Memory) {
    super();
  }

  override async record(activities: readonly ConnectorActivity[]): Promise<void> {
    for (const activity of activities) {
      const known = this.memory.activities.get(activity.pk);
      this.memory.activities.set(activity.pk, known === undefined ? activity : mergeActivity(known, activity));
    }
  }

  override async find({ tenantPk }: TenantScope, pks: readonly number[]): Promise<readonly ConnectorActivity[]> {
    return [...this.memory.activities.values()].filter((one) => one.tenantPk === tenantPk && pks.includes(one.pk));
  }

  override async overview(limit: number): Promise<readonly ConnectorOverview[]> {
    return [...this.memory.connectors.values()].slice(0, limit).map(({ pk, tenantPk, slug, syncEnabled }) => {
      const tenant = this.memory.tenants.get(tenantPk);
      const isOn = syncEnabled && tenant?.enabled === true;
      return { pk, tenantPk, tenantSlug: tenant?.slug ?? '', slug, isOn, activity: this.memory.activities.get(pk) };
    });
  }
}

export class MemoryIdempotencyStore extends IdempotencyStore {
  constructor(private readonly memory: Memory) {
    super();
  }

  override async forgetExpired(at: string): Promise<void> {
    for (const [hash, { expiresAt }] of this.memory.keys) if (expiresAt <= at) this.memory.keys.delete(hash);
  }
}

export class MemoryExpiryWarningStore extends ExpiryWarningStore {
  constructor(private readonly memory: Memory) {
    super();
  }

  override async listExpiring(
    { from, until }: { readonly from: string; readonly until: string },
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<readonly ExpiringCredential[]> {
    const rows = [...this.memory.credentials.values()].flatMap((credential) => {
      const { pk, expiresAt, enabled } = credential;
      const connector = this.memory.connectors.get(credential.connectorPk);
      const tenant = this.memory.tenants.get(credential.tenantPk);
      if (expiresAt === null || !enabled || connector === undefined || tenant === undefined) return [];
      if (pk <= after || expiresAt <= from || expiresAt > until) return [];
      const owner = { credential: { ...credential, expiresAt }, connector, tenant };
      return [{ owner, warnedDays: this.memory.warnedDays.get(pk) ?? null }];
    });
    return rows.slice(0, limit);
  }

  override async warn(
    { tenantPk }: TenantScope,
    { pk, expiresAt }: { readonly pk: number; readonly expiresAt: string },
    days: number,
    event: LogEvent,
  ): Promise<boolean> {
    if (this.memory.credentials.get(pk)?.expiresAt !== expiresAt) return false;
    if ((this.memory.warnedDays.get(pk) ?? Number.MAX_VALUE) <= days) return false;
    this.memory.warnedDays.set(pk, days);
    this.memory.events.push({ tenantPk, event });
    return true;
  }
}

export class MemorySignInFailureStore extends SignInFailureStore {
  /** By minute and bucket. */
  readonly rows = new Map<number, Map<string, number>>();

  override async add(minute: number, failures: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    const known = this.rows.get(minute) ?? new Map<string, number>();
    this.rows.set(minute, known);
    for (const [bucket, count] of failures) known.set(bucket, (known.get(bucket) ?? 0) + count);
    return new Map([...failures.keys()].map((bucket) => [bucket, known.get(bucket) ?? 0]));
  }

  override async forgetBefore(minute: number): Promise<void> {
    for (const known of this.rows.keys()) if (known < minute) this.rows.delete(known);
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

export class MemoryToleranceUseStore extends ToleranceUseStore {
  private readonly rows = new Map<number, ConnectorToleranceUses>();

  override async add(uses: readonly ConnectorToleranceUses[]): Promise<void> {
    for (const one of uses) {
      const known = this.rows.get(one.pk);
      this.rows.set(one.pk, known === undefined ? one : addUses(known, one));
    }
  }

  override async find(_scope: TenantScope, connectorPk: number): Promise<ToleranceUses> {
    return this.rows.get(connectorPk)?.uses ?? new Map();
  }
}
