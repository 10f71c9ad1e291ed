import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { LogTarget } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { ProcessLog } from '../audit/process-log.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { changedFields } from '../tenancy/changed-fields.js';
import { connectorTarget } from '../tenancy/connectors.service.js';
import { TenancyChanges } from '../tenancy/tenancy-changes.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { Connector } from '../tenancy/tenant.js';
import { CredentialStore } from './credential-store.js';
import type { Credential, CredentialOwner, CredentialType } from './credential.js';
import { defaultExpiry, isExpired } from './expiry.js';
import { LastUseRecorder } from './last-use-recorder.js';
import { LookUpCache } from './look-up-cache.js';
import {
  hasValidChecksum,
  hashBasic,
  hashBearer,
  hashHeader,
  newBasicKey,
  newBasicSecret,
  newBearerToken,
} from './secret.js';

/** How long another instance may go on accepting a credential that was revoked here. */
const CACHE_MS = 500;
const CACHE_ENTRIES = 10_000;
/** How much of a bearer token may be shown to recognise it: the prefix and four of its 43 random symbols. */
const SHOWN_LENGTH = 'rollbook_bt_'.length + 4;
const NOBODY = Buffer.alloc(32);

/** What is shown once and kept nowhere. */
export type IssuedSecret =
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly key: string; readonly secret: string };

export interface CredentialPatch {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly expiresAt?: string;
}

/** The IdPs' credentials: who is calling, and their life. */
@Injectable()
export class CredentialsService implements OnApplicationShutdown {
  private readonly cache = new LookUpCache<CredentialOwner | undefined>(CACHE_MS, CACHE_ENTRIES);
  private readonly uses: LastUseRecorder;

  constructor(
    private readonly store: CredentialStore,
    changes: TenancyChanges,
    log: ProcessLog,
  ) {
    this.uses = new LastUseRecorder((uses) => store.recordUse(uses), log);
    changes.subscribe(() => this.cache.clear());
  }

  /**
   * Who signs in with an Authorization header. Only who may is remembered, for half a second and by the hash of the header:
   * an unknown, a disabled and an expired credential cost the same look-up, every time.
   * @param ask finds out; not called while the answer is remembered
   */
  async signIn(header: string, ask: () => Promise<CredentialOwner | undefined>): Promise<CredentialOwner | undefined> {
    const owner = await this.cache.get(hashHeader(header), ask, (answer) => answer !== undefined);
    return owner !== undefined && isUsable(owner) ? owner : undefined;
  }

  /** @returns undefined for unknown, disabled and expired alike */
  async authenticateBearer(token: unknown): Promise<CredentialOwner | undefined> {
    if (!hasValidChecksum(token)) return undefined;
    return this.authenticate('bearer', hashBearer(token));
  }

  /** @returns undefined for unknown, disabled and expired alike */
  async authenticateBasic(key: unknown, secret: unknown): Promise<CredentialOwner | undefined> {
    if (!hasValidChecksum(key) || !hasValidChecksum(secret)) return undefined;
    return this.authenticate('basic', hashBasic(key, secret));
  }

  /** Remembers that the credential was used; written later, in a batch. */
  noteUse(credential: Credential, ip: string | null): void {
    this.uses.note({ pk: credential.pk, at: new Date().toISOString(), ip });
  }

  list(connector: Connector, page: PageRequest): Promise<readonly Credential[]> {
    return this.store.list({ tenantPk: connector.tenantPk }, connector.pk, page);
  }

  find(connector: Connector, id: string): Promise<Credential | undefined> {
    return this.store.find({ tenantPk: connector.tenantPk }, connector.pk, id);
  }

  /** @param wanted.expiresAt a year from now if absent */
  async create(
    call: Call,
    connector: Connector,
    wanted: { readonly type: CredentialType; readonly name: string; readonly expiresAt?: string },
  ): Promise<{ readonly credential: Credential; readonly issued: IssuedSecret }> {
    const { issued, prefix, hash } = wanted.type === 'bearer' ? issueBearer() : issueBasic();
    const { type, name, expiresAt = defaultExpiry(new Date()) } = wanted;
    const draft = { id: uuidv7(), connectorPk: connector.pk, type, name, prefix, hash, expiresAt };
    const event = makeEvent(call, {
      eventType: 'system.api_token.create',
      displayMessage: `The ${type} credential ${name} of the connector ${connector.displayName} was created`,
      target: [credentialTarget(draft), connectorTarget(connector)],
      changes: [...changedFields({}, { type, name, expiresAt }), { path: 'secret', from: null, to: { set: true } }],
    });
    const credential = await this.store.create({ tenantPk: connector.tenantPk }, draft, event);
    call.recorded = true;
    return { credential, issued };
  }

  /** A patch that changes nothing writes nothing. @returns undefined when the credential is gone */
  async update(
    call: Call,
    connector: Connector,
    credential: Credential,
    patch: CredentialPatch,
  ): Promise<Credential | undefined> {
    const changes = changedFields<CredentialPatch>(
      { ...credential, expiresAt: credential.expiresAt ?? undefined },
      patch,
    );
    if (changes.length === 0) return credential;
    const onlySwitch = changes.length === 1 && changes[0]?.path === 'enabled';
    const verb = onlySwitch ? (patch.enabled === true ? 'enable' : 'disable') : 'update';
    const event = makeEvent(call, {
      eventType: `system.api_token.${verb}`,
      displayMessage: `The credential ${credential.name} of the connector ${connector.displayName} was ${verb}d`,
      target: [credentialTarget(credential), connectorTarget(connector)],
      changes,
    });
    const updated = await this.store.update({ tenantPk: connector.tenantPk }, credential.pk, patch, event);
    if (updated !== undefined) call.recorded = true;
    this.cache.clear();
    return updated;
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
    const found = await this.store.findByHash(hash);
    const isEqual = timingSafeEqual(hash, found?.hash ?? NOBODY);
    const owner = found?.owner;
    return isEqual && owner?.credential.type === type && isUsable(owner) ? owner : undefined;
  }
}

function isUsable({ credential }: CredentialOwner): boolean {
  return credential.enabled && !isExpired(credential.expiresAt, new Date());
}

interface Issue {
  readonly issued: IssuedSecret;
  readonly prefix: string;
  readonly hash: Buffer;
}

function issueBearer(): Issue {
  const token = newBearerToken();
  return { issued: { type: 'bearer', token }, prefix: token.slice(0, SHOWN_LENGTH), hash: hashBearer(token) };
}

function issueBasic(): Issue {
  const [key, secret] = [newBasicKey(), newBasicSecret()];
  return { issued: { type: 'basic', key, secret }, prefix: key, hash: hashBasic(key, secret) };
}

function credentialTarget(credential: { readonly id: string; readonly name: string }): LogTarget {
  const { id, name } = credential;
  return { id, type: 'Credential', alternateId: id, displayName: name, detailEntry: null };
}
