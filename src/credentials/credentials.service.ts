import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { instantText } from '../audit/instant-text.js';
import { makeEvent } from '../audit/make-event.js';
import { ProcessLog } from '../audit/process-log.js';
import { BatchRecorder } from '../tenancy/batch-recorder.js';
import { changedFields } from '../tenancy/changed-fields.js';
import { connectorTarget } from '../tenancy/connectors.service.js';
import type { RowUpdate } from '../tenancy/row-update.js';
import { switched } from '../tenancy/switched.js';
import { TenancyChanges } from '../tenancy/tenancy-changes.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { Connector } from '../tenancy/tenant.js';
import { AccessTokenStore } from './access-token-store.js';
import { CredentialLimit } from './credential-limit.js';
import { type CredentialPatch, CredentialStore, type LastUse } from './credential-store.js';
import { credentialTarget } from './credential-target.js';
import type { Credential, CredentialOwner, CredentialType } from './credential.js';
import { isExpired } from './expiry.js';
import { LookUpCache } from './look-up-cache.js';
import { keysChange } from './oauth/key-names.js';
import {
  hasValidChecksum,
  hashAccessToken,
  hashBasic,
  hashBearer,
  hashClientId,
  hashClientSecret,
  hashHeader,
  isAccessToken,
} from './secret.js';

/** How long another instance may go on accepting a credential that was revoked here. */
const CACHE_MS = 500;
const CACHE_ENTRIES = 10_000;
const USE_INTERVAL_MS = 30_000;
const NOBODY = Buffer.alloc(32);

/** The IdPs' credentials: who is calling, and their life once they are issued. */
@Injectable()
export class CredentialsService implements OnApplicationShutdown {
  private readonly cache = new LookUpCache<CredentialOwner | undefined>(CACHE_MS, CACHE_ENTRIES);
  private readonly uses: BatchRecorder<LastUse>;

  constructor(
    private readonly store: CredentialStore,
    private readonly tokens: AccessTokenStore,
    private readonly limit: CredentialLimit,
    changes: TenancyChanges,
    log: ProcessLog,
  ) {
    this.uses = new BatchRecorder((uses) => store.recordUse(uses), log, {
      ...{ intervalMs: USE_INTERVAL_MS, what: 'last uses' },
    });
    changes.subscribe(() => this.cache.clear());
  }

  /**
   * Who signs in with an Authorization header. Only who may is remembered, for half a second and by the hash of the header:
   * an unknown, a disabled and an expired credential cost the same look-up, every time.
   * @param ask finds out; not called while the answer is remembered
   */
  signIn(
    header: string,
    ask: () => Promise<CredentialOwner | undefined>,
  ): CredentialOwner | undefined | Promise<CredentialOwner | undefined> {
    const known = this.cache.get(hashHeader(header), ask, (answer) => answer !== undefined);
    return known instanceof Promise ? known.then(ifUsable) : ifUsable(known);
  }

  /**
   * By the token of a bearer credential, or by the access token of an OAuth client.
   * @returns undefined for unknown, disabled and expired alike
   */
  async authenticateBearer(token: unknown): Promise<CredentialOwner | undefined> {
    if (!hasValidChecksum(token)) return undefined;
    if (isAccessToken(token))
      return this.verify('oauth', hashAccessToken(token), (hash) => this.tokens.findOwner(hash));
    return this.authenticate('bearer', hashBearer(token));
  }

  /** @returns undefined for unknown, disabled and expired alike */
  async authenticateBasic(key: unknown, secret: unknown): Promise<CredentialOwner | undefined> {
    if (!hasValidChecksum(key) || !hasValidChecksum(secret)) return undefined;
    return this.authenticate('basic', hashBasic(key, secret));
  }

  /** An OAuth client by its secret. @returns undefined for unknown, disabled and expired alike */
  async authenticateClient(clientId: unknown, secret: unknown): Promise<CredentialOwner | undefined> {
    if (!hasValidChecksum(clientId) || !hasValidChecksum(secret)) return undefined;
    return this.authenticate('oauth', hashClientSecret(clientId, secret));
  }

