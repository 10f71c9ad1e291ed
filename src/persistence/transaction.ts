import type { EntityManager, QueryRunner } from 'typeorm';
import { assertParameters, type Dialect, type SqlValue } from './sql.js';

/** The statements of one unit of work. Of no use once `withTransaction` has returned. */
export interface Transaction {
  readonly dialect: Dialect;
  /** For the entities. Use `insert`, `update`, `delete`, `find…`; `save` would begin a transaction of its own. */
  readonly manager: EntityManager;
  query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  execute(sql: string, params?: readonly SqlValue[]): Promise<{ readonly affected: number; readonly insertId: number }>;
}

/** A transaction on a connection that has begun one. */
export class OpenTransaction implements Transaction {
  private ended = false;

  constructor(
    readonly dialect: Dialect,
    private readonly runner: QueryRunner,
  ) {}

  get manager(): EntityManager {
    this.assertOpen();
    return this.runner.manager;
  }

  async query<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    this.assertOpen();
    assertParameters(params);
    return (await this.runner.query(sql, [...params])) as T[];
  }

  async execute(sql: string, params: readonly SqlValue[] = []): Promise<{ affected: number; insertId: number }> {
    this.assertOpen();
    assertParameters(params);
    const result = await this.runner.query(sql, [...params], true);
    return { affected: result.affected ?? 0, insertId: insertIdOf(result.raw) };
  }

  end(): void {
    this.ended = true;
  }

  private assertOpen(): void {
    if (this.ended) throw new Error('the transaction has ended');
  }
}

/** SQLite's driver answers with the row id itself, MySQL's with a header. */
function insertIdOf(raw: unknown): number {
  if (typeof raw === 'object' && raw !== null) return Number((raw as { readonly insertId?: number }).insertId ?? 0);
  return Number(raw ?? 0);
}
