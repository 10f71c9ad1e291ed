import type { Database } from './abstract-database.js';

/** Longer than any transaction takes (deadline 25 s): a key that is missing for so long will never appear. */
export const SETTLED_AFTER_MS = 30_000;
const STEP = 5_000;

/** How far the log, of all tenants, can be read in the order of its keys without passing by an event. */
export interface Settled {
  readonly upTo: number;
  /** Whether there are events behind it, which have to wait. */
  readonly isHeldBack: boolean;
}

interface Row {
  readonly pk: number;
  readonly tenant_id: number;
}

/**
 * MySQL hands out a key when a row is inserted and shows the row when its transaction commits, so a lower key can appear
 * after a higher one, and whoever reads in the order of keys would pass it by for ever. So one reads only up to the first
 * key that is missing and may still come. A missing key is given up once this process has known of a higher one for longer
 * than any transaction lasts; clocks of other instances and of events play no part in it.
 * Ask before reading: what appears between the two is behind the mark.
 */
export class LogWatermark {
  private upTo: number | undefined;
  /** The highest key that was seen, and when; oldest first. */
  private readonly seen: { readonly atMs: number; readonly pk: number }[] = [];
  /** The last event of each tenant that was seen. */
  private readonly changed = new Map<number, number>();

  /** @param nowMs a clock that never goes back */
  constructor(
    private readonly database: Database,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  async advance(): Promise<Settled> {
    // What was taken into a chain was settled then, whoever did it.
    let upTo = (this.upTo ??= await this.highest('SELECT MAX(event_pk) AS pk FROM log_head'));
    let isHeldBack = false;
    for (let isMore = true; isMore && !isHeldBack;) {
      const rows = await this.database.read<Row>(
        'SELECT pk, tenant_id FROM log_event WHERE pk > ? ORDER BY pk LIMIT ?',
        [upTo, STEP],
      );
      isMore = rows.length === STEP;
      for (const { pk, tenant_id: tenantPk } of rows) {
        isHeldBack = this.mayStillCome(upTo + 1, pk - 1);
        if (isHeldBack) break;
        upTo = pk;
        this.changed.set(tenantPk, pk);
      }
    }
    this.note(isHeldBack ? await this.highest('SELECT MAX(pk) AS pk FROM log_event') : upTo);
    this.upTo = Math.max(this.upTo, upTo);
    return { upTo, isHeldBack };
  }

  /** Tenants that have events up to there since this was asked last; what others saw behind it is kept for the next time. */
  takeChanged(upTo: number): readonly number[] {
    const taken = [...this.changed.keys()];
    for (const [tenantPk, pk] of this.changed) if (pk <= upTo) this.changed.delete(tenantPk);
    return taken;
  }

  private mayStillCome(first: number, last: number): boolean {
    // On SQLite keys appear in their order.
    if (first > last || this.database.dialect === 'sqlite') return false;
    const horizon = this.nowMs() - SETTLED_AFTER_MS;
    const givenUp = this.seen.findLast(({ atMs }) => atMs <= horizon)?.pk ?? 0;
    return last > givenUp;
  }

  private note(pk: number): void {
    const now = this.nowMs();
    const newest = this.seen.at(-1);
    // One note a second is exact enough.
    if (newest === undefined || now - newest.atMs >= 1_000) this.seen.push({ atMs: now, pk });
    const old = this.seen.findLastIndex(({ atMs }) => atMs <= now - SETTLED_AFTER_MS);
    if (old > 0) this.seen.splice(0, old);
  }

  private async highest(sql: string): Promise<number> {
    const [row] = await this.database.read<{ pk: number | null }>(sql);
    return Number(row?.pk ?? 0);
  }
}
