import { QueryFailedError } from 'typeorm';
import type { SqlValue } from './sql.js';

/** What the failure of a statement is to whoever asked for it. */
export type Meaning = (error: unknown) => unknown;

export interface Statement {
  readonly sql: string;
  readonly params?: readonly SqlValue[];
  /** By itself the error of the driver. */
  readonly meaning?: Meaning | undefined;
}

/**
 * One connection as its driver has it, below TypeORM: a third of the time of a short statement was TypeORM's. One message
 * at a time. Throws TypeORM's error around that of the driver, with the statement and without its values.
 */
export interface Connection {
  /** Runs the statements in their order, in one message where the database takes several; the first that fails ends all. @returns the rows of the last one that selects */
  query<T>(...statements: readonly Statement[]): Promise<T[]>;
  /** The same, for statements that select. @returns the rows of each */
  queryEach(statements: readonly Statement[]): Promise<readonly (readonly unknown[])[]>;
  /** The same. @returns what the last one did */
  execute(...statements: readonly Statement[]): Promise<Executed>;
}

export interface Executed {
  readonly affected: number;
  readonly insertId: number;
}

/** One of the statements of a message failed. Does not keep its values: whoever prints an error prints what it holds. */
export class StatementFailed extends QueryFailedError {
  readonly #meaning: Meaning | undefined;

  constructor({ sql, meaning }: Statement, driverError: Error) {
    super(sql, [], driverError);
    this.#meaning = meaning;
  }

  get meaning(): unknown {
    return this.#meaning === undefined ? this : this.#meaning(this);
  }
}

/** What an error is to whoever asked for the statement that failed. */
export const meaningOf = (error: unknown): unknown => (error instanceof StatementFailed ? error.meaning : error);
