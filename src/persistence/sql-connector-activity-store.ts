import {
  type ConnectorActivity,
  ConnectorActivityStore,
  type ConnectorOverview,
} from '../tenancy/connector-activity-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { chunksOf, type Dialect, placeholders } from './sql.js';

const CHUNK = 100;

interface ActivityRow {
  readonly connector_id: number;
  readonly last_request_at: string;
  readonly last_success_at: string | null;
  readonly last_status: number;
}

interface OverviewRow {
  readonly pk: number;
  readonly tenant_id: number;
  readonly tenant_slug: string;
  readonly slug: string;
  readonly is_on: number | string;
  readonly last_request_at: string | null;
  readonly last_success_at: string | null;
  readonly last_status: number | null;
}

/** The activity of connectors in a table. */
export class SqlConnectorActivityStore extends ConnectorActivityStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async record(activities: readonly ConnectorActivity[]): Promise<void> {
    const sql = upsert(this.database.dialect);
    // In the order of the keys, so that two instances that write the same rows wait for each other and do not deadlock.
    const ordered = [...activities].sort((one, other) => one.pk - other.pk);
    for (const chunk of chunksOf(ordered, CHUNK)) {
      await this.database.withTransaction(async (tx) => {
        for (const { pk, tenantPk, lastRequestAt, lastSuccessAt, lastStatus } of chunk)
          await tx.defer(sql, [lastRequestAt, lastSuccessAt, lastStatus, pk, tenantPk]);
      });
    }
  }

  override async find(
    { tenantPk }: TenantScope,
    connectorPks: readonly number[],
  ): Promise<readonly ConnectorActivity[]> {
    if (connectorPks.length === 0) return [];
    const rows = await this.database.read<ActivityRow>(
      'SELECT connector_id, last_request_at, last_success_at, last_status FROM connector_activity ' +
        `WHERE tenant_id = ? AND connector_id IN (${placeholders(connectorPks.length)})`,
      [tenantPk, ...connectorPks],
    );
    return rows.map((row) => ({
      ...{ pk: row.connector_id, tenantPk, lastRequestAt: row.last_request_at },
      ...{ lastSuccessAt: row.last_success_at, lastStatus: row.last_status },
    }));
  }

  override async overview(limit: number): Promise<readonly ConnectorOverview[]> {
    const rows = await this.database.read<OverviewRow>(
      'SELECT c.pk, c.tenant_id, t.slug AS tenant_slug, c.slug, c.sync_enabled * t.enabled AS is_on, ' +
        'a.last_request_at, a.last_success_at, a.last_status FROM connector c JOIN tenant t ON t.pk = c.tenant_id ' +
        'LEFT JOIN connector_activity a ON a.tenant_id = c.tenant_id AND a.connector_id = c.pk ORDER BY c.pk LIMIT ?',
      [limit],
    );
    return rows.map(overviewOf);
  }
}

function overviewOf(row: OverviewRow): ConnectorOverview {
  const { pk, tenant_id: tenantPk, last_request_at: lastRequestAt, last_status: lastStatus } = row;
  const activity =
    lastRequestAt === null || lastStatus === null
      ? undefined
      : { pk, tenantPk, lastRequestAt, lastSuccessAt: row.last_success_at, lastStatus };
  return { pk, tenantPk, tenantSlug: row.tenant_slug, slug: row.slug, isOn: Number(row.is_on) === 1, activity };
}

/**
 * One row, selected from its connector, so that none is left for one that is gone. Never back in time: other instances
 * write the same row. MySQL assigns from left to right, so `last_request_at`, which the others compare, comes last.
 */
function upsert(dialect: Dialect): string {
  const insert =
    'INSERT INTO connector_activity (tenant_id, connector_id, last_request_at, last_success_at, last_status) ' +
    'SELECT c.tenant_id, c.pk, ?, ?, ? FROM connector c WHERE c.pk = ? AND c.tenant_id = ? ';
  const table = 'connector_activity';
  const given = (column: string): string => (dialect === 'mysql' ? `VALUES(${column})` : `excluded.${column}`);
  const isLater = (column: string): string => `${given(column)} >= ${table}.${column}`;
  const latest = (column: string, condition: string): string =>
    `${column} = CASE WHEN ${condition} THEN ${given(column)} ELSE ${table}.${column} END`;
  const assignments = [
    latest('last_status', isLater('last_request_at')),
    latest('last_success_at', `${table}.last_success_at IS NULL OR ${isLater('last_success_at')}`),
    latest('last_request_at', isLater('last_request_at')),
  ].join(', ');
  return `${insert}${dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE' : 'ON CONFLICT (tenant_id, connector_id) DO UPDATE SET'} ${assignments}`;
}
