import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import type { DatabaseUrl } from '../config/env.js';
import { mysqlOptions } from './data-source-options.js';
import { CommitUnknown, Database, type DatabaseOptions, DEFAULT_OPTIONS, type Lease } from './abstract-database.js';
import { type Connection, meaningOf } from './connection.js';
import { driverFacts, unavailable } from './database-errors.js';
import { deadlineError, isDeadline, within } from './deadline.js';
import { LookUpGroup } from './look-up-group.js';
import { MysqlConnection, type PooledConnection } from './mysql-connection.js';
import { assertParameters, type SqlValue } from './sql.js';
import { ScanPlaces } from './scan-places.js';
import { StatementLogger } from './statement-logger.js';
import { OpenTransaction, type Transaction } from './transaction.js';
import { Turnstile, type TurnstileLoad } from './turnstile.js';

type MysqlUrl = Extract<DatabaseUrl, { kind: 'mysql' }>;

/** A pool of connections to MySQL, MariaDB or what speaks their protocol. */
export class MysqlDatabase extends Database {
  readonly dialect = 'mysql';
  /** Physical connections whose session is set up. */
  private readonly prepared = new WeakSet<object>();
  private readonly places: Turnstile;
  private readonly lookUps = new LookUpGroup((statements) =>
    this.withReader(({ connection }) => connection.queryEach(statements)),
  );
  private isMariaDb = false;
  private sessionSql: readonly string[] = [];

  private constructor(
    options: Required<DatabaseOptions>,
    readonly schemaSource: DataSource,
  ) {
    super(options, new ScanPlaces(Math.max(1, Math.floor(options.connectionLimit / 2))));
    this.places = new Turnstile(options.connectionLimit);
  }

  /** @throws Error in words for the operator when the server cannot be reached or refuses us */
  static async open(url: MysqlUrl, given: DatabaseOptions): Promise<MysqlDatabase> {
    const options = { ...DEFAULT_OPTIONS, ...given };
    let database: MysqlDatabase | undefined = undefined;
    const logger = new StatementLogger((sql) => database?.onStatement?.(sql, false));
    const source = new DataSource({ ...mysqlOptions(url), logger, poolSize: options.connectionLimit });
    try {
      await source.initialize();
    } catch (error) {
      const { message, code } = driverFacts(error);
      // A refused connection has a code and no message.
      const reason = message !== '' ? message : (code ?? 'no connection');
      throw new Error(`Cannot open the database ${url.database} on ${url.host}:${url.port}: ${reason}`, {
        cause: error,
      });
    }
    database = new MysqlDatabase(options, source);
    try {
      await database.readServer();
    } catch (error) {
      await source.destroy();
      throw error;
    }
    return database;
  }

  override async lookUp<T>(sql: string, params: readonly SqlValue[]): Promise<T[]> {
    assertParameters(params);
    return (await this.lookUps.ask({ sql, params })) as T[];
  }

  protected async leaseReader(timeoutMs: number): Promise<Lease> {
    return this.lease(timeoutMs);
  }

  protected async runUnit<T>(work: (tx: Transaction) => Promise<T>, deadline: number): Promise<T> {
    const left = (): number => Math.max(1, deadline - Date.now());
    const lease = await this.lease(Math.min(left(), this.options.acquireTimeoutMs));
    let destroy = false;
    const unit = new OpenTransaction(this.dialect, lease, BEGIN, this.recentEvents);
    try {
      const result = await within(left(), () => work(unit));
      // A process that was stopped meanwhile must not commit what others have given up (log-watermark.ts).
      if (Date.now() >= deadline) throw unavailable(deadlineError());
      await this.commit(unit, left());
      return result;
    } catch (error) {
      unit.end();
      // Behind a statement that may still be running, or on a lost connection, a ROLLBACK would only wait.
      const isStuck = error instanceof CommitUnknown || isDeadline(error);
      destroy = isStuck || !(await rolledBack(lease.connection));
      throw error;
    } finally {
      await lease.release(destroy);
    }
  }

  private async commit(unit: OpenTransaction, timeoutMs: number): Promise<void> {
    try {
      await within(timeoutMs, () => unit.commit());
    } catch (error) {
      // An error that the server sent says that nothing was committed; silence says nothing.
      if (driverFacts(error).answered) throw meaningOf(error);
      throw new CommitUnknown('no answer to COMMIT', { cause: error });
    }
  }

