import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { AttributeChange } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { changedFields } from '../tenancy/changed-fields.js';
import { connectorTarget, newConnector } from '../tenancy/connectors.service.js';
import type { KeyClaim } from '../tenancy/idempotency-store.js';
import { TenancyChanges } from '../tenancy/tenancy-changes.js';
import type { ConnectorDraft } from '../tenancy/tenant-store.js';
import type { Connector, TenantScope } from '../tenancy/tenant.js';
import { CredentialLimit } from './credential-limit.js';
import { CredentialStore, type NewCredential } from './credential-store.js';
import { credentialTarget } from './credential-target.js';
import type { Credential, CredentialScope, CredentialType, PublicJwk } from './credential.js';
import { passedThreshold } from './expiry-warning.js';
import { defaultExpiry } from './expiry.js';
import { creatorOf } from './creator-of.js';
import { type IssuedSecret, issueSecret } from './issue-secret.js';
import { keysChange } from './oauth/key-names.js';

export interface WantedCredential {
  readonly type: CredentialType;
  readonly name: string;
  /** A year from now if absent. */
  readonly expiresAt?: string | undefined;
  /** `read-write` if absent. */
  readonly scope?: CredentialScope | undefined;
  readonly allowedIps?: readonly string[] | undefined;
  /** Makes an OAuth client one that signs; absent: one with a secret. */
  readonly publicKeys?: readonly PublicJwk[] | null | undefined;
}

export interface IssuedCredential {
  readonly credential: Credential;
  /** The only time it is there. */
  readonly issued: IssuedSecret;
}

const SECRET_SET: AttributeChange = { path: 'secret', from: null, to: { set: true } };

/** Everything that makes a secret for an IdP. Each is one transaction with its log events, under the limit of the connector. */
@Injectable()
export class CredentialIssuer {
  constructor(
    private readonly store: CredentialStore,
    private readonly limit: CredentialLimit,
    private readonly changes: TenancyChanges,
  ) {}

  /** @returns `full` at the limit, undefined when the connector is gone @throws KeyTaken */
  async create(
    call: Call,
    connector: Connector,
    wanted: WantedCredential,
    claim?: KeyClaim,
  ): Promise<IssuedCredential | 'full' | undefined> {
    const { draft, issued } = newCredential(call, wanted);
    const event = createdEvent(call, connector, draft);
    const credential = await this.store.create(
      { tenantPk: connector.tenantPk },
      { ...draft, connectorPk: connector.pk },
      event,
      { maxValid: this.limit.perConnector, claim },
    );
    return this.outcome(call, credential, issued);
  }

  /**
   * A successor of the same type, name, scope and addresses; the old one ends after the overlap, or at its own end if
   * that is earlier. Until then it may be rotated again: the answer with the secret may have been lost.
   * @returns `full` at the limit, undefined when the old one is gone, disabled or has ended @throws KeyTaken
   */
  async rotate(
    call: Call,
    connector: Connector,
    old: Credential,
    { overlapSeconds, expiresAt }: { readonly overlapSeconds: number; readonly expiresAt?: string | undefined },
    claim?: KeyClaim,
  ): Promise<IssuedCredential | 'full' | undefined> {
    const now = new Date();
    const { type, name, scope, allowedIps } = old;
    const { draft, issued } = newCredential(call, { type, name, scope, allowedIps, expiresAt });
    const endsAt = earlierOf(old.expiresAt, new Date(now.getTime() + overlapSeconds * 1000).toISOString());
    const event = makeEvent(call, {
      eventType: 'system.api_token.rotate',
      displayMessage: `The credential ${name} of the connector ${connector.displayName} was rotated; the old one ends at ${endsAt}`,
      target: [credentialTarget(draft), credentialTarget(old), connectorTarget(connector)],
      changes: [
        SECRET_SET,
        { path: 'expiresAt', from: null, to: draft.expiresAt },
        ...(endsAt === old.expiresAt ? [] : [{ path: 'replaced.expiresAt', from: old.expiresAt, to: endsAt }]),
      ],
      debugData: { replacedCredentialId: old.id, replacedEndsAt: endsAt },
    });
    const credential = await this.store.rotate(
      { tenantPk: connector.tenantPk },
      // Whoever chose the overlap knows what is near; only thresholds that are still ahead are worth a warning.
      { pk: old.pk, endsAt, warnedDays: passedThreshold(endsAt, now) ?? null },
      { ...draft, connectorPk: connector.pk },
      event,
      { maxValid: this.limit.perConnector, claim },
    );
    // The old one may have ended just now; nobody shall go on remembering it.
    this.changes.announce();
    return this.outcome(call, credential, issued);
  }

  /** A connector with its first credential, named after it. @returns undefined when the slug is taken @throws KeyTaken */
  async createWithConnector(
    call: Call,
    scope: TenantScope,
    wanted: Omit<ConnectorDraft, 'id'>,
    type: CredentialType,
    claim?: KeyClaim,
  ): Promise<(IssuedCredential & { readonly connector: Connector }) | undefined> {
    const connector = newConnector(call, wanted);
    const { draft, issued } = newCredential(call, { type, name: wanted.displayName });
    const credential = { draft, event: createdEvent(call, connector.draft, draft) };
    const created = await this.store.createWithConnector(scope, connector, credential, claim);
    if (created === undefined) return undefined;
    call.recorded = true;
    return { ...created, issued };
  }

  private outcome(
    call: Call,
    credential: Credential | 'full' | undefined,
    issued: IssuedSecret,
  ): IssuedCredential | 'full' | undefined {
    if (credential === undefined || credential === 'full') return credential;
    call.recorded = true;
    return { credential, issued };
  }
}

function newCredential(
  call: Call,
  wanted: WantedCredential,
): { readonly draft: NewCredential; readonly issued: IssuedSecret } {
  const { type, name, expiresAt = defaultExpiry(new Date()), scope = 'read-write', allowedIps = [] } = wanted;
  const publicKeys = wanted.publicKeys ?? null;
  const { issued, prefix, hash } = issueSecret(type, publicKeys);
  const createdBy = creatorOf(call);
  return {
    draft: { id: uuidv7(), type, name, prefix, hash, scope, allowedIps, createdBy, expiresAt, publicKeys },
    issued,
  };
}

function createdEvent(
  call: Call,
  connector: Pick<Connector, 'id' | 'slug' | 'displayName'>,
  draft: NewCredential,
): ReturnType<typeof makeEvent> {
  const { type, name, scope, allowedIps, expiresAt, publicKeys } = draft;
  const secret = publicKeys ? keysChange(null, publicKeys) : SECRET_SET;
  return makeEvent(call, {
    eventType: 'system.api_token.create',
    displayMessage: `The ${type} credential ${name} of the connector ${connector.displayName} was created`,
    target: [credentialTarget(draft), connectorTarget(connector)],
    changes: [...changedFields({}, { type, name, scope, allowedIps, expiresAt }), secret],
  });
}

function earlierOf(one: string | null, other: string): string {
  return one !== null && one < other ? one : other;
}
