import {
  type PasswordHolder,
  type PasswordPolicy,
  PasswordStore,
  type PolicyUpdate,
} from '../directory/password-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { appendEvent } from './append-event.js';
import type { Database } from './database.js';
import { searchKeysOf } from './index-rows.js';
import { RESOURCE_COLUMNS, type ResourceRow, resourceFromRow, TYPE_CODE } from './resource-columns.js';
import { type Dialect, placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

interface PolicyRow {
  readonly min_length: number;
  readonly max_length: number;
  readonly require_uppercase: number;
  readonly require_lowercase: number;
  readonly require_digit: number;
  readonly require_special: number;
  readonly forbid_user_name: number;
  readonly forbid_common: number;
}

const COLUMNS: readonly (readonly [column: keyof PolicyRow, field: keyof PasswordPolicy])[] = [
  ['min_length', 'minLength'],
  ['max_length', 'maxLength'],
  ['require_uppercase', 'requireUppercase'],
  ['require_lowercase', 'requireLowercase'],
  ['require_digit', 'requireDigit'],
  ['require_special', 'requireSpecial'],
  ['forbid_user_name', 'forbidUserName'],
  ['forbid_common', 'forbidCommon'],
];
const NAMES = COLUMNS.map(([column]) => column);

const SELECT_POLICY = `SELECT ${NAMES.join(', ')} FROM password_policy WHERE tenant_id = ?`;
const INSERT_POLICY = `INSERT INTO password_policy (tenant_id, ${NAMES.join(', ')}) VALUES (${placeholders(NAMES.length + 1)}) `;
const ON_DUPLICATE: Readonly<Record<Dialect, string>> = {
  sqlite: `ON CONFLICT (tenant_id) DO UPDATE SET ${NAMES.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  mysql: `ON DUPLICATE KEY UPDATE ${NAMES.map((name) => `${name} = VALUES(${name})`).join(', ')}`,
};

/** Reads hashes, one at a time, and keeps the policies of tenants. */
export class SqlPasswordStore extends PasswordStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async findHolder({ tenantPk }: TenantScope, userName: string): Promise<PasswordHolder | undefined> {
    const { user_name_key: key } = searchKeysOf('User', { userName }).columns;
    const [row] = await this.database.read<ResourceRow & { readonly hash: string | null }>(
      `SELECT ${RESOURCE_COLUMNS}, p.hash FROM resource r ` +
        'LEFT JOIN password_hash p ON p.tenant_id = r.tenant_id AND p.resource_pk = r.pk ' +
        'WHERE r.tenant_id = ? AND r.type = ? AND r.user_name_key = ? AND r.live = 1',
      [tenantPk, TYPE_CODE.User, key],
    );
    if (row === undefined) return undefined;
    return { user: resourceFromRow(row), ...(row.hash === null ? {} : { hash: row.hash }) };
  }

  override async findPolicy({ tenantPk }: TenantScope): Promise<PasswordPolicy | undefined> {
    return policyOf(await this.database.read<PolicyRow>(SELECT_POLICY, [tenantPk]));
  }

  override updatePolicy({ tenantPk }: TenantScope, update: PolicyUpdate): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      if (!(await lockTenant(tx, tenantPk))) return false;
      const before = policyOf(await tx.query<PolicyRow>(SELECT_POLICY, [tenantPk]));
      const change = update(before);
      if (change === undefined) return true;
      const values = COLUMNS.map(([, field]) => Number(change.policy[field]));
      await tx.execute(INSERT_POLICY + ON_DUPLICATE[tx.dialect], [tenantPk, ...values]);
      await appendEvent(tx, tenantPk, change.event);
      return true;
    });
  }
}

/** So that two who change a policy for the first time do not both begin from the default. */
async function lockTenant(tx: Transaction, tenantPk: number): Promise<boolean> {
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  return (await tx.query(`SELECT pk FROM tenant WHERE pk = ?${lock}`, [tenantPk])).length > 0;
}

function policyOf([row]: readonly PolicyRow[]): PasswordPolicy | undefined {
  if (row === undefined) return undefined;
  return {
    minLength: row.min_length,
    maxLength: row.max_length,
    requireUppercase: row.require_uppercase === 1,
    requireLowercase: row.require_lowercase === 1,
    requireDigit: row.require_digit === 1,
    requireSpecial: row.require_special === 1,
    forbidUserName: row.forbid_user_name === 1,
    forbidCommon: row.forbid_common === 1,
  };
}
