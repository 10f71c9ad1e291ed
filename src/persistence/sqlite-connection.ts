import type BetterSqlite3 from 'better-sqlite3';
import { QueryFailedError } from 'typeorm';
import type { Connection, Executed } from './connection.js';
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

  async query<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    this.seen(sql);
    try {
      const statement = this.prepared(sql);
      if (statement.reader) return statement.all(bindable(params)) as T[];
      statement.run(bindable(params));
      return [];
    } catch (error) {
      throw new QueryFailedError(sql, [], error as Error);
    }
  }

  async execute(sql: string, params: readonly SqlValue[] = []): Promise<Executed> {
    this.seen(sql);
    try {
      const statement = this.prepared(sql);
      if (statement.reader) {
        statement.all(bindable(params));
        return { affected: 0, insertId: 0 };
      }
      const { changes, lastInsertRowid } = statement.run(bindable(params));
      return { affected: changes, insertId: Number(lastInsertRowid) };
    } catch (error) {
      throw new QueryFailedError(sql, [], error as Error);
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
