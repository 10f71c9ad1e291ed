import type { LogEvent } from '../audit/log-event.js';
import { nextHash } from './event-chain.js';
import { keysOfEvents } from './event-keys.js';
import { closeSegment, type Head, lockOrBegin, writeHead } from './log-head.js';
import type { RecentEvent } from './recent-events.js';
import { chunksOf, type Dialect, inOrderOf, placeholders, rowPlaceholders } from './sql.js';
import type { Transaction } from './transaction.js';

export interface Sizes {
  /** Events that one transaction takes in. */
  readonly batch: number;
  /** Their bytes; a first one is taken in however long it is. */
  readonly bytes: number;
  /** A segment ends with the batch that makes it this long, or as old as a day. */
  readonly segment: number;
}

/** On SQLite nothing else is answered meanwhile: some 4 ms, at 30 µs for an event and 1 µs for a member that one names. */
const SIZES: Readonly<Record<Dialect, Sizes>> = {
  mysql: { batch: 500, bytes: 4 * 1024 * 1024, segment: 2_000 },
  sqlite: { batch: 100, bytes: 256 * 1024, segment: 2_000 },
};

/** On SQLite each number of rows is a statement to prepare and to keep, and more of them save nothing. */
const ROWS_PER_INSERT: Readonly<Record<Dialect, number>> = { mysql: 1_000, sqlite: 100 };
const SEGMENT_MS = 24 * 60 * 60 * 1_000;

interface EventRow {
  readonly pk: number;
  readonly uuid: string;
  readonly published: string;
  /** Of its text, in bytes. */
  readonly size: number;
}

interface FoundEvent extends EventRow, RecentEvent {}

/**
 * Binds a tenant's next events into its chain and makes them findable by their fields.
 * @param upTo how far the log is settled
 */
export async function takeInEvents(
  tx: Transaction,
  tenantPk: number,
  upTo: number,
  { batch, bytes, segment }: Sizes = SIZES[tx.dialect],
): Promise<{ readonly taken: number; readonly more: boolean }> {
  const head = await lockOrBegin(tx, tenantPk);
  if (head === undefined) return { taken: 0, more: false };
  const next = await tx.query<EventRow>(
    `SELECT pk, uuid, published, OCTET_LENGTH(event) AS size FROM log_event${inOrderOf(tx.dialect, 'ix_log_event_tenant')} ` +
      'WHERE tenant_id = ? AND pk > ? AND pk <= ? ORDER BY pk LIMIT ?',
    [tenantPk, head.eventPk, upTo, batch],
  );
  const rows = await eventsOf(tx, tenantPk, next.slice(0, countWithin(next, bytes)));
  if (rows.length === 0) return { taken: 0, more: false };
  await insertKeys(tx, tenantPk, rows);
  const chained = await insertLinks(tx, head, rows);
  if (isFull(chained, segment)) await closeSegment(tx, chained);
  else await writeHead(tx, chained);
  for (const { uuid } of rows) tx.recentEvents.take(uuid);
  return { taken: rows.length, more: rows.length < next.length || next.length === batch };
}

/** At least one, however long it is. */
function countWithin(rows: readonly EventRow[], bytes: number): number {
  let sum = 0;
  const tooFar = rows.findIndex(({ size }, i) => (sum += Number(size)) > bytes && i > 0);
  return tooFar === -1 ? rows.length : tooFar;
}

/** With their texts: of those that another process appended, or this one long ago, from the log. */
async function eventsOf(tx: Transaction, tenantPk: number, rows: readonly EventRow[]): Promise<readonly FoundEvent[]> {
  const recent = new Map(rows.map(({ pk, uuid }) => [pk, tx.recentEvents.find(uuid)]));
  const others = rows.map(({ pk }) => pk).filter((pk) => recent.get(pk) === undefined);
  const found =
    others.length === 0
      ? []
      : await tx.query<{ pk: number; event: string }>(
          `SELECT pk, event FROM log_event WHERE tenant_id = ? AND pk IN (${placeholders(others.length)})`,
          [tenantPk, ...others],
        );
  const read = new Map(found.map(({ pk, event }) => [pk, { text: event, event: JSON.parse(event) as LogEvent }]));
  return rows.map((row) => {
    const event = recent.get(row.pk) ?? read.get(row.pk);
    if (event === undefined) throw new Error('an event was removed while it was taken in');
    return { ...row, ...event };
  });
}

async function insertLinks(tx: Transaction, head: Head, rows: readonly FoundEvent[]): Promise<Head> {
  let { seq, hash, minPublished, maxPublished } = head;
  const links = rows.map(({ pk, published, text }) => {
    seq += 1;
    hash = nextHash(hash, text);
    minPublished = minPublished === null || published < minPublished ? published : minPublished;
    maxPublished = maxPublished === null || published > maxPublished ? published : maxPublished;
    return [head.tenantPk, pk, seq, hash] as const;
  });
  for (const chunk of chunksOf(links, ROWS_PER_INSERT[tx.dialect]))
    await tx.defer(
      `INSERT INTO log_link (tenant_id, event_pk, seq, hash) VALUES ${rowPlaceholders(chunk.length, 4)}`,
      chunk.flat(),
    );
  const isFirst = head.minPublished === null;
  return {
    ...{ ...head, seq, hash, minPublished, maxPublished },
    ...{ eventPk: rows.at(-1)?.pk ?? head.eventPk, firstPk: isFirst ? (rows[0]?.pk ?? head.firstPk) : head.firstPk },
  };
}

/** In the order of the table, so that its pages are written one after the other. */
async function insertKeys(tx: Transaction, tenantPk: number, rows: readonly FoundEvent[]): Promise<void> {
  const insert = 'INSERT INTO log_key (tenant_id, field, value_key, event_pk) VALUES ';
  const keys = keysOfEvents(rows);
  if (tx.dialect === 'mysql') {
    // As text, which the driver would make of it one value after the other; numbers and hexadecimal digits need no escaping.
    const texts = keys.flatMap(({ field, key, pks }) => {
      const head = `(${tenantPk},${field},x'${key.toString('hex')}',`;
      return pks.map((pk) => `${head}${pk})`);
    });
    for (const chunk of chunksOf(texts, ROWS_PER_INSERT.mysql)) await tx.defer(insert + chunk.join(','));
    return;
  }
  const values = keys.flatMap(({ field, key, pks }) => pks.map((pk) => [tenantPk, field, key, pk] as const));
  for (const chunk of chunksOf(values, ROWS_PER_INSERT.sqlite))
    await tx.defer(insert + rowPlaceholders(chunk.length, 4), chunk.flat());
}

function isFull({ seq, firstSeq, minPublished, maxPublished }: Head, length: number): boolean {
  if (seq - firstSeq + 1 >= length) return true;
  return Date.parse(maxPublished ?? '') - Date.parse(minPublished ?? '') >= SEGMENT_MS;
}
