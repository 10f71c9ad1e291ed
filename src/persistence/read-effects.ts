import type { LogEvent } from '../audit/log-event.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Snapshot } from './open-snapshot.js';
import { inOrderOf } from './sql.js';

/** Few, for one event may name a hundred thousand members. */
const EVENTS = 200;
/** How the JSON of an event with effects reads; no other text of an event can: its quotation marks would be escaped. */
const EFFECTS = ',"effects":[';

/** Every event of a tenant that has effects, in the order in which they were committed for any one resource. */
export async function* readEffects(snapshot: Snapshot, { tenantPk }: TenantScope): AsyncGenerator<LogEvent> {
  for (let after = 0; ;) {
    const rows = await snapshot.rows<{ pk: number; event: string }>(
      `SELECT l.pk, l.event FROM log_event l${inOrderOf(snapshot.dialect, 'ix_log_event_tenant')} ` +
        'WHERE l.tenant_id = ? AND l.pk > ? ORDER BY l.pk LIMIT ?',
      [tenantPk, after, EVENTS],
    );
    for (const { event } of rows) if (event.includes(EFFECTS)) yield JSON.parse(event) as LogEvent;
    const last = rows.at(-1);
    if (last === undefined || rows.length < EVENTS) return;
    after = last.pk;
  }
}

/** When the last event was published that is no longer kept; undefined where all of them are. */
export async function removedUpTo(snapshot: Snapshot, { tenantPk }: TenantScope): Promise<string | undefined> {
  const [row] = await snapshot.rows<{ at: string | null }>(
    'SELECT MAX(s.max_published) AS at FROM log_segment s WHERE s.tenant_id = ? AND s.removed_at IS NOT NULL',
    [tenantPk],
  );
  return row?.at ?? undefined;
}
