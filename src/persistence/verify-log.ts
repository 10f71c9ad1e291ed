import { genesisHash, nextHash } from './event-chain.js';
import { type Head, readHead, type SegmentRow } from './log-head.js';
import type { ReadingDatabase } from './open-for-reading.js';
import { inOrderOf } from './sql.js';

/** Events, and bytes of them, in a page; two pages are in memory at once. */
const PAGE = 1_000;
const PAGE_BYTES = 16 * 1024 * 1024;

type Reader = Pick<ReadingDatabase, 'dialect' | 'read'>;

/** What is known from outside of a chain: the hash that an event had at a time. */
export interface KnownHash {
  readonly seq: number;
  /** In hex. */
  readonly hash: string;
  readonly at: string;
}

/** The first place at which the log is not what the chain says. */
export interface Break {
  /** Number of the event in the chain. */
  readonly seq: number;
  readonly uuid?: string;
  readonly published?: string;
  readonly reason: string;
}

export interface Verification {
  /** Events whose hash was computed again. */
  readonly checked: number;
  /** Events that retention removed, whose segments are still there. */
  readonly removed: number;
  /** Recorded, not yet in the chain: nothing is known of them. */
  readonly pending: number;
  readonly seq: number;
  readonly hash: string;
  /** Checkpoints that agree; and those that cannot be compared, since the event they name was removed. */
  readonly checkpoints: { readonly agreed: number; readonly removed: number };
  readonly break?: Break;
}

interface EventRow {
  readonly pk: number;
  readonly uuid: string;
  readonly published: string;
  readonly event: string;
}

interface LinkRow {
  readonly event_pk: number;
  readonly seq: number;
  readonly hash: Buffer;
}

interface Span {
  readonly after: number;
  readonly count: number;
  readonly last: number;
}

interface Page {
  readonly events: readonly EventRow[];
  readonly links: readonly LinkRow[];
}

/** Found; ends the walk. */
class Broken extends Error {
  constructor(readonly at: Break) {
    super(at.reason);
  }
}

/**
 * Computes a tenant's chain again from its events and compares it with what was written when they were taken in, and with
 * checkpoints from outside. Reads page by page, so its memory does not grow with the log. Beside a running server it may
 * meet retention at work: then it looks once more.
 * @param checkpoints of this tenant, whose signatures were checked
 */
export async function verifyLog(
  database: Reader,
  tenantPk: number,
  checkpoints: readonly KnownHash[] = [],
): Promise<Verification> {
  const first = await verifyOnce(database, tenantPk, checkpoints);
  if (first.break === undefined) return first;
  const again = await verifyOnce(database, tenantPk, checkpoints);
  return again.break === undefined || again.removed !== first.removed ? again : first;
}

async function verifyOnce(
  database: Reader,
  tenantPk: number,
  checkpoints: readonly KnownHash[],
): Promise<Verification> {
  const head = await readHead(database, tenantPk);
  const walk = new Walk(database, tenantPk, head, checkpoints);
  let found: Break | undefined;
  try {
    await walk.run();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    found = error.at;
  }
  const [row] = await database.read<{ pending: number }>(
    `SELECT COUNT(*) AS pending FROM log_event${inOrderOf(database.dialect, 'ix_log_event_tenant')} WHERE tenant_id = ? AND pk > ?`,
    [tenantPk, head.eventPk],
  );
  const { checked, removed, agreed, removedCheckpoints } = walk;
  return {
    ...{ checked, removed, pending: Number(row?.pending ?? 0), seq: head.seq, hash: head.hash.toString('hex') },
    ...{ checkpoints: { agreed, removed: removedCheckpoints }, ...(found && { break: found }) },
  };
}

class Walk {
  checked = 0;
  removed = 0;
  agreed = 0;
  removedCheckpoints = 0;
  private seq = 0;
  private hash: Buffer;
  private pk = 0;
  private segments: readonly SegmentRow[] = [];
  private nextSegment = 0;
  private readonly awaited: KnownHash[];
  private readonly inOrder: string;

