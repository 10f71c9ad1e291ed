import { QueryFailedError } from 'typeorm';
import type { Connection, Executed } from './connection.js';
import type { SqlValue } from './sql.js';

/** As much of a connection of mysql2's pool as is used here; TypeORM hands it out untyped. */
export interface PooledConnection {
  query(sql: string, params: readonly SqlValue[], done: (error: Error | null, result: unknown) => void): unknown;
  release(): void;
  destroy(): void;
}

/** What the server says of a statement that selects nothing. */
interface Header {
  readonly affectedRows?: number;
  readonly insertId?: number;
}

/**
 * A connection of the pool. Values are escaped into the text by the driver: with statements prepared on the server a look-up
 * took this process as long and MariaDB no less.
 */
export class MysqlConnection implements Connection {
  constructor(
    readonly pooled: PooledConnection,
    private readonly seen: (sql: string) => void,
  ) {}

  query<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return this.send(sql, params) as Promise<T[]>;
  }

  async execute(sql: string, params: readonly SqlValue[] = []): Promise<Executed> {
    const { affectedRows = 0, insertId = 0 } = (await this.send(sql, params)) as Header;
    return { affected: affectedRows, insertId: Number(insertId) };
  }

  private send(sql: string, params: readonly SqlValue[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.seen(sql);
      this.pooled.query(sql, params, (error, result) =>
        error === null ? resolve(result) : reject(new QueryFailedError(sql, [], error)),
      );
    });
  }
}
