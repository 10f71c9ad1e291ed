import { MoreThan } from 'typeorm';
import type { LogEvent } from '../audit/log-event.js';
import type { Credential, CredentialOwner } from '../credentials/credential.js';
import { type CredentialDraft, CredentialStore, type LastUse } from '../credentials/credential-store.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { CredentialEntity } from './entities/credential.entity.js';
import { FIND_OWNER, ownerFromRow, type OwnerRow } from './find-owner.js';
import { recordLastUse } from './record-last-use.js';
import { isResourceId } from './resource-columns.js';
import { credentialOf } from './row-mapping.js';

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

  override create({ tenantPk }: TenantScope, draft: CredentialDraft, event: LogEvent): Promise<Credential> {
    const { id, connectorPk, type, name, prefix, hash, expiresAt } = draft;
    const values = {
      ...{ tenantPk, connectorPk, id, type, name, prefix, secretHash: hash, enabled: 1, expiresAt },
      ...{ createdAt: this.now().toISOString(), lastUsedAt: null, lastUsedIp: null },
    };
    return this.database.withTransaction(async (tx) => {
      const { identifiers } = await tx.manager.insert(CredentialEntity, values);
      await appendEvent(tx, tenantPk, event);
      return credentialOf({ pk: Number(identifiers[0]?.pk), ...values });
    });
  }

  override update(
    { tenantPk }: TenantScope,
    pk: number,
    patch: { readonly name?: string; readonly enabled?: boolean; readonly expiresAt?: string | null },
    event: LogEvent,
  ): Promise<Credential | undefined> {
    const { name, enabled, expiresAt } = patch;
    const values = {
      ...(name === undefined ? {} : { name }),
      ...(enabled === undefined ? {} : { enabled: Number(enabled) }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    return this.database.withTransaction(async (tx) => {
      const where = { pk, tenantPk };
      if (Object.keys(values).length > 0) await tx.manager.update(CredentialEntity, where, values);
      const row = await tx.manager.findOneBy(CredentialEntity, where);
      if (row === null) return undefined;
      await appendEvent(tx, tenantPk, event);
      return credentialOf(row);
    });
  }

  override delete({ tenantPk }: TenantScope, pk: number, event: LogEvent): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const { affected } = await tx.manager.delete(CredentialEntity, { pk, tenantPk });
      if (affected === 0) return false;
      await appendEvent(tx, tenantPk, event);
      return true;
    });
  }

  override recordUse(uses: readonly LastUse[]): Promise<void> {
    return recordLastUse(this.database, 'credential', uses);
  }
}
