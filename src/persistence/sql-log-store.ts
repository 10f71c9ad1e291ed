import type { LogEvent } from '../audit/log-event.js';
import { type LogPage, type LogQuery, LogStore } from '../audit/log-store.js';
import type { Database } from './abstract-database.js';
import { insertEvents, type LogEntry } from './append-event.js';
import { isResourceId } from './resource-columns.js';
import { settledRows } from './settled-rows.js';
import { chunksOf, type SqlPart } from './sql.js';

const ROWS_PER_INSERT = 200;

/** Text of events in one page, which has at least one. */
const PAGE_BYTES = 8 * 1024 * 1024;

interface Row {
  readonly pk: number;
  readonly published: string;
  readonly event: string;
}

interface PageRow extends Row {
  /** How many the page would have if bytes did not count. */
  readonly picked: number;
}

/** The log in a table, in the order of its keys. */
export class SqlLogStore extends LogStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  /** All or none. An event that is there already, from a try of which the answer was lost, is not written twice. */
  override async append(entries: readonly LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const verb = this.database.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
    await this.database.withTransaction(async (tx) => {
      for (const chunk of chunksOf(entries, ROWS_PER_INSERT)) {
        const { sql, params } = insertEvents(chunk, verb);
        await tx.execute(sql, params);
      }
    });
  }

  override async query(tenantPk: number, query: LogQuery): Promise<LogPage> {
    const conditions = conditionsOf(tenantPk, query);
    const direction = query.order === 'ASCENDING' ? 'ASC' : 'DESC';
    const found = await this.database.read<PageRow>(
      `SELECT l.pk, l.published, l.event, b.picked FROM (SELECT s.pk, s.size, ` +
        `SUM(s.size) OVER (ORDER BY s.pk ${direction}) AS bytes, COUNT(*) OVER () AS picked ` +
        'FROM (SELECT w.pk, OCTET_LENGTH(w.event) AS size FROM (SELECT pk FROM log_event ' +
        `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} ORDER BY pk ${direction} LIMIT ?) p ` +
        'JOIN log_event w ON w.pk = p.pk) s) b JOIN log_event l ON l.pk = b.pk ' +
        `WHERE b.bytes - b.size < ? ORDER BY b.pk ${direction}`,
      [...conditions.flatMap(({ params }) => params), query.limit, PAGE_BYTES],
    );
    // Who reads on from here must not have passed an event that is still on its way.
    const rows = query.order === 'ASCENDING' ? await this.settled(found, query.after) : found;
    const events = rows.map(({ event }) => JSON.parse(event) as LogEvent);
    const last = rows.at(-1)?.pk;
    const more = rows.length < Number(found[0]?.picked ?? 0);
    return last === undefined ? { events, more } : { events, last, more };
  }

  private async settled(rows: readonly Row[], after: number | undefined): Promise<readonly Row[]> {
    if (this.database.dialect === 'sqlite') return rows;
    return settledRows(this.database, rows, after, this.now());
  }

  override async find(tenantPk: number, uuid: string): Promise<LogEvent | undefined> {
    if (!isResourceId(uuid)) return undefined;
    const [row] = await this.database.read<Row>(
      'SELECT pk, published, event FROM log_event WHERE uuid = ? AND tenant_id = ?',
      [uuid, tenantPk],
    );
    return row && (JSON.parse(row.event) as LogEvent);
  }
}

function conditionsOf(tenantPk: number, { since, until, after, order }: LogQuery): readonly SqlPart[] {
  return [
    { sql: 'tenant_id = ?', params: [tenantPk] },
    ...(since === undefined ? [] : [{ sql: 'published >= ?', params: [since] }]),
    ...(until === undefined ? [] : [{ sql: 'published < ?', params: [until] }]),
    ...(after === undefined ? [] : [{ sql: order === 'ASCENDING' ? 'pk > ?' : 'pk < ?', params: [after] }]),
  ];
}
