import type { LogEvent } from '../../src/audit/log-event.js';
import type { Database } from '../../src/persistence/database.js';
import { LogWatermark, SETTLED_AFTER_MS } from '../../src/persistence/log-watermark.js';
import { SqlLogLedgerStore } from '../../src/persistence/sql-log-ledger-store.js';
import { verifyLog } from '../../src/persistence/verify-log.js';
import type { Answered } from './log-operations.js';

/** What is buffered when the process is killed is lost: a tenth of a second of refusals, and the time to write them. */
const LOST_WITH_PROCESS_MS = 1_000;
/** The answer says that nobody knows. */
const UNKNOWN = 'may or may not have been made';
const UNREACHABLE = 'cannot reach its database';

export interface Balance {
  readonly problems: readonly string[];
  readonly events: number;
  /** Committed changes of users and groups, by their versions and tombstones. */
  readonly changes: number;
  readonly changeEvents: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** Answered with 503 because the answer to COMMIT was lost, and committed. */
  readonly ambiguous: number;
  /** Answered with 503 because the resource could not be read again for the answer: committed, and its one event says so. */
  readonly unconfirmed: number;
  /** Answered with 503 while not even the tenant could be looked up: such a call stands in the process log alone. */
  readonly unattributed: number;
  /** Refusals, and calls that changed nothing, whose events died with the process. */
  readonly lostWithProcess: number;
  readonly verified: number;
}

/** Also a stranger is refused as one when the tenant that he names cannot be looked up. */
function isUnattributed(what: string, status: number, text: string): boolean {
  return (status === 503 && text.includes(UNREACHABLE)) || (status === 401 && what.startsWith('stranger'));
}

/** Compares database, log and what the clients were told, each with each. @param kills when the server was killed */
export async function balance(
  database: Database,
  answered: readonly Answered[],
  kills: readonly number[] = [],
): Promise<Balance> {
  const problems: string[] = [];
  const [tenant] = await database.read<{ pk: number }>("SELECT pk FROM tenant WHERE slug = 'default'");
  const tenantPk = Number(tenant?.pk);
  const rows = await database.read<{ event: string }>('SELECT event FROM log_event WHERE tenant_id = ? ORDER BY pk', [
    tenantPk,
  ]);
  const events = rows.map(({ event }) => JSON.parse(event) as LogEvent);
  const changes = events.filter(isChange);

  const resources = await database.read<{ id: string; version: number; live: number | null }>(
    'SELECT id, version, live FROM resource WHERE tenant_id = ?',
    [tenantPk],
  );
  const ofTarget = groupBy(changes, ({ target }) => target[0]?.id ?? '');
  const known = new Set(resources.map(({ id }) => id));
  for (const id of ofTarget.keys()) if (!known.has(id)) problems.push(`${id}: events of a resource that is not there`);
  let committed = 0;
  for (const { id, version, live } of resources) {
    const own = ofTarget.get(id) ?? [];
    const deletions = own.filter(isDeletion).length;
    const restores = own.filter(({ eventType }) => eventType.endsWith('.restore')).length;
    if (own.length - deletions !== Number(version))
      problems.push(`${id}: version ${version}, ${own.length - deletions} events`);
    // A restore raises the version, a deletion only makes the tombstone.
    if (deletions - restores !== (live === null ? 1 : 0))
      problems.push(`${id}: ${deletions} deletions, ${restores} restores`);
    committed += Number(version) + restores + (live === null ? 1 : 0);
  }

  const ofCall = groupBy(events, ({ transaction }) => transaction.id);
  const counts = { acknowledged: 0, refused: 0, ambiguous: 0, unconfirmed: 0, unattributed: 0, lostWithProcess: 0 };
  for (const { what, requestId, status, text, atMs } of answered) {
    const own = ofCall.get(requestId) ?? [];
    const results = own.map(({ outcome }) => outcome.result).sort();
    counts[status < 400 ? 'acknowledged' : 'refused'] += 1;
    const isUnknown = status === 503 && text.includes(UNKNOWN);
    if (isUnknown && results.join() === 'FAILURE,SUCCESS') counts.ambiguous += 1;
    else if (status === 503 && text.includes(UNREACHABLE) && results.join() === 'SUCCESS') counts.unconfirmed += 1;
    else if (isUnattributed(what, status, text) && own.length === 0) counts.unattributed += 1;
    else if (results.join() !== (status < 400 ? 'SUCCESS' : 'FAILURE')) {
      const isNearKill = kills.some((killed) => atMs <= killed + 50 && killed - atMs < LOST_WITH_PROCESS_MS);
      if (own.length === 0 && isNearKill) counts.lostWithProcess += 1;
      else
        problems.push(`${what} ${status} ${requestId}: events ${results.join() || 'none'} ${status < 500 ? '' : text}`);
    }
  }
  const changesOfCall = groupBy(changes, ({ transaction }) => transaction.id);
  for (const [id, own] of changesOfCall) if (own.length > 1) problems.push(`call ${id}: ${own.length} change events`);

  await followAll(database);
  const { checked, pending, break: broken } = await verifyLog(database, tenantPk);
  if (broken !== undefined) problems.push(`chain: ${broken.reason}`);
  if (pending !== 0 || checked !== (await countEvents(database, tenantPk)))
    problems.push(`chain: ${checked} checked, ${pending} pending`);
  return {
    problems,
    events: events.length,
    changes: committed,
    changeEvents: changes.length,
    ...counts,
    verified: checked,
  };
}

async function countEvents(database: Database, tenantPk: number): Promise<number> {
  const [row] = await database.read<{ n: number }>('SELECT COUNT(*) AS n FROM log_event WHERE tenant_id = ?', [
    tenantPk,
  ]);
  return Number(row?.n);
}

/** Nobody writes any more: keys that are missing are given up at once, by a clock that is half a minute further. */
async function followAll(database: Database): Promise<void> {
  let now = 0;
  const ledger = new SqlLogLedgerStore(database, new LogWatermark(database, () => now));
  for (let round = 0; round < 3; round += 1) {
    await ledger.follow();
    now += SETTLED_AFTER_MS + 1_000;
  }
}

const isDeletion = ({ eventType }: LogEvent): boolean => /(?:user\.delete|delete\.completed)$/.test(eventType);

/** A call that changed nothing has an event without changes; a deletion has none to tell of, either. */
function isChange(event: LogEvent): boolean {
  const { outcome, target, changes, eventType } = event;
  if (outcome.result !== 'SUCCESS' || !['User', 'AppGroup'].includes(target[0]?.type ?? '')) return false;
  return changes.length > 0 || isDeletion(event) || eventType.endsWith('.restore');
}

function groupBy(
  events: readonly LogEvent[],
  keyOf: (event: LogEvent) => string,
): ReadonlyMap<string, readonly LogEvent[]> {
  const groups = new Map<string, LogEvent[]>();
  for (const event of events) {
    const known = groups.get(keyOf(event));
    if (known === undefined) groups.set(keyOf(event), [event]);
    else known.push(event);
  }
  return groups;
}
