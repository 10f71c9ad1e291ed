import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { instantText } from '../audit/instant-text.js';
import { ProcessLog } from '../audit/process-log.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { BatchRecorder } from '../tenancy/batch-recorder.js';
import type { KeyClaim } from '../tenancy/idempotency-store.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import { makeEvent } from '../audit/make-event.js';
import type { LogEvent } from '../audit/log-event.js';
import { changedFields } from '../tenancy/changed-fields.js';
import { TenancyChanges } from '../tenancy/tenancy-changes.js';
import type { Admin } from './admin.js';
import { BootstrapToken } from './bootstrap-token.js';
import { creatorOf } from './creator-of.js';
import { AdminTokenStore } from './credential-store.js';
import type { AdminTokenDraft, LastUse } from './credential-store.js';
import type { AdminRole, AdminTenant, AdminToken, CredentialCreator } from './credential.js';
import { defaultExpiry, isExpired } from './expiry.js';
import { LookUpCache } from './look-up-cache.js';
import { hasValidChecksum, hashAdmin, newAdminToken } from './secret.js';

const CACHE_MS = 500;
const USE_INTERVAL_MS = 30_000;
const CACHE_ENTRIES = 1_000;
const SHOWN_LENGTH = 'rollbook_adm_'.length + 4;
const NOBODY = Buffer.alloc(32);
/** Tokens that may be kept to one tenant, and to none: apart, so that tenants do not use up the room of the platform. */
const MAX_OF_TENANT = 100;
const MAX_OF_ALL = 1_000;
/** Whoever can set the environment can do everything. */
const BOOTSTRAP_ADMIN: Admin = {
  ...{ id: 'bootstrap', name: 'ADMIN_TOKEN of the environment', role: 'admin', tenant: null },
} as const;
const METRICS_READER: Admin = {
  ...{ id: 'metrics', name: 'METRICS_TOKEN of the environment', role: 'metrics', tenant: null },
} as const;

export interface WantedAdminToken {
  readonly name: string;
  /** `admin` if absent. */
  readonly role?: AdminRole | undefined;
  /** All tenants if absent or null. */
  readonly tenant?: AdminTenant | null | undefined;
  /** A year from now if absent. */
  readonly expiresAt?: string | undefined;
}

/** Admin tokens. Their changes are told to the process log, and to the log of the tenant that a token is kept to. */
@Injectable()
export class AdminTokensService implements OnApplicationShutdown {
  private readonly cache = new LookUpCache<Awaited<ReturnType<AdminTokenStore['findByHash']>>>(CACHE_MS, CACHE_ENTRIES);
  private readonly uses: BatchRecorder<LastUse>;
  private readonly bootstrapHash: Buffer | undefined;
  private readonly metricsHash: Buffer | undefined;

  constructor(
    private readonly store: AdminTokenStore,
    bootstrap: BootstrapToken,
    private readonly log: ProcessLog,
    changes: TenancyChanges,
  ) {
    this.uses = new BatchRecorder((uses) => store.recordUse(uses), log, {
      ...{ intervalMs: USE_INTERVAL_MS, what: 'last uses' },
    });
    // A tenant that is deleted takes its tokens along.
    changes.subscribe(() => this.cache.clear());
    this.bootstrapHash = bootstrap.value === undefined ? undefined : hashAdmin(bootstrap.value);
    this.metricsHash = bootstrap.metrics === undefined ? undefined : hashAdmin(bootstrap.metrics);
  }

  /** @returns undefined for unknown and expired alike */
  async authenticate(token: unknown): Promise<Admin | undefined> {
    if (typeof token !== 'string') return undefined;
    const hash = hashAdmin(token);
    const isBootstrap = timingSafeEqual(hash, this.bootstrapHash ?? NOBODY);
    const isMetrics = timingSafeEqual(hash, this.metricsHash ?? NOBODY);
    if (isBootstrap) return BOOTSTRAP_ADMIN;
    if (isMetrics) return METRICS_READER;
    if (!hasValidChecksum(token)) return undefined;
    const isUsable = (found: AdminToken | undefined): boolean =>
      found !== undefined && !isExpired(found.expiresAt, instantText());
    const found = await this.cache.get(
      hash.toString('base64'),
      () => this.store.findByHash(hash),
      (answer) => isUsable(answer?.token),
    );
    const isEqual = timingSafeEqual(hash, found?.hash ?? NOBODY);
    return isUsable(found?.token) && isEqual ? found?.token : undefined;
  }

