import { IdempotencyStore } from '../tenancy/idempotency-store.js';
import type { Database } from './abstract-database.js';

/** Used idempotency keys in a table; `claimKey` fills it. */
export class SqlIdempotencyStore extends IdempotencyStore {
  constructor(private readonly database: Database) {
    super();
  }

  override async forgetExpired(now: string): Promise<void> {
    const sql = 'DELETE FROM idempotency_key WHERE expires_at <= ?';
    await this.database.withTransaction((tx) => tx.execute(sql, [now]));
  }
}
