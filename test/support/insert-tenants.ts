import type { Database } from '../../src/persistence/abstract-database.js';

/** Tenants with these keys: an event is written for one that is there alone. */
export function insertTenants(database: Database, ...pks: readonly number[]): Promise<void> {
  return database.withTransaction(async (tx) => {
    for (const pk of pks)
      await tx.execute(
        'INSERT INTO tenant (pk, slug, display_name, enabled, schema_version, log_retention_days, created_at) VALUES (?, ?, ?, 1, 0, 90, ?)',
        [pk, `t${pk}`, `Tenant ${pk}`, '2026-01-01T00:00:00.000Z'],
      );
  });
}
