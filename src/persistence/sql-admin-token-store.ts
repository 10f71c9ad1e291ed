import { MoreThan } from 'typeorm';
import type { AdminToken } from '../credentials/credential.js';
import { type AdminTokenDraft, AdminTokenStore, type LastUse } from '../credentials/credential-store.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { Database } from './abstract-database.js';
import type { Transaction } from './transaction.js';
import { isDuplicate } from './database-errors.js';
import { AdminTokenEntity } from './entities/admin-token.entity.js';
import { recordLastUse } from './record-last-use.js';
import { isResourceId } from './resource-columns.js';
import { adminTokenOf } from './row-mapping.js';

const FIRST = { index: 'uq_admin_token_first', columns: 'admin_token.is_first' };

/** Admin tokens in a table. */
export class SqlAdminTokenStore extends AdminTokenStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  override async findByHash(hash: Buffer): Promise<{ readonly token: AdminToken; readonly hash: Buffer } | undefined> {
    const row = await this.database.readEntities((manager) =>
      manager.createQueryBuilder(AdminTokenEntity, 'token').where('token.secretHash = :hash', { hash }).getOne(),
    );
    return row === null ? undefined : { token: adminTokenOf(row), hash: row.secretHash };
  }

  override async list({ limit, after = 0 }: PageRequest): Promise<readonly AdminToken[]> {
    const rows = await this.database.readEntities((manager) =>
      manager.find(AdminTokenEntity, { where: { pk: MoreThan(after) }, order: { pk: 'ASC' }, take: limit }),
    );
    return rows.map(adminTokenOf);
  }

  override create(draft: AdminTokenDraft): Promise<AdminToken> {
    return this.database.withTransaction((tx) => this.insert(tx, draft, null));
  }

  /** The unique marker decides between instances that see the empty table at the same time. */
  override async createFirst(draft: AdminTokenDraft): Promise<AdminToken | undefined> {
    try {
      return await this.database.withTransaction(async (tx) => {
        if ((await tx.manager.count(AdminTokenEntity)) > 0) return undefined;
        return this.insert(tx, draft, 1);
      });
    } catch (error) {
      if (isDuplicate(error, FIRST)) return undefined;
      throw error;
    }
  }

  override async delete(id: string, othersUsableAt: string | undefined): Promise<'deleted' | 'absent' | 'last'> {
    if (!isResourceId(id)) return 'absent';
    return this.database.withTransaction(async (tx) => {
      // In the order of the key, so that two who lock them all wait for each other and do not deadlock.
      const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
      const tokens = await tx.query<{ readonly id: string; readonly expires_at: string | null }>(
        `SELECT id, expires_at FROM admin_token ORDER BY pk${lock}`,
      );
      const others = tokens.filter((token) => token.id !== id);
      if (others.length === tokens.length) return 'absent';
      // All times are written alike, so their text orders them.
      const isEnough =
        othersUsableAt === undefined || others.some(({ expires_at: end }) => end === null || end > othersUsableAt);
      if (!isEnough) return 'last';
      await tx.manager.delete(AdminTokenEntity, { id });
      return 'deleted';
    });
  }

  override recordUse(uses: readonly LastUse[]): Promise<void> {
    return recordLastUse(this.database, 'admin_token', uses);
  }

  private async insert(tx: Transaction, draft: AdminTokenDraft, isFirst: 1 | null): Promise<AdminToken> {
    const { id, name, prefix, hash, expiresAt } = draft;
    const values = {
      ...{ id, name, prefix, secretHash: hash, isFirst, expiresAt },
      ...{ createdAt: this.now().toISOString(), lastUsedAt: null, lastUsedIp: null },
    };
    const { identifiers } = await tx.manager.insert(AdminTokenEntity, values);
    return adminTokenOf({ pk: Number(identifiers[0]?.pk), ...values });
  }
}
