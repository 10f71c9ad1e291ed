import { TOLERANCES } from '../protocol/tolerance/tolerances.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { type ConnectorToleranceUses, type ToleranceUses, ToleranceUseStore } from '../tenancy/tolerance-use-store.js';
import type { Database } from './database.js';
import type { Dialect } from './sql.js';

// The row of the connector is asked for in the same statement: what is noted may be written after its connector is gone.
const INSERT =
  'INSERT INTO tolerance_use (tenant_id, connector_id, name, uses, last_used_at) ' +
  'SELECT connector.tenant_id, connector.pk, ?, ?, ? FROM connector WHERE connector.tenant_id = ? AND connector.pk = ? ';

const ON_DUPLICATE: Readonly<Record<Dialect, string>> = {
  sqlite:
    'ON CONFLICT (tenant_id, connector_id, name) DO UPDATE SET uses = tolerance_use.uses + excluded.uses, ' +
    'last_used_at = MAX(tolerance_use.last_used_at, excluded.last_used_at)',
  mysql:
    'ON DUPLICATE KEY UPDATE uses = tolerance_use.uses + VALUES(uses), ' +
    'last_used_at = GREATEST(tolerance_use.last_used_at, VALUES(last_used_at))',
};

interface Row {
  readonly name: string;
  readonly uses: number | string;
  readonly last_used_at: string;
}

/** Uses of tolerances in a table. */
export class SqlToleranceUseStore extends ToleranceUseStore {
  constructor(private readonly database: Database) {
    super();
  }

  /** In the order of the key, so that two instances do not wait for each other in a circle. */
  override add(uses: readonly ConnectorToleranceUses[]): Promise<void> {
    const rows = uses
      .flatMap(({ tenantPk, pk, uses: own }) => Array.from(own, ([name, use]) => ({ tenantPk, pk, name, ...use })))
      .sort((one, other) => one.tenantPk - other.tenantPk || one.pk - other.pk || (one.name < other.name ? -1 : 1));
    return this.database.withTransaction(async (tx) => {
      for (const { tenantPk, pk, name, uses: count, lastUsedAt } of rows)
        await tx.execute(INSERT + ON_DUPLICATE[tx.dialect], [name, count, lastUsedAt, tenantPk, pk]);
    });
  }

  override async find({ tenantPk }: TenantScope, connectorPk: number): Promise<ToleranceUses> {
    const rows = await this.database.read<Row>(
      'SELECT name, uses, last_used_at FROM tolerance_use WHERE tenant_id = ? AND connector_id = ?',
      [tenantPk, connectorPk],
    );
    const found = new Map(rows.map((row) => [row.name, { uses: Number(row.uses), lastUsedAt: row.last_used_at }]));
    // A name that a later version counted is none of this one's.
    return new Map(
      TOLERANCES.flatMap((name) => {
        const use = found.get(name);
        return use === undefined ? [] : [[name, use] as const];
      }),
    );
  }
}
