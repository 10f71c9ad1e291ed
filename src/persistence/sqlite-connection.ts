import type BetterSqlite3 from 'better-sqlite3';
import { type Connection, type Executed, type Statement, StatementFailed } from './connection.js';
import type { SqlValue } from './sql.js';

/** A statement with a filter may have any text; those in use all the time are far fewer. */
const KEPT = 300;

/** A connection to the file. Every statement has ended when its promise is there. */
export class SqliteConnection implements Connection {
  /** By text, in the order of their first use. */
  private readonly statements = new Map<string, BetterSqlite3.Statement>();

  constructor(
    readonly raw: BetterSqlite3.Database,
    private readonly seen: (sql: string) => void,
  ) {}

  async query<T>(...statements: readonly Statement[]): Promise<T[]> {
    const last = this.runAllButLast(statements);
    return this.run(last, (statement, values) => {
      if (statement.reader) return statement.all(values) as T[];
      statement.run(values);
      return [];
    });
  }

  async queryEach(statements: readonly Statement[]): Promise<readonly (readonly unknown[])[]> {
    return statements.map((statement) => this.run(statement, (prepared, values) => prepared.all(values)));
  }

  async execute(...statements: readonly Statement[]): Promise<Executed> {
    const last = this.runAllButLast(statements);
    return this.run(last, (statement, values) => {
      if (statement.reader) {
        statement.all(values);
        return { affected: 0, insertId: 0 };
      }
      const { changes, lastInsertRowid } = statement.run(values);
      return { affected: changes, insertId: Number(lastInsertRowid) };
    });
  }

  private runAllButLast(statements: readonly Statement[]): Statement {
    for (const statement of statements.slice(0, -1)) this.run(statement, (prepared, values) => prepared.run(values));
    const last = statements.at(-1);
    if (last === undefined) throw new Error('no statement to run');
    return last;
  }

  private run<T>(statement: Statement, work: (prepared: BetterSqlite3.Statement, values: readonly unknown[]) => T): T {
    this.seen(statement.sql);
    try {
      return work(this.prepared(statement.sql), bindable(statement.params ?? []));
    } catch (error) {
      throw new StatementFailed(statement, error as Error);
    }
  }

  private prepared(sql: string): BetterSqlite3.Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.raw.prepare(sql);
    this.statements.set(sql, statement);
    const [oldest] = this.statements.keys();
    if (this.statements.size > KEPT && oldest !== undefined) this.statements.delete(oldest);
    return statement;
  }
}

/** The driver binds no booleans. */
function bindable(params: readonly SqlValue[]): readonly unknown[] {
  return params.some((value) => typeof value === 'boolean')
    ? params.map((value) => (typeof value === 'boolean' ? Number(value) : value))
    : params;
}
