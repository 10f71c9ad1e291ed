import type { LastUse } from '../credentials/credential-store.js';
import type { Database } from './abstract-database.js';
import { chunksOf, placeholders } from './sql.js';

const CHUNK = 200;

/** Notes when and from where secrets were last used: one statement for many, never going back in time. */
export async function recordLastUse(
  database: Database,
  table: 'credential' | 'admin_token',
  uses: readonly LastUse[],
): Promise<void> {
  for (const chunk of chunksOf(latestPerKey(uses), CHUNK)) {
    const cases = chunk.map(() => 'WHEN ? THEN ?').join(' ');
    const ats = chunk.flatMap(({ pk, at }) => [pk, at]);
    const ips = chunk.flatMap(({ pk, ip }) => [pk, ip]);
    const pks = chunk.map(({ pk }) => pk);
    await database.withTransaction((tx) =>
      tx.execute(
        `UPDATE ${table} SET last_used_ip = CASE pk ${cases} END, last_used_at = CASE pk ${cases} END ` +
          `WHERE pk IN (${placeholders(pks.length)}) AND (last_used_at IS NULL OR last_used_at <= CASE pk ${cases} END)`,
        [...ips, ...ats, ...pks, ...ats],
      ),
    );
  }
}

function latestPerKey(uses: readonly LastUse[]): readonly LastUse[] {
  const latest = new Map<number, LastUse>();
  for (const use of uses) {
    const known = latest.get(use.pk);
    if (known === undefined || known.at <= use.at) latest.set(use.pk, use);
  }
  return [...latest.values()];
}