  constructor(
    private readonly database: Reader,
    private readonly tenantPk: number,
    private readonly head: Head,
    checkpoints: readonly KnownHash[],
  ) {
    this.hash = genesisHash(tenantPk);
    this.inOrder = inOrderOf(database.dialect, 'ix_log_event_tenant');
    this.awaited = checkpoints.toSorted((one, other) => one.seq - other.seq);
  }

  async run(): Promise<void> {
    const rows = await this.database.read<SegmentRow>('SELECT * FROM log_segment WHERE tenant_id = ? ORDER BY number', [
      this.tenantPk,
    ]);
    // One that ended since the head was read is still the open one here.
    this.segments = rows.filter(({ number }) => Number(number) < this.head.segment);
    this.compareSegments();
    this.skipRemoved();
    this.meetCheckpoints();
    for await (const page of this.pages()) this.meetAll(page);
    this.compareEnd();
  }

  /** Each segment goes on where the one before it ended, and the open one behind the last. */
  private compareSegments(): void {
    let [seq, hash, isKept] = [0, genesisHash(this.tenantPk), false];
    for (const [i, segment] of this.segments.entries()) {
      const isNext =
        Number(segment.number) === i + 1 && Number(segment.first_seq) === seq + 1 && segment.previous_hash.equals(hash);
      if (!isNext) throw new Broken({ seq: seq + 1, reason: `segment ${i + 1} of the log is missing or was changed` });
      if (segment.removed_at !== null && isKept)
        throw new Broken({ seq: seq + 1, reason: `segment ${i + 1} says that it was removed before an older one` });
      isKept ||= segment.removed_at === null;
      [seq, hash] = [Number(segment.last_seq), segment.last_hash];
    }
    const { segment, firstSeq, previousHash } = this.head;
    if (segment !== this.segments.length + 1 || firstSeq !== seq + 1 || !previousHash.equals(hash))
      throw new Broken({ seq: seq + 1, reason: 'the open segment of the log does not go on where the last one ended' });
  }

  private skipRemoved(): void {
    for (const segment of this.segments) {
      if (segment.removed_at === null) return;
      this.nextSegment += 1;
      this.removed += Number(segment.last_seq) - Number(segment.first_seq) + 1;
      [this.seq, this.hash, this.pk] = [Number(segment.last_seq), segment.last_hash, Number(segment.last_pk)];
      // Those at the end of a segment can be compared, whatever became of its events.
      while ((this.awaited[0]?.seq ?? Infinity) < this.seq) {
        this.awaited.shift();
        this.removedCheckpoints += 1;
      }
      this.meetCheckpoints();
    }
  }

  /**
   * All that is kept, page by page. A database of its own looks for the next page, and counts the bytes of the one
   * behind that, while one is hashed.
   */
  private async *pages(): AsyncGenerator<Page> {
    let page: Promise<Page> | undefined;
    let ahead: Promise<Span> | undefined = this.spanBehind(this.pk);
    while (ahead !== undefined) {
      const span: Span = await ahead;
      const next = this.read(span);
      ahead = span.count === 0 ? undefined : this.spanBehind(span.last);
      // Whoever finds a break does not wait for them.
      for (const left of [next, ahead]) left?.catch(() => undefined);
      if (page !== undefined) yield await page;
      page = next;
    }
    if (page !== undefined) yield await page;
  }

  /** How far the next page may go, so that it fits into memory. */
  private async spanBehind(pk: number): Promise<Span> {
    const sizes = await this.database.read<{ pk: number; size: number }>(
      `SELECT pk, OCTET_LENGTH(event) AS size FROM log_event${this.inOrder} WHERE tenant_id = ? AND pk > ? AND pk <= ? ORDER BY pk LIMIT ?`,
      [this.tenantPk, pk, this.head.eventPk, PAGE],
    );
    const count = within(sizes);
    return { after: pk, count, last: Number(sizes[count - 1]?.pk ?? pk) };
  }

