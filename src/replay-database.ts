import { compareDirectories } from './audit/replay/compare-directories.js';
import { Replay } from './audit/replay/replay.js';
import type { ReplayResult } from './cli/replay-report.js';
import type { DatabaseUrl } from './config/env.js';
import { inspectDatabase } from './inspect-database.js';
import { findTenantIn } from './persistence/find-tenant-in.js';
import { openSnapshot, type Snapshot } from './persistence/open-snapshot.js';
import { readDirectory } from './persistence/read-directory.js';
import { readEffects, removedUpTo } from './persistence/read-effects.js';

/** What `rollbook audit replay` does: the log and the directory of one moment. Reads only, also beside a running server. */
export async function replayDatabase(url: DatabaseUrl, tenant: string, describe: number): Promise<ReplayResult> {
  const hindrance = await hindranceOf(url);
  if (hindrance !== undefined) return { failure: hindrance };
  let snapshot: Snapshot | undefined;
  try {
    snapshot = await openSnapshot(url);
    return await replayTenant(snapshot, tenant, describe);
  } catch (error) {
    return { failure: `The log could not be replayed: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    await snapshot?.close();
  }
}

async function replayTenant(snapshot: Snapshot, slug: string, describe: number): Promise<ReplayResult> {
  const scope = await findTenantIn(snapshot, slug);
  if (scope === undefined)
    return { failure: `There is no tenant ${JSON.stringify(slug.slice(0, 63))} in this database.` };
  const replay = new Replay();
  for await (const event of readEffects(snapshot, scope)) replay.add(event);
  const replayed = replay.end(await removedUpTo(snapshot, scope));
  const comparison = await compareDirectories(readDirectory(snapshot, scope), replayed, describe);
  const { events, since = null, breaks } = replayed;
  return { events, since, ...comparison, breaks };
}

/** In words; undefined where nothing is in the way. */
async function hindranceOf(url: DatabaseUrl): Promise<string | undefined> {
  const facts = await inspectDatabase(url);
  if (facts.kind === 'unusable') return facts.reason;
  const schema = facts.kind === 'mysql' ? facts.schema : facts.content?.schema;
  if (schema === undefined) return 'There is no database yet.';
  if (schema.unknown.length > 0) return 'A newer version of Rollbook made this database. Use that version.';
  if (schema.pending.length > 0) return 'The database is of an older version. Run rollbook migrate first.';
  return undefined;
}
