import type { LogEvent } from '../audit/log-event.js';
import { nextHash } from './event-chain.js';
import { eventKeys } from './event-keys.js';
import { closeSegment, type Head, lockOrBegin, writeHead } from './log-head.js';
import { chunksOf, rowPlaceholders } from './sql.js';
import type { Transaction } from './transaction.js';

export interface Sizes {
  /** Events that one transaction takes in. */
  readonly batch: number;
  /** A segment ends with the batch that makes it this long, or as old as a day. */
  readonly segment: number;
}

export const SIZES: Sizes = { batch: 500, segment: 2_000 };

/** Bytes of events that one transaction takes in. */
const BYTES = 4 * 1024 * 1024;
const ROWS_PER_INSERT = 1_000;
const SEGMENT_MS = 24 * 60 * 60 * 1_000;

interface EventRow {
  readonly pk: number;
  readonly published: string;
  readonly event: string;
}

/**
 * Binds a tenant's next events into its chain and makes them findable by their fields.
 * @param upTo how far the log is settled
 */
export async function takeInEvents(
  tx: Transaction,
  tenantPk: number,
  upTo: number,
  { batch, segment }: Sizes = SIZES,
): Promise<{ readonly taken: number; readonly more: boolean }> {
  const head = await lockOrBegin(tx, tenantPk);
  const sizes = await tx.query<{ pk: number; size: number }>(
    'SELECT pk, OCTET_LENGTH(event) AS size FROM log_event WHERE tenant_id = ? AND pk > ? AND pk <= ? ORDER BY pk LIMIT ?',
    [tenantPk, head.eventPk, upTo, batch],
  );
  const last = lastWithin(sizes);
  if (last === undefined) return { taken: 0, more: false };
  const rows = await tx.query<EventRow>(
    'SELECT pk, published, event FROM log_event WHERE tenant_id = ? AND pk > ? AND pk <= ? ORDER BY pk',
    [tenantPk, head.eventPk, last],
  );
  await insertKeys(tx, tenantPk, rows);
  const chained = await insertLinks(tx, head, rows);
  if (isFull(chained, segment)) await closeSegment(tx, chained);
  else await writeHead(tx, chained);
  return { taken: rows.length, more: rows.length < sizes.length || sizes.length === batch };
}

/** At least one, however long it is. */
function lastWithin(sizes: readonly { readonly pk: number; readonly size: number }[]): number | undefined {
  let bytes = 0;
  const tooFar = sizes.findIndex(({ size }, i) => (bytes += Number(size)) > BYTES && i > 0);
  return sizes.at(tooFar === -1 ? -1 : tooFar - 1)?.pk;
}

async function insertLinks(tx: Transaction, head: Head, rows: readonly EventRow[]): Promise<Head> {
  let { seq, hash, minPublished, maxPublished } = head;
  const links = rows.map(({ pk, published, event }) => {
    seq += 1;
    hash = nextHash(hash, event);
    minPublished = minPublished === null || published < minPublished ? published : minPublished;
    maxPublished = maxPublished === null || published > maxPublished ? published : maxPublished;
    return [head.tenantPk, pk, seq, hash] as const;
  });
  for (const chunk of chunksOf(links, ROWS_PER_INSERT))
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
async function insertKeys(tx: Transaction, tenantPk: number, rows: readonly EventRow[]): Promise<void> {
  const keys = rows
    .flatMap(({ pk, event }) => eventKeys(JSON.parse(event) as LogEvent).map((key) => ({ ...key, pk })))
    .sort((one, other) => one.field - other.field || one.key.compare(other.key) || one.pk - other.pk);
  for (const chunk of chunksOf(keys, ROWS_PER_INSERT))
    await tx.defer(
      `INSERT INTO log_key (tenant_id, field, value_key, event_pk) VALUES ${rowPlaceholders(chunk.length, 4)}`,
      chunk.flatMap(({ field, key, pk }) => [tenantPk, field, key, pk]),
    );
}

function isFull({ seq, firstSeq, minPublished, maxPublished }: Head, length: number): boolean {
  if (seq - firstSeq + 1 >= length) return true;
  return Date.parse(maxPublished ?? '') - Date.parse(minPublished ?? '') >= SEGMENT_MS;
}
