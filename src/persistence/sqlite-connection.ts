import type BetterSqlite3 from 'better-sqlite3';
import { type Connection, type Executed, type Statement, StatementFailed } from './connection.js';
import type { SqlValue } from './sql.js';

/** A statement with a filter may have any text; those in use all the time are far fewer. */
const KEPT = 300;

/** Rows come from the driver as arrays: their objects are made here in a third of the time that it takes for it. */
interface Prepared {
  readonly statement: BetterSqlite3.Statement;
  /** Of the columns; undefined where nothing is selected. */
  readonly names: readonly string[] | undefined;
}

/** A connection to the file. Every statement has ended when its promise is there. */
export class SqliteConnection implements Connection {
  /** By text, in the order of their first use. */
  private readonly statements = new Map<string, Prepared>();

  constructor(
    readonly raw: BetterSqlite3.Database,
    private readonly seen: (sql: string) => void,
  ) {}

  async query<T>(...statements: readonly Statement[]): Promise<T[]> {
    const last = this.runAllButLast(statements);
    return this.run(last, ({ statement, names }, values) => {
      if (names !== undefined) return (statement.all(values) as unknown[][]).map((row) => named<T>(names, row));
      statement.run(values);
      return [];
    });
  }

  queryEach(statements: readonly Statement[]): Promise<readonly (readonly unknown[])[]> {
    return Promise.all(statements.map((statement) => this.query(statement)));
  }

  async execute(...statements: readonly Statement[]): Promise<Executed> {
    const last = this.runAllButLast(statements);
    return this.run(last, ({ statement, names }, values) => {
      if (names !== undefined) {
        statement.all(values);
        return { affected: 0, insertId: 0 };
      }
      const { changes, lastInsertRowid } = statement.run(values);
      return { affected: changes, insertId: Number(lastInsertRowid) };
    });
  }

  private runAllButLast(statements: readonly Statement[]): Statement {
    for (const statement of statements.slice(0, -1))
      this.run(statement, (prepared, values) => prepared.statement.run(values));
    const last = statements.at(-1);
    if (last === undefined) throw new Error('no statement to run');
    return last;
  }

  private run<T>(statement: Statement, work: (prepared: Prepared, values: readonly unknown[]) => T): T {
    this.seen(statement.sql);
    try {
      return work(this.prepared(statement.sql), bindable(statement.params ?? []));
    } catch (error) {
      throw new StatementFailed(statement, error as Error);
    }
  }

  private prepared(sql: string): Prepared {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const prepared = prepare(this.raw, sql);
    this.statements.set(sql, prepared);
    const [oldest] = this.statements.keys();
    if (this.statements.size > KEPT && oldest !== undefined) this.statements.delete(oldest);
    return prepared;
  }
}

/** The driver binds no booleans. */
function bindable(params: readonly SqlValue[]): readonly unknown[] {
  return params.some((value) => typeof value === 'boolean')
    ? params.map((value) => (typeof value === 'boolean' ? Number(value) : value))
    : params;
}

function prepare(raw: BetterSqlite3.Database, sql: string): Prepared {
  const statement = raw.prepare(sql);
  if (!statement.reader) return { statement, names: undefined };
  return { statement: statement.raw(), names: statement.columns().map(({ name }) => name) };
}

function named<T>(names: readonly string[], row: readonly unknown[]): T {
  const object: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at += 1) object[names[at] as string] = row[at];
  return object as T;
}