  private async read(span: Span): Promise<Page> {
    // Behind the last event there may be links whose events are gone.
    const params = [this.tenantPk, span.after, this.head.eventPk, Math.max(1, span.count)];
    const [events, links] = await Promise.all([
      this.database.read<EventRow>(
        `SELECT pk, uuid, published, event FROM log_event${this.inOrder} WHERE tenant_id = ? AND pk > ? AND pk <= ? ORDER BY pk LIMIT ?`,
        params,
      ),
      this.database.read<LinkRow>(
        `SELECT event_pk, seq, hash FROM log_link${inOrderOf(this.database.dialect, 'PRIMARY')} WHERE tenant_id = ? AND event_pk > ? AND event_pk <= ? ORDER BY event_pk LIMIT ?`,
        params,
      ),
    ]);
    return { events, links };
  }

  private meetAll({ events, links }: Page): void {
    for (const [i, event] of events.entries()) this.meet(event, links[i]);
    const left = events.length === 0 ? links[0] : undefined;
    if (left !== undefined) throw new Broken({ seq: Number(left.seq), reason: 'the event was deleted' });
  }

  private meet(event: EventRow, link: LinkRow | undefined): void {
    const { uuid, published } = event;
    const seq = this.seq + 1;
    if (link === undefined || Number(link.event_pk) > Number(event.pk))
      throw new Broken({ seq, uuid, published, reason: 'the event was inserted: it has no place in the chain' });
    if (Number(link.event_pk) < Number(event.pk)) throw new Broken({ seq, reason: 'the event was deleted' });
    if (Number(link.seq) !== seq)
      throw new Broken({ seq, uuid, published, reason: `the event bears the number ${Number(link.seq)}` });
    this.hash = nextHash(this.hash, event.event);
    if (!link.hash.equals(this.hash))
      throw new Broken({ seq, uuid, published, reason: 'the event or its hash was changed' });
    assertColumns(event, seq);
    [this.seq, this.pk, this.checked] = [seq, Number(event.pk), this.checked + 1];
    this.meetSegment();
    this.meetCheckpoints();
  }

  private meetSegment(): void {
    const segment = this.segments[this.nextSegment];
    if (segment === undefined || Number(segment.last_seq) !== this.seq) return;
    if (Number(segment.last_pk) !== this.pk || !segment.last_hash.equals(this.hash))
      throw new Broken({ seq: this.seq, reason: `segment ${Number(segment.number)} does not end as it says` });
    this.nextSegment += 1;
  }

  private meetCheckpoints(): void {
    while (this.awaited[0]?.seq === this.seq) {
      const { hash, at } = this.awaited.shift() ?? { hash: '', at: '' };
      if (hash !== this.hash.toString('hex'))
        throw new Broken({ seq: this.seq, reason: `the chain was rewritten: a checkpoint of ${at} has another hash` });
      this.agreed += 1;
    }
  }

  private compareEnd(): void {
    const { seq, hash } = this.head;
    if (seq !== this.seq || !hash.equals(this.hash))
      throw new Broken({
        seq: this.seq + 1,
        reason: `the end of the log is missing: the chain went on to event ${seq}`,
      });
    const [next] = this.awaited;
    if (next !== undefined)
      throw new Broken({
        seq: this.seq + 1,
        reason: `the end of the log is missing: a checkpoint of ${next.at} knows event ${next.seq}`,
      });
  }
}

/** How many fit into memory; one at least. */
function within(sizes: readonly { readonly size: number }[]): number {
  let bytes = 0;
  const tooFar = sizes.findIndex(({ size }, i) => (bytes += Number(size)) > PAGE_BYTES && i > 0);
  return tooFar === -1 ? sizes.length : tooFar;
}

/** What is beside the event in its row is found by, and so must be what the event says. */
function assertColumns({ uuid, published, event }: EventRow, seq: number): void {
  if (event.includes(`"published":"${published}"`) && event.includes(`"uuid":"${uuid}"`)) return;
  throw new Broken({ seq, uuid, published, reason: 'the row of the event does not agree with the event' });
}
