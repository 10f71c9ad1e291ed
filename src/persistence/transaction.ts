import type { EntityManager } from 'typeorm';
import type { Connection, Executed } from './connection.js';
import { assertParameters, type Dialect, type SqlValue } from './sql.js';

/** The statements of one unit of work. Of no use once `withTransaction` has returned. */
export interface Transaction {
  readonly dialect: Dialect;
  /** For the entities. Use `insert`, `update`, `delete`, `find…`; `save` would begin a transaction of its own. */
  readonly manager: EntityManager;
  query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  execute(sql: string, params?: readonly SqlValue[]): Promise<Executed>;
}

/** A transaction on a connection that has begun one. */
export class OpenTransaction implements Transaction {
  private ended = false;

  constructor(
    readonly dialect: Dialect,
    private readonly lease: { readonly connection: Connection; readonly manager: EntityManager },
  ) {}

  get manager(): EntityManager {
    this.assertOpen();
    return this.lease.manager;
  }

  async query<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    this.assertOpen();
    assertParameters(params);
    return this.lease.connection.query<T>(sql, params);
  }

  async execute(sql: string, params: readonly SqlValue[] = []): Promise<Executed> {
    this.assertOpen();
    assertParameters(params);
    return this.lease.connection.execute(sql, params);
  }

  end(): void {
    this.ended = true;
  }

  private assertOpen(): void {
    if (this.ended) throw new Error('the transaction has ended');
  }
}
