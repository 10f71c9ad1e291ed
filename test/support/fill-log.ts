import { LogStore } from '../../src/audit/log-store.js';
import type { LogEvent } from '../../src/audit/log-event.js';
import { sampleEvent } from '../contract/sample-event.js';
import type { TestApp } from './app.js';

const CHUNK = 500;
const FIRST_MS = Date.parse('2026-10-01T00:00:00.000Z');

/** Writes events into the log of a tenant, a second apart, each with its number in its sentence. */
export async function fillLog(
  app: TestApp,
  slug: string,
  count: number,
  make: (number: number) => Partial<LogEvent> = () => ({}),
): Promise<void> {
  const [tenant] = await app.database.read<{ pk: number }>('SELECT pk FROM tenant WHERE slug = ?', [slug]);
  if (tenant === undefined) throw new Error(`no tenant ${slug}`);
  const store = app.app.get(LogStore, { strict: false });
  for (let start = 0; start < count; start += CHUNK) {
    const entries = Array.from({ length: Math.min(CHUNK, count - start) }, (_, index) => {
      const number = start + index;
      const event = sampleEvent(`event ${number}`, new Date(FIRST_MS + number * 1_000).toISOString());
      return { tenantPk: tenant.pk, event: { ...event, ...make(number) } };
    });
    await store.append(entries);
  }
}