  /** Remembers that the token was used; written later, in a batch. */
  noteUse(admin: Admin, ip: string | null): void {
    if (admin.pk !== undefined) this.uses.note({ pk: admin.pk, at: new Date().toISOString(), ip });
  }

  /** @param within only the tokens that are kept to this tenant; null: all */
  list(page: PageRequest, within: AdminTenant | null = null): Promise<readonly AdminToken[]> {
    return this.store.list(page, within?.pk);
  }

  /**
   * @returns the token itself too: the only time it is shown
   * @throws KeyTaken
   * @throws TooManyAdminTokens
   */
  async create(
    call: Call,
    wanted: WantedAdminToken,
    claim?: KeyClaim,
  ): Promise<{ readonly adminToken: AdminToken; readonly token: string }> {
    const { draft, token } = newDraft(wanted, creatorOf(call));
    const maxAlike = draft.tenant === null ? MAX_OF_ALL : MAX_OF_TENANT;
    const adminToken = await this.store.create(draft, {
      ...{ claim, maxAlike },
      event: (made) => changeEvent(call, 'create', made),
    });
    if (adminToken.tenant !== null) call.recorded = true;
    this.log.info({ requestId: call.id, actor: call.actor?.id, adminToken: draft.id }, 'admin token created');
    return { adminToken, token };
  }

  /**
   * For the first start: makes a token if there is none at all and the environment gives none either.
   * @returns the token, to be printed once; undefined when there is a way in already
   */
  async ensureFirst(): Promise<string | undefined> {
    if (this.bootstrapHash !== undefined) return undefined;
    const { draft, token } = newDraft({ name: 'first start' }, null);
    const created = await this.store.createFirst(draft);
    if (created === undefined) return undefined;
    this.log.info({ actor: 'system', adminToken: draft.id }, 'admin token created');
    return token;
  }

  /**
   * Refuses to delete the last admin of all tenants: `last`.
   * @param within only if it is kept to this tenant; null: any
   */
  async delete(call: Call, id: string, within: AdminTenant | null = null): Promise<'deleted' | 'absent' | 'last'> {
    const othersUsableAt = this.bootstrapHash === undefined ? new Date().toISOString() : undefined;
    const result = await this.store.delete(id, othersUsableAt, {
      tenantPk: within?.pk,
      event: (token) => changeEvent(call, 'revoke', token),
    });
    this.cache.clear();
    if (result !== 'deleted') return result;
    this.log.info({ requestId: call.id, actor: call.actor?.id, adminToken: id }, 'admin token revoked');
    return 'deleted';
  }

  onApplicationShutdown(): Promise<void> {
    return this.uses.flush();
  }
}

function newDraft(
  { name, role = 'admin', tenant = null, expiresAt = defaultExpiry(new Date()) }: WantedAdminToken,
  createdBy: CredentialCreator | null,
): { draft: AdminTokenDraft; token: string } {
  const token = newAdminToken();
  const shown = { id: uuidv7(), name, prefix: token.slice(0, SHOWN_LENGTH), role, tenant, createdBy, expiresAt };
  return { draft: { ...shown, hash: hashAdmin(token) }, token };
}

/** For the log of the tenant that the token is kept to. */
function changeEvent(call: Call, verb: 'create' | 'revoke', token: Omit<AdminToken, 'pk'>): LogEvent {
  const { id, name, role, expiresAt } = token;
  return makeEvent(call, {
    eventType: `system.api_token.${verb}`,
    displayMessage: `The admin token ${name} (${role}) was ${verb}d`,
    target: [{ id, type: 'AdminToken', alternateId: id, displayName: name, detailEntry: null }],
    changes: verb === 'create' ? changedFields<object>({}, { name, role, expiresAt }) : [],
  });
}
