import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { TYPE_CODE } from './resource-columns.js';
import type { SqlPart } from './sql.js';
import type { Transaction } from './transaction.js';

/*
 * How many live users and groups a tenant has, without counting them (docs/adr/0011): the sum of some rows, of which each
 * transaction changes the one of its connection. So no two that run at once wait for each other, and the sum is as exact as
 * what is committed.
 */

const ROWS = 64;
/** Of `correctCount` alone, which looks through the directory while it holds it. */
const CORRECTION = 255;

const ADD = {
  // A connection has one transaction at a time, and those of a pool have consecutive numbers.
  mysql:
    `INSERT INTO live_count (tenant_id, type, part, live) VALUES (?, ?, CONNECTION_ID() % ${ROWS}, ?) ` +
    'ON DUPLICATE KEY UPDATE live = live + VALUES(live)',
  // One writes at a time.
  sqlite:
    'INSERT INTO live_count (tenant_id, type, part, live) VALUES (?, ?, 0, ?) ' +
    'ON CONFLICT (tenant_id, type, part) DO UPDATE SET live = live + excluded.live',
} as const;

/** To be sent late: whoever has the same row, from another instance, waits from here to the end of the transaction. */
export async function addToCount(
  tx: Transaction,
  { tenantPk }: TenantScope,
  type: ResourceTypeName,
  change: 1 | -1,
): Promise<void> {
  await tx.defer(ADD[tx.dialect], [tenantPk, TYPE_CODE[type], change]);
}

/** A scalar: all that a list without a filter finds. */
export function liveCount({ tenantPk }: TenantScope, type: ResourceTypeName): SqlPart {
  return {
    sql: '(SELECT COALESCE(SUM(c.live), 0) FROM live_count c WHERE c.tenant_id = ? AND c.type = ?)',
    params: [tenantPk, TYPE_CODE[type]],
  };
}

/** A scalar that says by how much the sum is wrong: both sides are of one moment. */
function drift(scope: TenantScope, type: ResourceTypeName): SqlPart {
  const { sql, params } = liveCount(scope, type);
  return {
    sql: `(SELECT COUNT(*) FROM resource r WHERE r.tenant_id = ? AND r.type = ? AND r.live = 1) - ${sql}`,
    params: [...params, ...params],
  };
}

/**
 * Counts, and sets right what an instance of a version without this table wrote meanwhile. Others go on writing: their
 * changes are on both sides, or on none. @returns by how much the count was wrong
 */
export async function correctCount(database: Database, scope: TenantScope, type: ResourceTypeName): Promise<number> {
  const { sql, params } = drift(scope, type);
  const [seen] = await database.search<{ drift: number }>(`SELECT ${sql} AS drift`, params, { scanOf: scope.tenantPk });
  if (Number(seen?.drift ?? 0) === 0) return 0;
  return database.withTransaction(async (tx) => {
    // Of two instances that correct at once the second waits here, and then finds nothing to do.
    await addTo(tx, scope, type, 0);
    const [found] = await tx.query<{ drift: number }>(`SELECT ${sql} AS drift`, params);
    const wrong = Number(found?.drift ?? 0);
    if (wrong !== 0) await addTo(tx, scope, type, wrong);
    return wrong;
  });
}

async function addTo(
  tx: Transaction,
  { tenantPk }: TenantScope,
  type: ResourceTypeName,
  change: number,
): Promise<void> {
  const where = 'tenant_id = ? AND type = ? AND part = ?';
  const key = [tenantPk, TYPE_CODE[type], CORRECTION];
  const verb = tx.dialect === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
  await tx.execute(`${verb} INTO live_count (tenant_id, type, part, live) VALUES (?, ?, ?, 0)`, key);
  // The lock: an UPDATE that changes nothing takes it as well.
  await tx.execute(`UPDATE live_count SET live = live + ? WHERE ${where}`, [change, ...key]);
}
