import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { ProcessLog } from '../audit/process-log.js';
import { uuidv7 } from '../audit/uuidv7.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import { BootstrapToken } from './bootstrap-token.js';
import { AdminTokenStore } from './credential-store.js';
import type { AdminTokenDraft } from './credential-store.js';
import type { AdminToken } from './credential.js';
import { defaultExpiry, isExpired } from './expiry.js';
import { LastUseRecorder } from './last-use-recorder.js';
import { LookUpCache } from './look-up-cache.js';
import { hasValidChecksum, hashAdmin, newAdminToken } from './secret.js';

const CACHE_MS = 500;
const CACHE_ENTRIES = 1_000;
const SHOWN_LENGTH = 'rollbook_adm_'.length + 4;
const NOBODY = Buffer.alloc(32);

/** Who is calling the admin API. `pk` is absent for the token from the environment. */
export interface Admin {
  readonly pk?: number;
  readonly id: string;
  readonly name: string;
}

/** Admin tokens. They belong to no tenant, so their changes are told to the process log. */
@Injectable()
export class AdminTokensService implements OnApplicationShutdown {
  private readonly cache = new LookUpCache<Awaited<ReturnType<AdminTokenStore['findByHash']>>>(CACHE_MS, CACHE_ENTRIES);
  private readonly uses: LastUseRecorder;
  private readonly bootstrapHash: Buffer | undefined;

  constructor(
    private readonly store: AdminTokenStore,
    bootstrap: BootstrapToken,
    private readonly log: ProcessLog,
  ) {
    this.uses = new LastUseRecorder((uses) => store.recordUse(uses), log);
    this.bootstrapHash = bootstrap.value === undefined ? undefined : hashAdmin(bootstrap.value);
  }

  /** @returns undefined for unknown and expired alike */
  async authenticate(token: unknown): Promise<Admin | undefined> {
    if (typeof token !== 'string') return undefined;
    const hash = hashAdmin(token);
    const isBootstrap = timingSafeEqual(hash, this.bootstrapHash ?? NOBODY);
    if (isBootstrap) return { id: 'bootstrap', name: 'ADMIN_TOKEN of the environment' };
    if (!hasValidChecksum(token)) return undefined;
    const isUsable = (found: AdminToken | undefined): boolean =>
      found !== undefined && !isExpired(found.expiresAt, new Date());
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

  list(page: PageRequest): Promise<readonly AdminToken[]> {
    return this.store.list(page);
  }

  /** @param wanted.expiresAt a year from now if absent @returns the token itself too: the only time it is shown */
  async create(
    call: Call,
    wanted: { readonly name: string; readonly expiresAt?: string },
  ): Promise<{ readonly adminToken: AdminToken; readonly token: string }> {
    const { draft, token } = newDraft(wanted.name, wanted.expiresAt);
    const adminToken = await this.store.create(draft);
    this.log.info({ requestId: call.id, actor: call.actor?.id, adminToken: draft.id }, 'admin token created');
    return { adminToken, token };
  }

  /**
   * For the first start: makes a token if there is none at all and the environment gives none either.
   * @returns the token, to be printed once; undefined when there is a way in already
   */
  async ensureFirst(): Promise<string | undefined> {
    if (this.bootstrapHash !== undefined) return undefined;
    const { draft, token } = newDraft('first start');
    const created = await this.store.createFirst(draft);
    if (created === undefined) return undefined;
    this.log.info({ actor: 'system', adminToken: draft.id }, 'admin token created');
    return token;
  }

  /** Refuses to delete the last way in: `last`. */
  async delete(call: Call, id: string): Promise<'deleted' | 'absent' | 'last'> {
    const othersUsableAt = this.bootstrapHash === undefined ? new Date().toISOString() : undefined;
    const result = await this.store.delete(id, othersUsableAt);
    this.cache.clear();
    if (result !== 'deleted') return result;
    this.log.info({ requestId: call.id, actor: call.actor?.id, adminToken: id }, 'admin token revoked');
    return 'deleted';
  }

  onApplicationShutdown(): Promise<void> {
    return this.uses.flush();
  }
}

function newDraft(name: string, expiresAt = defaultExpiry(new Date())): { draft: AdminTokenDraft; token: string } {
  const token = newAdminToken();
  const draft = { id: uuidv7(), name, prefix: token.slice(0, SHOWN_LENGTH), hash: hashAdmin(token), expiresAt };
  return { draft, token };
}