  /** Who an OAuth client that signs says it is. Proves nothing. @returns undefined for unknown, disabled and expired alike */
  async findSigningClient(clientId: unknown): Promise<CredentialOwner | undefined> {
    if (!hasValidChecksum(clientId)) return undefined;
    return this.authenticate('oauth', hashClientId(clientId));
  }

  /** Remembers that the credential was used; written later, in a batch. */
  noteUse(credential: Credential, ip: string | null): void {
    this.uses.note({ pk: credential.pk, at: instantText(), ip });
  }

  list(connector: Connector, page: PageRequest): Promise<readonly Credential[]> {
    return this.store.list({ tenantPk: connector.tenantPk }, connector.pk, page);
  }

  find(connector: Connector, id: string): Promise<Credential | undefined> {
    return this.store.find({ tenantPk: connector.tenantPk }, connector.pk, id);
  }

  /**
   * A patch that changes nothing writes nothing.
   * @returns undefined when the credential is gone, `full` where it would revive one beyond the limit of the connector
   */
  async update(
    call: Call,
    connector: Connector,
    credential: Credential,
    patch: CredentialPatch,
  ): Promise<Credential | 'full' | undefined> {
    const maxValid = this.limit.perConnector;
    const scope = { tenantPk: connector.tenantPk };
    const updated = await this.store.update(scope, credential.pk, updateOf(call, connector, patch), { maxValid });
    this.cache.clear();
    if (updated === undefined || updated === 'full') return updated;
    if (updated.changed) call.recorded = true;
    return updated.row;
  }

  /** @returns false when it was gone */
  async delete(call: Call, connector: Connector, credential: Credential): Promise<boolean> {
    const event = makeEvent(call, {
      eventType: 'system.api_token.revoke',
      displayMessage: `The credential ${credential.name} of the connector ${connector.displayName} was revoked`,
      target: [credentialTarget(credential), connectorTarget(connector)],
    });
    const deleted = await this.store.delete({ tenantPk: connector.tenantPk }, credential.pk, event);
    if (deleted) call.recorded = true;
    this.cache.clear();
    return deleted;
  }

  onApplicationShutdown(): Promise<void> {
    return this.uses.flush();
  }

  private async authenticate(type: CredentialType, hash: Buffer): Promise<CredentialOwner | undefined> {
    return this.verify(type, hash, () => this.store.findByHash(hash));
  }

  private async verify(
    type: CredentialType,
    hash: Buffer,
    find: (hash: Buffer) => Promise<{ readonly owner: CredentialOwner; readonly hash: Buffer } | undefined>,
  ): Promise<CredentialOwner | undefined> {
    const found = await find(hash);
    const isEqual = timingSafeEqual(hash, found?.hash ?? NOBODY);
    const owner = found?.owner;
    return isEqual && owner?.credential.type === type && isUsable(owner) ? owner : undefined;
  }
}

function updateOf(call: Call, connector: Connector, patch: CredentialPatch): RowUpdate<Credential, CredentialPatch> {
  return (before) => {
    const changes = changedFields<CredentialPatch>(before, patch).map((change) =>
      change.path === 'publicKeys' ? keysChange(before.publicKeys, patch.publicKeys ?? null) : change,
    );
    if (changes.length === 0) return undefined;
    const turned = switched(changes, 'enabled');
    const verb = turned === undefined ? 'update' : turned.isOn ? 'enable' : 'disable';
    const andMore = turned?.isWithMore === true ? ' and updated' : '';
    const event = makeEvent(call, {
      eventType: `system.api_token.${verb}`,
      displayMessage: `The credential ${before.name} of the connector ${connector.displayName} was ${verb}d${andMore}`,
      target: [credentialTarget(before), connectorTarget(connector)],
      changes,
    });
    return { patch, event };
  };
}

const ifUsable = (owner: CredentialOwner | undefined): CredentialOwner | undefined =>
  owner !== undefined && isUsable(owner) ? owner : undefined;

function isUsable({ credential, tokenExpiresAt }: CredentialOwner): boolean {
  const now = instantText();
  return credential.enabled && !isExpired(credential.expiresAt, now) && !isExpired(tokenExpiresAt ?? null, now);
}
