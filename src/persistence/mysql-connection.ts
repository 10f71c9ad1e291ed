import { type Connection, type Executed, type Statement, StatementFailed } from './connection.js';
import { type Literal, withLongLiterals } from './long-literal.js';
import type { SqlValue } from './sql.js';

/** As much of a connection of mysql2's pool as is used here; TypeORM hands it out untyped. */
export interface PooledConnection {
  query(
    sql: string,
    params: readonly (SqlValue | Literal)[],
    done: (error: Error | null, result: unknown) => void,
  ): Sent;
  release(): void;
  destroy(): void;
}

/** Of several statements, `fields` comes as each begins to answer. */
interface Sent {
  on(event: 'fields', listener: () => void): unknown;
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
    private readonly seen: (sql: string, isAttached: boolean) => void,
  ) {}

  async query<T>(...statements: readonly Statement[]): Promise<T[]> {
    const results = await this.send(statements);
    return (results.findLast(Array.isArray) ?? []) as T[];
  }

  async queryEach(statements: readonly Statement[]): Promise<readonly (readonly unknown[])[]> {
    return (await this.send(statements)) as readonly unknown[][];
  }

  async execute(...statements: readonly Statement[]): Promise<Executed> {
    const { affectedRows = 0, insertId = 0 } = (await this.send(statements)).at(-1) as Header;
    return { affected: affectedRows, insertId: Number(insertId) };
  }

  /** @returns the result of each */
  private send(statements: readonly Statement[]): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      assertSingle(statements);
      statements.forEach(({ sql }, index) => this.seen(sql, index > 0));
      let answered = 0;
      const sent = this.pooled.query(textOf(statements), withLongLiterals(paramsOf(statements)), (error, result) => {
        if (error !== null) reject(failureOf(statements, answered, error));
        else resolve(statements.length === 1 ? [result] : (result as readonly unknown[]));
      });
      if (statements.length > 1) sent.on('fields', () => (answered += 1));
    });
  }
}

/** The server runs them one after the other and ends with the first that fails. */
const textOf = (statements: readonly Statement[]): string => statements.map(({ sql }) => sql).join('; ');

/** The driver takes several, so text of a client that got into one must not be able to begin another. */
function assertSingle(statements: readonly Statement[]): void {
  if (statements.some(({ sql }) => sql.includes(';'))) throw new Error('a statement must not hold another one');
}

function paramsOf(statements: readonly Statement[]): readonly SqlValue[] {
  const [first] = statements;
  return statements.length === 1 ? (first?.params ?? []) : statements.flatMap(({ params = [] }) => params);
}

/** @param answered how many had begun to answer: all but the last select nothing, so the next one failed */
function failureOf(statements: readonly Statement[], answered: number, error: Error): Error {
  const failed = statements[Math.min(answered, statements.length - 1)];
  return failed === undefined ? error : new StatementFailed(failed, error);
}
