import {
  type Backlog,
  type ExportPosition,
  type ExportStep,
  LogExportStore,
  MOST_COUNTED,
} from '../audit/log-export-store.js';
import type { Database } from './abstract-database.js';
import { inOrderOf } from './sql.js';
import type { Transaction } from './transaction.js';

interface PositionRow {
  readonly pk: number;
  readonly slug: string;
  readonly position: number | string | null;
  readonly newest: number | string | null;
  readonly exported: number | string | null;
  readonly set_aside: number | string | null;
  readonly exported_at: string | null;
  readonly failing_since: string | null;
  readonly problem: string | null;
}

/** Positions in a table: one row for each sink and tenant. */
export class SqlLogExportStore extends LogExportStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async positions(sink: string): Promise<readonly ExportPosition[]> {
    const rows = await this.database.read<PositionRow>(
      'SELECT t.pk, t.slug, e.position, e.exported, e.set_aside, e.exported_at, e.failing_since, e.problem, ' +
        '(SELECT MAX(l.pk) FROM log_event l WHERE l.tenant_id = t.pk) AS newest ' +
        'FROM tenant t LEFT JOIN log_export e ON e.tenant_id = t.pk AND e.sink = ? ORDER BY t.pk',
      [sink],
    );
    return rows.map((row) => ({
      ...{ tenantPk: row.pk, tenantSlug: row.slug, position: Number(row.position ?? 0) },
      newest: Number(row.newest ?? 0),
      ...{ exported: Number(row.exported ?? 0), setAside: Number(row.set_aside ?? 0), exportedAt: row.exported_at },
      ...{ failingSince: row.failing_since, problem: row.problem },
    }));
  }

  override advance(sink: string, step: ExportStep, now: Date): Promise<boolean> {
    const { tenantPk, from, to, exported, setAside } = step;
    return this.database.withTransaction(async (tx) => {
      await addRow(tx, sink, tenantPk);
      const { affected } = await tx.execute(
        'UPDATE log_export SET position = ?, exported = exported + ?, set_aside = set_aside + ?, exported_at = ?, ' +
          'failing_since = NULL, problem = NULL WHERE sink = ? AND tenant_id = ? AND position = ?',
        [to, exported, setAside, now.toISOString(), sink, tenantPk, from],
      );
      return affected > 0;
    });
  }

  override async fail(sink: string, tenantPk: number, problem: string, now: Date): Promise<void> {
    await this.database.withTransaction(async (tx) => {
      await addRow(tx, sink, tenantPk);
      await tx.execute(
        'UPDATE log_export SET problem = ?, failing_since = COALESCE(failing_since, ?) WHERE sink = ? AND tenant_id = ?',
        [problem, now.toISOString(), sink, tenantPk],
      );
    });
  }

  override async backlog(tenantPk: number, position: number): Promise<Backlog> {
    const table = `log_event${inOrderOf(this.database.dialect, 'ix_log_event_tenant')}`;
    const [counted] = await this.database.read<{ n: number | string }>(
      `SELECT COUNT(*) AS n FROM (SELECT pk FROM ${table} WHERE tenant_id = ? AND pk > ? ORDER BY pk LIMIT ?) p`,
      [tenantPk, position, MOST_COUNTED],
    );
    const [first] = await this.database.read<{ published: string }>(
      `SELECT published FROM ${table} WHERE tenant_id = ? AND pk > ? ORDER BY pk LIMIT 1`,
      [tenantPk, position],
    );
    return { count: Number(counted?.n ?? 0), oldest: first?.published ?? null };
  }
}

async function addRow(tx: Transaction, sink: string, tenantPk: number): Promise<void> {
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  await tx.execute(`${verb} INTO log_export (sink, tenant_id, position, exported, set_aside) VALUES (?, ?, 0, 0, 0)`, [
    sink,
    tenantPk,
  ]);
}
