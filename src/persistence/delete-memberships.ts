import { placeholders } from './sql.js';
import type { Transaction } from './transaction.js';

const CHUNK = 1_000;

interface Side {
  readonly own: 'group_pk' | 'member_pk';
  readonly other: 'group_pk' | 'member_pk';
}

const SIDES: readonly Side[] = [
  { own: 'group_pk', other: 'member_pk' },
  { own: 'member_pk', other: 'group_pk' },
];

/** Keys of a group and a member. */
export interface MembershipKeys {
  readonly group: number;
  readonly member: number;
}

/** At most a thousand of those in which these resources are group or member. */
export async function deleteMemberships(
  tx: Transaction,
  pks: readonly number[],
): Promise<{ readonly removed: readonly MembershipKeys[]; readonly mayBeMore: boolean }> {
  const removed: MembershipKeys[] = [];
  for (const side of SIDES) {
    const rows = await deleteSide(tx, side, pks);
    removed.push(...rows);
    if (rows.length === CHUNK) return { removed, mayBeMore: true };
  }
  return { removed, mayBeMore: false };
}

async function deleteSide(
  tx: Transaction,
  { own, other }: Side,
  pks: readonly number[],
): Promise<readonly MembershipKeys[]> {
  const rows = await tx.query<{ own: number; other: number }>(
    `SELECT m.${own} AS own, m.${other} AS other FROM membership m WHERE m.${own} IN (${placeholders(pks.length)}) LIMIT ?`,
    [...pks, CHUNK],
  );
  for (const pk of new Set(rows.map((row) => row.own))) {
    const others = rows.filter((row) => row.own === pk).map((row) => row.other);
    await tx.execute(`DELETE FROM membership WHERE ${own} = ? AND ${other} IN (${placeholders(others.length)})`, [
      pk,
      ...others,
    ]);
  }
  return rows.map((row) =>
    own === 'group_pk' ? { group: row.own, member: row.other } : { group: row.other, member: row.own },
  );
}
