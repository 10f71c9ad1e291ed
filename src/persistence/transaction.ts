import type { EntityManager } from 'typeorm';
import { type Connection, type Executed, type Meaning, meaningOf, type Statement } from './connection.js';
import type { RecentEvents } from './recent-events.js';
import { assertParameters, type Dialect, type SqlValue } from './sql.js';

/** The statements of one unit of work. Of no use once `withTransaction` has returned. */
export interface Transaction {
  readonly dialect: Dialect;
  /** What this process appended to the log last. */
  readonly recentEvents: RecentEvents;
  /** For the entities. Use `insert`, `update`, `delete`, `find…`; `save` would begin a transaction of its own. */
  entities(): Promise<EntityManager>;
  query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  /** @param meaning what its failure is thrown as */
  execute(sql: string, params?: readonly SqlValue[], meaning?: Meaning): Promise<Executed>;
  /**
   * For a statement of whose result nothing is needed: runs before any later one and before the COMMIT, and on MySQL travels
   * with it, for each way to the server and back costs more than most statements. So it may fail as late as the COMMIT does,
   * in place of which nothing is committed.
   * @param meaning as for `execute`
   */
  defer(sql: string, params?: readonly SqlValue[], meaning?: Meaning): Promise<void>;
  /**
   * Rows as they are when the unit commits, read in the message of the COMMIT; for one SELECT of a unit.
   * @returns what is fulfilled when the unit is committed, and never where it is not
   */
  queryLast<T>(sql: string, params: readonly SqlValue[]): Promise<T[]>;
}

/** Of the text of what waits; beyond it nothing is won, and a message must stay below `max_allowed_packet`. */
const MOST_CHARACTERS = 256 * 1024;

/** A transaction on a connection that begins with its first statement. */
export class OpenTransaction implements Transaction {
  private ended = false;
  private waiting: Statement[];
  private characters = 0;
  private last: { readonly statement: Statement; readonly resolve: (rows: never[]) => void } | undefined;

  constructor(
    readonly dialect: Dialect,
    private readonly lease: { readonly connection: Connection; readonly manager: EntityManager },
    private readonly begin: Statement,
    readonly recentEvents: RecentEvents,
  ) {
    this.waiting = [begin];
  }

  async entities(): Promise<EntityManager> {
    this.assertOpen();
    await this.sendWaiting();
    return this.lease.manager;
  }

  async query<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    this.assertOpen();
    assertParameters(params);
    return this.sent((statements) => this.lease.connection.query<T>(...statements), { sql, params });
  }

  async execute(sql: string, params: readonly SqlValue[] = [], meaning?: Meaning): Promise<Executed> {
    this.assertOpen();
    assertParameters(params);
    return this.sent((statements) => this.lease.connection.execute(...statements), { sql, params, meaning });
  }

  async defer(sql: string, params: readonly SqlValue[] = [], meaning?: Meaning): Promise<void> {
    this.assertOpen();
    assertParameters(params);
    this.waiting.push({ sql, params, meaning });
    this.characters += sql.length + params.reduce<number>((sum, value) => sum + lengthOf(value), 0);
    // In its own process SQLite has no ways to save, and a failure is told where it happens.
    if (this.dialect === 'sqlite' || this.characters > MOST_CHARACTERS) await this.sendWaiting();
  }

  queryLast<T>(sql: string, params: readonly SqlValue[]): Promise<T[]> {
    if (this.dialect === 'sqlite') return this.query(sql, params);
    this.assertOpen();
    assertParameters(params);
    if (this.last !== undefined) throw new Error('the last SELECT of a unit is one');
    return new Promise((resolve) => (this.last = { statement: { sql, params }, resolve }));
  }

  /** Whether the database was asked for anything. */
  get hasBegun(): boolean {
    return this.waiting[0] !== this.begin;
  }

  /** Of MySQL: sends what waits and the COMMIT. Throws the error as the driver has it: see `meaningOf`. */
  async commit(): Promise<void> {
    this.ended = true;
    const { last } = this;
    const waiting = this.takeWaiting();
    if (waiting[0] === this.begin && waiting.length === 1 && last === undefined) return;
    const asked = last === undefined ? [] : [last.statement];
    const rows = await this.lease.connection.query<never>(...waiting, ...asked, { sql: 'COMMIT' });
    last?.resolve(rows);
  }

  end(): void {
    this.ended = true;
  }

  private async sendWaiting(): Promise<void> {
    if (this.waiting.length > 0) await this.sent((statements) => this.lease.connection.execute(...statements));
  }

  /** Sends what waits, and then these. */
  private async sent<T>(
    send: (statements: readonly Statement[]) => Promise<T>,
    ...last: readonly Statement[]
  ): Promise<T> {
    try {
      return await send([...this.takeWaiting(), ...last]);
    } catch (error) {
      throw meaningOf(error);
    }
  }

  private takeWaiting(): readonly Statement[] {
    const { waiting } = this;
    this.waiting = [];
    this.characters = 0;
    return waiting;
  }

  private assertOpen(): void {
    if (this.ended) throw new Error('the transaction has ended');
  }
}

function lengthOf(value: SqlValue): number {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 8;
}