  protected withTimeLimit(sql: string, limitMs: number): string {
    return this.isMariaDb
      ? `SET STATEMENT max_statement_time = ${limitMs / 1000} FOR ${sql}`
      : sql.replace(/^SELECT /, `SELECT /*+ MAX_EXECUTION_TIME(${limitMs}) */ `);
  }

  loads(): Readonly<Record<string, TurnstileLoad>> {
    return { connections: this.places.load(), scans: this.scanPlaces.load() };
  }

  async close(): Promise<void> {
    await this.schemaSource.destroy();
  }

  private async lease(timeoutMs: number): Promise<Lease> {
    const leave = await this.places.enter(timeoutMs).catch((error: unknown) => {
      throw unavailable(error);
    });
    let lease: PoolLease | undefined;
    try {
      lease = new PoolLease(this.schemaSource, await this.connect(), leave);
      await this.prepareSession(lease.connection);
      return lease;
    } catch (error) {
      if (lease === undefined) leave();
      else await lease.release(true);
      throw unavailable(error);
    }
  }

  private async connect(): Promise<MysqlConnection> {
    const driver = this.schemaSource.driver as MysqlDriver;
    const pooled = (await driver.obtainMasterConnection()) as PooledConnection;
    return new MysqlConnection(pooled, (sql, isAttached) => this.onStatement?.(sql, isAttached));
  }

  /** Once per physical connection: the server's own defaults may be anything. */
  private async prepareSession(connection: MysqlConnection): Promise<void> {
    if (this.prepared.has(connection.pooled)) return;
    await connection.query(...this.sessionSql.map((sql) => ({ sql })));
    this.prepared.add(connection.pooled);
  }

  /** Learns what server this is, and warns where its settings may lose what was acknowledged. */
  private async readServer(): Promise<void> {
    const [server] = await this.schemaSource.query<{ version: string }[]>('SELECT VERSION() AS version');
    this.isMariaDb = /mariadb/i.test(server?.version ?? '');
    this.sessionSql = sessionStatements(this.options, this.isMariaDb);
    const [flush] = await this.read<{ Value: string }>("SHOW VARIABLES LIKE 'innodb_flush_log_at_trx_commit'");
    if (flush !== undefined && flush.Value !== '1')
      this.options.warn(
        `The database server runs with innodb_flush_log_at_trx_commit=${flush.Value}: a crash may lose changes that were acknowledged. Set it to 1.`,
      );
  }
}

const BEGIN = { sql: 'START TRANSACTION' };

const SQL_MODE = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';

/**
 * `NO_BACKSLASH_ESCAPES` and `ANSI_QUOTES` must stay off: the driver escapes values with backslashes. No statement may
 * run longer than a unit of work; MySQL knows such a limit for SELECT alone.
 */
function sessionStatements(options: Required<DatabaseOptions>, isMariaDb: boolean): readonly string[] {
  const limit = isMariaDb
    ? `max_statement_time = ${options.deadlineMs / 1000}`
    : `max_execution_time = ${options.deadlineMs}`;
  return [
    'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    `SET SESSION sql_mode = '${SQL_MODE}', time_zone = '+00:00', autocommit = 1, ` +
      `innodb_lock_wait_timeout = ${options.lockWaitSeconds}, ${limit}`,
    // MariaDB would turn `EXISTS (… membership …)`, which ends at the first row, into an IN over all memberships, once
    // for each such condition: 40 s instead of 0.2 s. MySQL has no such switch.
    ...(isMariaDb ? ["SET SESSION optimizer_switch = 'exists_to_in=off'"] : []),
  ];
}

async function rolledBack(connection: Connection): Promise<boolean> {
  try {
    await within(5_000, () => connection.query({ sql: 'ROLLBACK' }));
    return true;
  } catch {
    return false;
  }
}

class PoolLease implements Lease {
  private runner: QueryRunner | undefined;

  constructor(
    private readonly source: DataSource,
    readonly connection: MysqlConnection,
    private readonly leave: () => void,
  ) {}

  get manager(): EntityManager {
    // What TypeORM's runner finds there it does not take from the pool.
    this.runner ??= Object.assign(this.source.createQueryRunner(), { databaseConnection: this.connection.pooled });
    return this.runner.manager;
  }

  async release(destroy: boolean): Promise<void> {
    const { pooled } = this.connection;
    if (destroy) pooled.destroy();
    if (this.runner === undefined) pooled.release();
    else await this.runner.release();
    this.leave();
  }
}
