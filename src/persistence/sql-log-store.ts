import type { LogEvent } from '../audit/log-event.js';
import { type LogPage, type LogQuery, LogStore } from '../audit/log-store.js';
import type { Database } from './abstract-database.js';
import { appendEvents, type LogEntry } from './append-event.js';
import { type Bounds, candidateArms, candidateSql, directionOf } from './event-candidates.js';
import { type Asked, eventCondition } from './event-conditions.js';
import { type Look, lookOf, PAGE_BYTES } from './event-look.js';
import { eventRange } from './event-range.js';
import { narrowWindow } from './event-window.js';
import { LoopTurn } from './loop-turn.js';
import { LogWatermark, type Settled } from './log-watermark.js';
import { isResourceId } from './resource-columns.js';

/** The first look, where not every candidate will do. */
const FIRST_LOOK = 100;
/** Looking at candidates and parsing events begins only while a turn of the event loop is so young; a look takes some 3 ms more. */
const TURN_MS = 2;
/** How long one query looks before it gives up. */
const LOOK_MS = 5_000;
/** Candidates that one query looks at before it gives up. */
export const LOOK_THROUGH = 100_000;

interface Row {
  readonly pk: number;
  /** Null for a candidate that cannot match, and for the end of the log. */
  readonly event: string | null;
}

interface PageRow extends Row {
  /** How many the page would have if bytes did not count. */
  readonly picked: number;
}

interface Chunk {
  readonly rows: readonly Row[];
  /** Nothing follows that may be looked at. */
  readonly isLast: boolean;
}

/** The log in a table, in the order of its keys. */
export class SqlLogStore extends LogStore {
  private readonly turn = new LoopTurn(TURN_MS);

  constructor(
    private readonly database: Database,
    private readonly watermark = new LogWatermark(database),
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
    // First of all: everything up to there is seen by what is read from now on.
    const settled = query.order === 'ASCENDING' ? await this.watermark.advance() : undefined;
    const asked = await this.asked(tenantPk, query);
    const events: LogEvent[] = [];
    const started = performance.now();
    const look = lookOf(where, asked.arms, this.database.dialect);
    const first = Math.min(where === undefined ? limit : Math.max(limit, FIRST_LOOK), look.candidates);
    let [last, bytes, seen] = [query.after, 0, 0];
    const page = (more: boolean, isCut = false): LogPage => ({
      ...{ events, more, isCut },
      ...(last === undefined || last === query.after ? {} : { last }),
    });
    for (;;) {
      const bounds: Bounds = { tenantPk, order: query.order, after: last, upTo: settled?.upTo };
      const candidates = Math.min(seen === 0 ? first : look.candidates, this.lookThrough - seen);
      await this.turn.enter();
      const { rows, isLast } = await this.readChunk(bounds, asked, { ...look, candidates });
      for (const { pk, event } of rows) {
        last = pk;
        seen += 1;
        if (event === null) continue;
        await this.turn.enter();
        const parsed = JSON.parse(event) as LogEvent;
        if (where?.matches(parsed) === false) continue;
        events.push(parsed);
        bytes += Buffer.byteLength(event);
        if (events.length === limit) return page(true);
      }
      if (isLast) {
        last = await this.endFor(query, asked, settled, last);
        return page(settled?.isHeldBack === true);
      }
      if (bytes >= PAGE_BYTES) return page(true);
      if (seen >= this.lookThrough || performance.now() - started > LOOK_MS) return page(true, true);
    }
  }

  private async asked(tenantPk: number, { since, until, where }: LogQuery): Promise<Asked> {
    const filter = where?.filter;
    const window = narrowWindow({ since, until }, filter);
    const arms = filter && candidateArms(filter);
    const range = await eventRange(this.database, tenantPk, window);
    return { tenantPk, filter, probes: where?.probes ?? [], window, arms, range };
  }

  private async readChunk(bounds: Bounds, asked: Asked, look: Look): Promise<Chunk> {
    const { sql, params } = this.statement(bounds, asked, look);
    const found = await this.database.search<PageRow>(sql, params, {
      scanOf: look.isScan ? asked.tenantPk : undefined,
    });
    const picked = Number(found[0]?.picked ?? 0);
    return { rows: found, isLast: picked < look.candidates && found.length === picked };
  }

  private statement(bounds: Bounds, asked: Asked, look: Look) {
    const candidates = candidateSql(asked.arms, bounds, asked.range, look.candidates, this.database.dialect);
    const condition = eventCondition(asked, 'w');
    const direction = directionOf(bounds);
    const sql =
      'SELECT l.pk, CASE WHEN b.passes = 1 THEN l.event END AS event, b.picked FROM (' +
      `SELECT s.pk, s.size, s.passes, SUM(s.size) OVER (ORDER BY s.pk ${direction}) AS bytes, COUNT(*) OVER () AS picked ` +
      'FROM (SELECT t.pk, t.passes, CASE WHEN t.passes = 1 THEN t.size ELSE 0 END AS size ' +
      `FROM (SELECT w.pk, OCTET_LENGTH(w.event) AS size, CASE WHEN ${condition.sql} THEN 1 ELSE 0 END AS passes ` +
      `FROM (${candidates.sql}) p JOIN log_event w ON w.pk = p.pk) t) s) b JOIN log_event l ON l.pk = b.pk ` +
      `WHERE b.bytes - b.size < ? ORDER BY b.pk ${direction}`;
    return { sql, params: [...condition.params, ...candidates.params, look.bytes] };
  }

  /** A poll with a filter need not look again at what it looked at. */
  private async endFor(
    { where, until }: LogQuery,
    { tenantPk }: Asked,
    settled: Settled | undefined,
    last: number | undefined,
  ): Promise<number | undefined> {
    // What is published later is none of a query's business, and may be where the next one goes on.
    if (settled === undefined || where === undefined || until !== undefined) return last;
    const [row] = await this.database.read<{ pk: number | null }>(
      'SELECT MAX(pk) AS pk FROM log_event WHERE tenant_id = ? AND pk <= ?',
      [tenantPk, settled.upTo],
    );
    const end = Number(row?.pk ?? 0);
    return end > (last ?? 0) ? end : last;
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
