import type { AdminToken } from '../credentials/credential.js';
import {
  type AdminTokenChange,
  type AdminTokenDraft,
  AdminTokenStore,
  type LastUse,
  TooManyAdminTokens,
} from '../credentials/credential-store.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { claimKey } from './claim-key.js';
import { isDuplicate } from './database-errors.js';
import { AdminTokenEntity } from './entities/admin-token.entity.js';
import { recordLastUse } from './record-last-use.js';
import { isResourceId } from './resource-columns.js';
import { adminTokenOf } from './row-mapping.js';
import type { SqlValue } from './sql.js';
import type { Transaction } from './transaction.js';

const FIRST = { index: 'uq_admin_token_first', columns: 'admin_token.is_first' };

const SELECT =
  'SELECT token.pk, token.id, token.name, token.prefix, token.secret_hash, token.role, token.tenant_id, ' +
  'token.created_by_id, token.created_by_name, token.created_at, token.expires_at, token.last_used_at, tenant.slug ' +
  'FROM admin_token token LEFT JOIN tenant ON tenant.pk = token.tenant_id ';
const HAS_ITS_TENANT = '(token.tenant_id IS NULL OR tenant.pk IS NOT NULL)';

interface Row {
  readonly pk: number;
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly secret_hash: Buffer;
  readonly role: string;
  readonly tenant_id: number | null;
  readonly created_by_id: string | null;
  readonly created_by_name: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly slug: string | null;
}

type Kind = Pick<Row, 'role' | 'tenant_id'>;
const UNLIMITED = "role = 'admin' AND tenant_id IS NULL";

/** Admin tokens in a table. */
export class SqlAdminTokenStore extends AdminTokenStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  override async findByHash(hash: Buffer): Promise<{ readonly token: AdminToken; readonly hash: Buffer } | undefined> {
    const [row] = await this.database.read<Row>(`${SELECT}WHERE token.secret_hash = ? AND ${HAS_ITS_TENANT}`, [hash]);
    return row && { token: tokenOf(row), hash: row.secret_hash };
  }

  override async list({ limit, after = 0 }: PageRequest, tenantPk?: number): Promise<readonly AdminToken[]> {
    const kept = tenantPk === undefined ? '' : ' AND token.tenant_id = ?';
    const params: readonly SqlValue[] = tenantPk === undefined ? [after, limit] : [after, tenantPk, limit];
    const where = `WHERE token.pk > ? AND ${HAS_ITS_TENANT}${kept} ORDER BY token.pk LIMIT ?`;
    return (await this.database.read<Row>(SELECT + where, params)).map(tokenOf);
  }

  override create(draft: AdminTokenDraft, { claim, event, maxAlike }: AdminTokenChange): Promise<AdminToken> {
    return this.database.withTransaction(async (tx) => {
      await claimKey(tx, claim, draft.id, this.now().toISOString());
      // Nothing is locked: those who ask at once may exceed the limit by their number.
      if (maxAlike !== undefined && (await countAlike(tx, draft)) >= maxAlike) throw new TooManyAdminTokens(maxAlike);
      const token = await this.insert(tx, draft, null);
      if (token.tenant !== null) await appendEvent(tx, token.tenant.pk, event(token));
      return token;
    });
  }

  /** The unique marker decides between instances that see the empty table at the same time. */
  override async createFirst(draft: AdminTokenDraft): Promise<AdminToken | undefined> {
    try {
      return await this.database.withTransaction(async (tx) => {
        if ((await (await tx.entities()).count(AdminTokenEntity)) > 0) return undefined;
        return this.insert(tx, draft, 1);
      });
    } catch (error) {
      if (isDuplicate(error, FIRST)) return undefined;
      throw error;
    }
  }

  override async delete(
    id: string,
    othersUsableAt: string | undefined,
    { tenantPk, event }: Parameters<AdminTokenStore['delete']>[2],
  ): Promise<'deleted' | 'absent' | 'last'> {
    if (!isResourceId(id)) return 'absent';
    return this.database.withTransaction(async (tx) => {
      const [seen] = await tx.query<Kind>('SELECT role, tenant_id FROM admin_token WHERE id = ?', [id]);
      if (seen === undefined || (tenantPk !== undefined && seen.tenant_id !== tenantPk)) return 'absent';
      const [where, params] = isUnlimited(seen) ? [UNLIMITED, []] : ['id = ?', [id]];
      // In the order of the key, so that two who lock them all wait for each other and do not deadlock.
      const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
      const tokens = await tx.query<Pick<Row, 'id' | 'expires_at'>>(
        `SELECT id, expires_at FROM admin_token WHERE ${where} ORDER BY pk${lock}`,
        params,
      );
      if (!tokens.some((token) => token.id === id)) return 'absent';
      if (isUnlimited(seen) && othersUsableAt !== undefined) {
        // All times are written alike, so their text orders them.
        const isUsable = ({ expires_at: end }: Pick<Row, 'expires_at'>): boolean =>
          end === null || end > othersUsableAt;
        if (!tokens.some((other) => other.id !== id && isUsable(other))) return 'last';
      }
      const [row] = seen.tenant_id === null ? [] : await tx.query<Row>(`${SELECT}WHERE token.id = ?`, [id]);
      const token = row && tokenOf(row);
      await (await tx.entities()).delete(AdminTokenEntity, { id });
      if (token?.tenant) await appendEvent(tx, token.tenant.pk, event(token));
      return 'deleted';
    });
  }

  override recordUse(uses: readonly LastUse[]): Promise<void> {
    return recordLastUse(this.database, 'admin_token', uses);
  }

  private async insert(tx: Transaction, draft: AdminTokenDraft, isFirst: 1 | null): Promise<AdminToken> {
    const { id, name, prefix, hash, expiresAt, role, tenant, createdBy } = draft;
    const values = {
      ...{ id, name, prefix, secretHash: hash, isFirst, expiresAt, role },
      ...{ tenantPk: tenant?.pk ?? null, createdById: createdBy?.id ?? null, createdByName: createdBy?.name ?? null },
      ...{ createdAt: this.now().toISOString(), lastUsedAt: null, lastUsedIp: null },
    };
    const { identifiers } = await (await tx.entities()).insert(AdminTokenEntity, values);
    return adminTokenOf({ pk: Number(identifiers[0]?.pk), ...values }, tenant?.slug ?? null);
  }
}

/** How many tokens are kept to the same tenant, or to none. */
async function countAlike(tx: Transaction, { tenant }: AdminTokenDraft): Promise<number> {
  const [where, params] = tenant === null ? ['tenant_id IS NULL', []] : ['tenant_id = ?', [tenant.pk]];
  const [row] = await tx.query<{ alike: number }>(`SELECT COUNT(*) AS alike FROM admin_token WHERE ${where}`, params);
  return Number(row?.alike ?? 0);
}

/** An admin of all tenants: while there is one, everything can be mended. The same as `UNLIMITED`. */
function isUnlimited({ role, tenant_id: tenant }: Kind): boolean {
  return role === 'admin' && tenant === null;
}

function tokenOf(row: Row): AdminToken {
  const { pk, id, name, prefix, role } = row;
  const columns = {
    ...{ pk, id, name, prefix, role, isFirst: null, tenantPk: row.tenant_id, lastUsedIp: null },
    ...{ createdById: row.created_by_id, createdByName: row.created_by_name, createdAt: row.created_at },
    ...{ expiresAt: row.expires_at, lastUsedAt: row.last_used_at },
  };
  return adminTokenOf(columns, row.slug);
}
