import { SignInFailureStore } from '../credentials/sign-in-failure-store.js';
import type { Database } from './abstract-database.js';
import { chunksOf, type Dialect, placeholders, rowPlaceholders } from './sql.js';

const CHUNK = 500;

const ON_DUPLICATE: Readonly<Record<Dialect, string>> = {
  sqlite: 'ON CONFLICT (minute, bucket) DO UPDATE SET failures = sign_in_failure.failures + excluded.failures',
  mysql: 'ON DUPLICATE KEY UPDATE failures = failures + VALUES(failures)',
};

/** Failed sign-ins in a table that holds two minutes at most. */
export class SqlSignInFailureStore extends SignInFailureStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async add(minute: number, failures: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    const totals = new Map<string, number>();
    // In the order of the key, so that two instances do not wait for each other in a circle.
    const entries = [...failures].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const chunk of chunksOf(entries, CHUNK)) {
      const buckets = chunk.map(([bucket]) => Buffer.from(bucket, 'hex'));
      const rows = await this.database.withTransaction(async (tx) => {
        await tx.execute(
          `INSERT INTO sign_in_failure (minute, bucket, failures) VALUES ${rowPlaceholders(chunk.length, 3)} ` +
            ON_DUPLICATE[tx.dialect],
          chunk.flatMap(([, count], index) => [minute, buckets[index] ?? null, count]),
        );
        return tx.query<{ readonly bucket: Buffer; readonly failures: number }>(
          `SELECT bucket, failures FROM sign_in_failure WHERE minute = ? AND bucket IN (${placeholders(buckets.length)})`,
          [minute, ...buckets],
        );
      });
      for (const { bucket, failures: count } of rows) totals.set(bucket.toString('hex'), Number(count));
    }
    return totals;
  }

  override async forgetBefore(minute: number): Promise<void> {
    await this.database.withTransaction((tx) => tx.execute('DELETE FROM sign_in_failure WHERE minute < ?', [minute]));
  }
}
