import { LeaseStore } from '../audit/lease-store.js';
import type { Database } from './abstract-database.js';
import type { Dialect } from './sql.js';

/**
 * The clock is the database's: the only one that all instances share. With their own, an instance whose clock is ahead
 * would take a lease that is still held. MySQL keeps the time at which a statement began, also while it waits for a row,
 * so that a lease seems to last a little longer, never shorter.
 */
const NOW: Readonly<Record<Dialect, string>> = {
  sqlite: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
  mysql: instantOf('UTC_TIMESTAMP(6)'),
};
const IN_A_WHILE: Readonly<Record<Dialect, string>> = {
  sqlite: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ?)",
  mysql: instantOf('UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND'),
};

function instantOf(time: string): string {
  return `CONCAT(LEFT(DATE_FORMAT(${time}, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')`;
}

const INSERT: Readonly<Record<Dialect, string>> = { sqlite: 'INSERT OR IGNORE', mysql: 'INSERT IGNORE' };

/** Leases in a table: one row for each name that was ever held. */
export class SqlLeaseStore extends LeaseStore {
  constructor(private readonly database: Database) {
    super();
  }

  /** Each statement decides by itself: the row is locked by the first that changes it, or its key by the first that adds it. */
  override acquire(name: string, holder: string, ttlMs: number): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const [now, end] = [NOW[tx.dialect], IN_A_WHILE[tx.dialect]];
      const ttl = tx.dialect === 'sqlite' ? `+${ttlMs / 1000} seconds` : ttlMs * 1000;
      const taken = await tx.execute(
        `UPDATE lease SET holder = ?, expires_at = ${end} WHERE name = ? AND (holder = ? OR expires_at <= ${now})`,
        [holder, ttl, name, holder],
      );
      if (taken.affected > 0) return true;
      const added = await tx.execute(
        `${INSERT[tx.dialect]} INTO lease (name, holder, expires_at) VALUES (?, ?, ${end})`,
        [name, holder, ttl],
      );
      return added.affected > 0;
    });
  }

  override release(name: string, holder: string): Promise<boolean> {
    return this.database.withTransaction(async (tx) => {
      const { affected } = await tx.execute('DELETE FROM lease WHERE name = ? AND holder = ?', [name, holder]);
      return affected > 0;
    });
  }
}
