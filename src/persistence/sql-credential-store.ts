import { MoreThan } from 'typeorm';
import type { LogEvent } from '../audit/log-event.js';
import type { Credential, CredentialOwner, KnownCredential, ShownCredential } from '../credentials/credential.js';
import {
  type CredentialDraft,
  type CredentialPatch,
  CredentialStore,
  type IssueConditions,
  type LastUse,
  type NewCredential,
  type Replaced,
} from '../credentials/credential-store.js';
import type { KeyClaim } from '../tenancy/idempotency-store.js';
import type { RowUpdate, UpdatedRow } from '../tenancy/row-update.js';
import type { ConnectorDraft, PageRequest } from '../tenancy/tenant-store.js';
import type { Connector, TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { deleteTokensOf } from './access-token-rows.js';
import { claimKey } from './claim-key.js';
import { CredentialEntity } from './entities/credential.entity.js';
import { FIND_OWNER, ownerFromRow, type OwnerRow } from './find-owner.js';
import { FIND_SHOWN, type ShownRow, shownFromRows } from './find-shown.js';
import { insertConnector, isSlugTaken } from './insert-connector.js';
import { countValid, insertCredential, lockConnector } from './insert-credential.js';
import { issueCredential } from './issue-credential.js';
import { lockRow } from './lock-row.js';
import { recordLastUse } from './record-last-use.js';
import { isResourceId } from './resource-columns.js';
import { credentialColumns, credentialOf } from './row-mapping.js';
import type { Transaction } from './transaction.js';

/** Credentials of the IdPs in a table. */
export class SqlCredentialStore extends CredentialStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  override async findByHash(
    hash: Buffer,
  ): Promise<{ readonly owner: CredentialOwner; readonly hash: Buffer } | undefined> {
    const [row] = await this.database.read<OwnerRow>(FIND_OWNER, [hash]);
    return row && ownerFromRow(row);
  }

  override async findShown(
    { tenantPk, connectorPk }: { readonly tenantPk: number; readonly connectorPk: number },
    { hash, publicHalf }: Pick<ShownCredential, 'hash' | 'publicHalf'>,
  ): Promise<KnownCredential | undefined> {
    const { type = '', key = '' } = publicHalf ?? {};
    return shownFromRows(await this.database.read<ShownRow>(FIND_SHOWN, [hash, tenantPk, connectorPk, type, key]));
  }

  override async list(
    { tenantPk }: TenantScope,
    connectorPk: number,
    { limit, after = 0 }: PageRequest,
  ): Promise<readonly Credential[]> {
    const where = { tenantPk, connectorPk, pk: MoreThan(after) };
    const rows = await this.database.readEntities((manager) =>
      manager.find(CredentialEntity, { where, order: { pk: 'ASC' }, take: limit }),
    );
    return rows.map(credentialOf);
  }

  override async find({ tenantPk }: TenantScope, connectorPk: number, id: string): Promise<Credential | undefined> {
    if (!isResourceId(id)) return undefined;
    const where = { tenantPk, connectorPk, id };
    const row = await this.database.readEntities((manager) => manager.findOneBy(CredentialEntity, where));
    return row === null ? undefined : credentialOf(row);
  }

  override create(
    scope: TenantScope,
    draft: CredentialDraft,
    event: LogEvent,
    conditions: IssueConditions,
  ): Promise<Credential | 'full' | undefined> {
    return issueCredential(this.database, scope, { draft, event, conditions }, this.timestamp());
  }

  override rotate(
    scope: TenantScope,
    replaced: Replaced,
    draft: CredentialDraft,
    event: LogEvent,
    conditions: IssueConditions,
  ): Promise<Credential | 'full' | undefined> {
    return issueCredential(this.database, scope, { draft, event, conditions, replaced }, this.timestamp());
  }

  override async createWithConnector(
    scope: TenantScope,
    connector: { readonly draft: ConnectorDraft; readonly event: LogEvent },
    credential: { readonly draft: NewCredential; readonly event: LogEvent },
    claim?: KeyClaim,
  ): Promise<{ readonly connector: Connector; readonly credential: Credential } | undefined> {
    const now = this.timestamp();
    try {
      return await this.database.withTransaction(async (tx) => {
        await claimKey(tx, claim, connector.draft.slug, now);
        const made = await insertConnector(tx, scope, connector.draft, now);
        const issued = await insertCredential(tx, scope, { ...credential.draft, connectorPk: made.pk }, now);
        for (const { event } of [connector, credential]) await appendEvent(tx, scope.tenantPk, event);
        return { connector: made, credential: issued };
      });
    } catch (error) {
      if (isSlugTaken(error)) return undefined;
      throw error;
    }
  }

  override update(
    { tenantPk }: TenantScope,
    pk: number,
    update: RowUpdate<Credential, CredentialPatch>,
    { maxValid }: Pick<IssueConditions, 'maxValid'>,
  ): Promise<UpdatedRow<Credential> | 'full' | undefined> {
    return this.database.withTransaction(async (tx) => {
      const where = { pk, tenantPk };
      await lockRow(tx, 'credential', { pk, tenant_id: tenantPk });
      const now = this.timestamp();
      const before = await (await tx.entities()).findOneBy(CredentialEntity, where);
      if (before === null) return undefined;
      const change = update(credentialOf(before));
      if (change === undefined) return { row: credentialOf(before), changed: false };
      const { patch, event } = change;
      const values = credentialColumns(patch);
      const isRevived =
        isOver(before.expiresAt, now) && values.expiresAt !== undefined && !isOver(values.expiresAt, now);
      if (isRevived && !(await this.hasRoom(tx, before, maxValid, now))) return 'full';
      await (await tx.entities()).update(CredentialEntity, where, values);
      // Those of before its end would come back with it.
      const endsTokens = isRevived || patch.enabled === false || patch.publicKeys !== undefined;
      if (before.type === 'oauth' && endsTokens) await deleteTokensOf(tx, { tenantPk }, pk);
      await appendEvent(tx, tenantPk, event);
      return { row: credentialOf({ ...before, ...values }), changed: true };
    });
  }

  override delete({ tenantPk }: TenantScope, pk: number, event: LogEvent): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const { affected } = await (await tx.entities()).delete(CredentialEntity, { pk, tenantPk });
      if (affected === 0) return false;
      await appendEvent(tx, tenantPk, event);
      return true;
    });
  }

  override recordUse(uses: readonly LastUse[]): Promise<void> {
    return recordLastUse(this.database, 'credential', uses);
  }

  private async hasRoom(
    tx: Transaction,
    { tenantPk, connectorPk }: CredentialEntity,
    maxValid: number,
    now: string,
  ): Promise<boolean> {
    await lockConnector(tx, { tenantPk }, connectorPk);
    return (await countValid(tx, { tenantPk }, connectorPk, now)) < maxValid;
  }

  private timestamp(): string {
    return this.now().toISOString();
  }
}

/** All times are written alike, so their text orders them. */
function isOver(expiresAt: string | null, now: string): boolean {
  return expiresAt !== null && expiresAt <= now;
}
