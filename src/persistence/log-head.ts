import type { Database } from './abstract-database.js';
import { genesisHash } from './event-chain.js';
import { tenantsThatAre, tenantThatIs } from './event-tenant.js';
import type { Transaction } from './transaction.js';

/** The end of a tenant's chain, and the segment that is open there. */
export interface Head {
  readonly tenantPk: number;
  readonly seq: number;
  readonly eventPk: number;
  readonly hash: Buffer;
  readonly segment: number;
  readonly firstSeq: number;
  readonly firstPk: number;
  readonly previousHash: Buffer;
  readonly minPublished: string | null;
  readonly maxPublished: string | null;
}

export interface SegmentRow {
  readonly tenant_id: number;
  readonly number: number;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly first_pk: number;
  readonly last_pk: number;
  readonly previous_hash: Buffer;
  readonly last_hash: Buffer;
  readonly min_published: string;
  readonly max_published: string;
  readonly removed_at: string | null;
}

interface HeadRow {
  readonly seq: number;
  readonly event_pk: number;
  readonly hash: Buffer;
  readonly segment: number;
  readonly first_seq: number;
  readonly first_pk: number;
  readonly previous_hash: Buffer;
  readonly min_published: string | null;
  readonly max_published: string | null;
}

const COLUMNS = 'seq, event_pk, hash, segment, first_seq, first_pk, previous_hash, min_published, max_published';
const SELECT = `SELECT ${COLUMNS} FROM log_head WHERE tenant_id`;

/** The head as committed; the beginning of the chain where there is none yet. */
export async function readHead(database: Pick<Database, 'read'>, tenantPk: number): Promise<Head> {
  const [row] = await database.read<HeadRow>(`${SELECT} = ?`, [tenantPk]);
  return row === undefined ? beginning(tenantPk) : fromRow(tenantPk, row);
}

/** The head under a lock that lasts until the transaction ends; undefined while nothing was taken in, and for a tenant that is gone. */
export async function lockHead(tx: Transaction, tenantPk: number): Promise<Head | undefined> {
  const tenant = tenantThatIs(tx.dialect, tenantPk);
  const lock = tx.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const [row] = await tx.query<HeadRow>(`${SELECT} = ${tenant.sql}${lock}`, tenant.params);
  return row && fromRow(tenantPk, row);
}

/** The same; a tenant's first one makes it. Undefined for a tenant that is gone. */
export async function lockOrBegin(tx: Transaction, tenantPk: number): Promise<Head | undefined> {
  const found = await lockHead(tx, tenantPk);
  if (found !== undefined) return found;
  if ((await tenantsThatAre(tx, [tenantPk])).size === 0) return undefined;
  const verb = tx.dialect === 'sqlite' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
  const head = beginning(tenantPk);
  await tx.execute(`${verb} INTO log_head (tenant_id, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    tenantPk,
    ...valuesOf(head),
  ]);
  return (await lockHead(tx, tenantPk)) ?? head;
}

export async function writeHead(tx: Transaction, head: Head): Promise<void> {
  const assignments = COLUMNS.split(', ').map((column) => `${column} = ?`);
  await tx.defer(`UPDATE log_head SET ${assignments.join(', ')} WHERE tenant_id = ?`, [
    ...valuesOf(head),
    head.tenantPk,
  ]);
}

/** Ends the open segment, which has events, and opens the next one. */
export async function closeSegment(tx: Transaction, head: Head): Promise<void> {
  await tx.defer(
    'INSERT INTO log_segment (tenant_id, number, first_seq, last_seq, first_pk, last_pk, previous_hash, last_hash, ' +
      'min_published, max_published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [
      ...[head.tenantPk, head.segment, head.firstSeq, head.seq, head.firstPk, head.eventPk],
      ...[head.previousHash, head.hash, head.minPublished, head.maxPublished],
    ],
  );
  await writeHead(tx, {
    ...head,
    segment: head.segment + 1,
    firstSeq: head.seq + 1,
    firstPk: head.eventPk + 1,
    previousHash: head.hash,
    minPublished: null,
    maxPublished: null,
  });
}

function beginning(tenantPk: number): Head {
  const hash = genesisHash(tenantPk);
  return {
    ...{ tenantPk, seq: 0, eventPk: 0, hash, segment: 1, firstSeq: 1, firstPk: 0, previousHash: hash },
    ...{ minPublished: null, maxPublished: null },
  };
}

function valuesOf(head: Head) {
  return [
    ...[head.seq, head.eventPk, head.hash, head.segment, head.firstSeq, head.firstPk, head.previousHash],
    ...[head.minPublished, head.maxPublished],
  ];
}

function fromRow(tenantPk: number, row: HeadRow): Head {
  return {
    tenantPk,
    seq: Number(row.seq),
    eventPk: Number(row.event_pk),
    hash: row.hash,
    segment: Number(row.segment),
    firstSeq: Number(row.first_seq),
    firstPk: Number(row.first_pk),
    previousHash: row.previous_hash,
    minPublished: row.min_published,
    maxPublished: row.max_published,
  };
}
