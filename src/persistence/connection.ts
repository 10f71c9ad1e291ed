import type { SqlValue } from './sql.js';

/**
 * One connection as its driver has it, below TypeORM: a third of the time of a short statement was TypeORM's. One statement
 * at a time. Throws TypeORM's error around that of the driver, with the statement and without its values.
 */
export interface Connection {
  query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  execute(sql: string, params?: readonly SqlValue[]): Promise<Executed>;
}

export interface Executed {
  readonly affected: number;
  readonly insertId: number;
}
