import type { LogEvent } from '../audit/log-event.js';
import { inSteps } from '../tenancy/in-steps.js';
import { type ChainEnd, type LogHead, LogLedgerStore, type LogSegment } from '../audit/log-ledger-store.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { deleteTenantData } from './delete-tenant-data.js';
import { chainId } from './event-chain.js';
import { closeSegment, lockHead, readHead, type SegmentRow } from './log-head.js';
import type { LogWatermark } from './log-watermark.js';
import { removeEvents } from './remove-events.js';
import { type Sizes, takeInEvents } from './take-in-events.js';
import { inOrderOf } from './sql.js';

/** The chain, the index and the segments in tables beside `log_event`. */
export class SqlLogLedgerStore extends LogLedgerStore {
  /** Undefined until the tenants were asked for that have events from before this process. */
  private waiting: Set<number> | undefined;

  constructor(
    private readonly database: Database,
    private readonly watermark: LogWatermark,
    private readonly sizes?: Sizes,
  ) {
    super();
  }

  override async follow(isStopped: () => boolean = () => false): Promise<number> {
    const waiting = (this.waiting ??= new Set(await this.tenantsBehind()));
    const { upTo } = await this.watermark.advance();
    for (const tenantPk of this.watermark.takeChanged(upTo)) if (tenantPk > 0) waiting.add(tenantPk);
    let taken = 0;
    for (const tenantPk of waiting) {
      let isMore = true;
      // With rests, in which this process reads requests: on SQLite a step never waits for anything.
      await inSteps(async () => {
        const step = await this.database.withTransaction((tx) => takeInEvents(tx, tenantPk, upTo, this.sizes));
        taken += step.taken;
        isMore = step.more;
        return isMore;
      }, isStopped);
      if (isMore) return taken;
      waiting.delete(tenantPk);
    }
    return taken;
  }

  override async headOf(tenantPk: number): Promise<LogHead> {
    const { seq, hash, eventPk } = await readHead(this.database, tenantPk);
    const [row] = await this.database.read<{ pending: number; removed: number | null }>(
      `SELECT (SELECT COUNT(*) FROM log_event${inOrderOf(this.database.dialect, 'ix_log_event_tenant')} WHERE tenant_id = ? AND pk > ?) AS pending, ` +
        '(SELECT MAX(last_seq) FROM log_segment WHERE tenant_id = ? AND removed_at IS NOT NULL) AS removed',
      [tenantPk, eventPk, tenantPk],
    );
    const oldestSeq = Number(row?.removed ?? 0) + 1;
    return { seq, hash: hash.toString('hex'), pending: Number(row?.pending ?? 0), oldestSeq };
  }

  override async ends(): Promise<readonly ChainEnd[]> {
    const rows = await this.database.read<{ pk: number; slug: string; seq: number; hash: Buffer }>(
      'SELECT t.pk, t.slug, h.seq, h.hash FROM log_head h JOIN tenant t ON t.pk = h.tenant_id WHERE h.seq > 0 ORDER BY t.pk',
    );
    return rows.map(({ pk, slug, seq, hash }) => ({
      ...{ tenant: slug, chain: chainId(pk), seq: Number(seq), hash: hash.toString('hex') },
    }));
  }

  override async pendingOfAll(): Promise<number> {
    const [row] = await this.database.read<{ pending: number }>(
      'SELECT COUNT(*) AS pending FROM log_event WHERE pk > (SELECT COALESCE(MAX(event_pk), 0) FROM log_head) AND tenant_id > 0',
    );
    return Number(row?.pending ?? 0);
  }

  override async closeSegment(tenantPk: number, before: string): Promise<void> {
    await this.database.withTransaction(async (tx) => {
      const head = await lockHead(tx, tenantPk);
      if (head !== undefined && head.maxPublished !== null && head.maxPublished < before) await closeSegment(tx, head);
    });
  }

  override async expiredSegment(tenantPk: number, before: string): Promise<LogSegment | undefined> {
    const [row] = await this.database.read<SegmentRow>(
      'SELECT s.* FROM log_segment s WHERE s.tenant_id = ? AND s.max_published < ? AND (s.removed_at IS NULL OR EXISTS ' +
        '(SELECT 1 FROM log_link l WHERE l.tenant_id = s.tenant_id AND l.event_pk >= s.first_pk AND l.event_pk <= s.last_pk)) ' +
        // Never one before its elder: what is removed is the beginning of the log, without holes.
        'AND NOT EXISTS (SELECT 1 FROM log_segment o WHERE o.tenant_id = s.tenant_id AND o.number < s.number ' +
        'AND o.removed_at IS NULL) ORDER BY s.number LIMIT 1',
      [tenantPk, before],
    );
    return row && { number: Number(row.number), firstSeq: Number(row.first_seq), lastSeq: Number(row.last_seq) };
  }

  override async removeStep(tenantPk: number, number: number, now: string, event: () => LogEvent): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const [segment] = await tx.query<SegmentRow>('SELECT * FROM log_segment WHERE tenant_id = ? AND number = ?', [
        tenantPk,
        number,
      ]);
      if (segment === undefined) return false;
      const { affected } = await tx.execute(
        'UPDATE log_segment SET removed_at = ? WHERE tenant_id = ? AND number = ? AND removed_at IS NULL',
        [now, tenantPk, number],
      );
      const isMore = await removeEvents(tx, tenantPk, segment);
      if (affected > 0) await appendEvent(tx, tenantPk, event());
      return isMore;
    });
  }

  override async removeForgotten(now: Date): Promise<void> {
    const rows = await this.database.read<{ pk: number }>(
      'SELECT h.tenant_id AS pk FROM log_head h WHERE NOT EXISTS (SELECT 1 FROM tenant t WHERE t.pk = h.tenant_id)',
    );
    for (const { pk } of rows) await deleteTenantData(this.database, { tenantPk: pk }, now);
  }

  /** Also those whose events were recorded while no instance ran. */
  private async tenantsBehind(): Promise<readonly number[]> {
    const rows = await this.database.read<{ pk: number }>(
      `SELECT t.pk FROM tenant t WHERE EXISTS (SELECT 1 FROM log_event e${inOrderOf(this.database.dialect, 'ix_log_event_tenant')} ` +
        'WHERE e.tenant_id = t.pk AND e.pk > ' +
        'COALESCE((SELECT h.event_pk FROM log_head h WHERE h.tenant_id = t.pk), 0))',
    );
    return rows.map(({ pk }) => pk);
  }
}
