import type { LogEvent } from '../audit/log-event.js';
import { type LogCondition, type LogPage, type LogQuery, LogStore } from '../audit/log-store.js';
import type { Database } from './abstract-database.js';
import { appendEvents, type LogEntry } from './append-event.js';
import { type Bounds, candidateArms, candidateSql, directionOf } from './event-candidates.js';
import { eventCondition } from './event-conditions.js';
import { narrowWindow } from './event-window.js';
import { isResourceId } from './resource-columns.js';
import { settledRows } from './settled-rows.js';

/** Text of events in one page, which has at least one. */
const PAGE_BYTES = 8 * 1024 * 1024;
/** Candidates that one statement looks at where not every one of them will do. */
const CHUNK = 2_000;
/** The same where no column says anything, so that every event is parsed: this process does nothing else meanwhile. */
const PARSED_CHUNK = 250;
/** How long one query looks before it gives up. */
const LOOK_MS = 5_000;
/** Candidates that one query looks at before it gives up. */
export const LOOK_THROUGH = 100_000;

interface Row {
  readonly pk: number;
  readonly published: string;
  /** Null for a candidate that cannot match, and for the end of the log. */
  readonly event: string | null;
}

interface PageRow extends Row {
  /** How many the page would have if bytes did not count. */
  readonly picked: number;
}

interface Chunk {
  readonly rows: readonly Row[];
  /** Nothing follows. */
  readonly isLast: boolean;
  /** What follows may not be looked at yet. */
  readonly isHeldBack: boolean;
}

/** The log in a table, in the order of its keys. */
export class SqlLogStore extends LogStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
    private readonly lookThrough = LOOK_THROUGH,
  ) {
    super();
  }

  /** All or none. An event that is there already, from a try of which the answer was lost, is not written twice. */
  override async append(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.database.withTransaction((tx) => appendEvents(tx, entries));
  }

  override async query(tenantPk: number, query: LogQuery): Promise<LogPage> {
    if (query.limit === 0) return { events: [] };
    const { where, limit } = query;
    const window = narrowWindow({ since: query.since, until: query.until }, where?.filter);
    const events: LogEvent[] = [];
    const started = performance.now();
    const chunk = where !== undefined && isParsed(where) ? PARSED_CHUNK : CHUNK;
    let [last, bytes, seen] = [query.after, 0, 0];
    const page = (more: boolean, isCut = false): LogPage => ({
      ...{ events, more, isCut },
      ...(last === undefined || last === query.after ? {} : { last }),
    });
    for (;;) {
      const bounds: Bounds = { ...window, tenantPk, order: query.order, after: last };
      const size = where === undefined ? limit : seen === 0 ? Math.min(Math.max(limit, 100), chunk) : chunk;
      const { rows, isLast, isHeldBack } = await this.readChunk(bounds, where, Math.min(size, this.lookThrough - seen));
      for (const { pk, event } of rows) {
        last = pk;
        seen += 1;
        const parsed = event === null ? undefined : (JSON.parse(event) as LogEvent);
        if (parsed === undefined || event === null || where?.matches(parsed) === false) continue;
        events.push(parsed);
        bytes += Buffer.byteLength(event);
        if (events.length === limit) return page(true);
      }
      if (isHeldBack) return page(true);
      if (isLast) return page(false);
      if (bytes >= PAGE_BYTES) return page(true);
      if (seen >= this.lookThrough || performance.now() - started > LOOK_MS) return page(true, true);
      await breath();
    }
  }

  private async readChunk(bounds: Bounds, where: LogCondition | undefined, limit: number): Promise<Chunk> {
    // Read first: everything up to there that can be seen at all is seen by what follows.
    const end = bounds.order === 'ASCENDING' && where !== undefined ? await this.endOf(bounds) : undefined;
    const { sql, params, isScan } = this.statement(bounds, where, limit);
    const found = await this.database.search<PageRow>(sql, params, { isScan });
    const picked = Number(found[0]?.picked ?? 0);
    const isLast = picked < limit && found.length === picked;
    // A poll that found nothing need not look there again.
    const isBehind = end !== undefined && end.pk > (found.at(-1)?.pk ?? bounds.after ?? 0);
    const rows = isLast && isBehind ? [...found, end] : found;
    const settled = await this.settled(rows, bounds);
    return { rows: settled, isLast, isHeldBack: settled.length < rows.length };
  }

  private statement(bounds: Bounds, where: LogCondition | undefined, limit: number) {
    const { dialect } = this.database;
    const arms = where?.filter && candidateArms(where.filter);
    const candidates = candidateSql(arms, bounds, limit, dialect);
    const condition = where && eventCondition(where.filter, where.probes ?? [], 'w');
    const passes = condition === undefined ? '1' : `CASE WHEN ${condition.sql} THEN 1 ELSE 0 END`;
    const direction = directionOf(bounds);
    const sql =
      'SELECT l.pk, l.published, CASE WHEN b.passes = 1 THEN l.event END AS event, b.picked FROM (' +
      `SELECT s.pk, s.size, s.passes, SUM(s.size) OVER (ORDER BY s.pk ${direction}) AS bytes, COUNT(*) OVER () AS picked ` +
      'FROM (SELECT t.pk, t.passes, CASE WHEN t.passes = 1 THEN t.size ELSE 0 END AS size ' +
      `FROM (SELECT w.pk, OCTET_LENGTH(w.event) AS size, ${passes} AS passes FROM (${candidates.sql}) p ` +
      'JOIN log_event w ON w.pk = p.pk) t) s) b JOIN log_event l ON l.pk = b.pk ' +
      `WHERE b.bytes - b.size < ? ORDER BY b.pk ${direction}`;
    return {
      sql,
      params: [...(condition?.params ?? []), ...candidates.params, PAGE_BYTES],
      isScan: where !== undefined && arms === undefined,
    };
  }

  private async endOf({ tenantPk, until }: Bounds): Promise<Row | undefined> {
    // What is published later is none of a query's business, and may be where the next one goes on.
    if (until !== undefined) return undefined;
    const [row] = await this.database.read<Row>(
      'SELECT pk, published, NULL AS event FROM log_event WHERE tenant_id = ? ORDER BY pk DESC LIMIT 1',
      [tenantPk],
    );
    return row;
  }

  /** Who reads on from here must not have passed an event that is still on its way. */
  private async settled(rows: readonly Row[], { order, after }: Bounds): Promise<readonly Row[]> {
    if (this.database.dialect === 'sqlite' || order === 'DESCENDING') return rows;
    return settledRows(this.database, rows, after, this.now());
  }

  override async find(tenantPk: number, uuid: string): Promise<LogEvent | undefined> {
    if (!isResourceId(uuid)) return undefined;
    const [row] = await this.database.read<{ event: string }>(
      'SELECT event FROM log_event WHERE uuid = ? AND tenant_id = ?',
      [uuid, tenantPk],
    );
    return row && (JSON.parse(row.event) as LogEvent);
  }
}

function isParsed({ filter, probes = [] }: LogCondition): boolean {
  return eventCondition(filter, probes, 'w') === undefined;
}

/** Lets other requests in between two looks: SQLite answers without ever waiting. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
