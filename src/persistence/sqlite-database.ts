import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { DataSource } from 'typeorm';
import type { DatabaseUrl } from '../config/env.js';
import { sqliteOptions } from './data-source-options.js';
import {
  Database,
  type DatabaseOptions,
  DEFAULT_OPTIONS,
  type Lease,
  type SearchOptions,
} from './abstract-database.js';
import { asOutcome } from './database-errors.js';
import { ScanPlaces } from './scan-places.js';
import { ScanThread } from './scan-thread.js';
import { assertParameters, type SqlValue } from './sql.js';
import { SqliteConnection } from './sqlite-connection.js';
import { LoopTurn } from './loop-turn.js';
import { lockSqliteFile } from './sqlite-lock.js';
import { leaseOf, type SqliteSource } from './sqlite-source.js';
import { SqliteWriter } from './sqlite-writer.js';
import { StatementLogger } from './statement-logger.js';
import type { Transaction } from './transaction.js';
import type { TurnstileLoad } from './turnstile.js';

/** Of each connection. The system keeps the file in memory anyway: twice as much saved no time that could be measured. */
const CACHE_KIB = 8 * 1024;
/** How long a statement waits for a program that has locked the file, a backup tool for example. Migrations wait so: nobody is served yet. */
const MIGRATION_PATIENCE_MS = 5_000;
/** A unit of work waits in `withTransaction`: while a statement waits, nothing at all is answered. */
const BUSY_MS = 10;

type SqliteUrl = Extract<DatabaseUrl, { kind: 'sqlite' }>;

/**
 * One file, two connections, and one for scans (`ScanThread`). TypeORM's driver has one connection per data source, on which concurrent transactions
 * become savepoints of each other and acknowledged writes are lost; so one data source writes, one unit after the
 * other, and another reads what is committed (WAL).
 */
export class SqliteDatabase extends Database {
  readonly dialect = 'sqlite';
  private readonly writer: SqliteWriter;
  private readonly loop = new LoopTurn();
  private isServing = false;
  private readsBegun = 0;
  private readonly scans: ScanThread;

  private constructor(
    options: Required<DatabaseOptions>,
    private readonly writing: SqliteSource,
    private readonly reading: SqliteSource,
    private readonly unlock: () => void,
    file: string,
  ) {
    super(options, new ScanPlaces(1));
    this.writer = new SqliteWriter(writing, this.recentEvents, this.loop, () => this.readsBegun);
    this.scans = new ScanThread(file, CACHE_KIB);
  }

  /** Creates the folder and the file where there are none. @throws Error when another process has the file open */
  static async open(url: SqliteUrl, options: DatabaseOptions): Promise<SqliteDatabase> {
    createPrivateFile(url.file);
    const unlock = lockSqliteFile(url.file);
    let database: SqliteDatabase | undefined = undefined;
    const seen = (sql: string): void => database?.onStatement?.(sql, false);
    const opened: DataSource[] = [];
    const connect = async (prepare: (raw: BetterSqlite3.Database) => void): Promise<SqliteSource> => {
      let raw: BetterSqlite3.Database | undefined;
      const dataSource = new DataSource({
        ...sqliteOptions(url),
        logger: new StatementLogger(seen),
        timeout: MIGRATION_PATIENCE_MS,
        prepareDatabase: (given: BetterSqlite3.Database) => {
          given.pragma(`cache_size = -${CACHE_KIB}`);
          prepare((raw = given));
        },
      });
      await dataSource.initialize();
      opened.push(dataSource);
      if (raw === undefined) throw new Error('TypeORM opened no database');
      return { dataSource, connection: new SqliteConnection(raw, seen) };
    };
    try {
      const writer = await connect((raw) => {
        raw.pragma('journal_mode = WAL');
        // In WAL mode NORMAL may lose acknowledged commits when the power goes.
        raw.pragma('synchronous = FULL');
      });
      const reader = await connect((raw) => raw.pragma('query_only = ON'));
      database = new SqliteDatabase({ ...DEFAULT_OPTIONS, ...options }, writer, reader, unlock, url.file);
      return database;
    } catch (error) {
      for (const source of opened) await source.destroy();
      unlock();
      throw error;
    }
  }

  get schemaSource(): DataSource {
    return this.writing.dataSource;
  }

  /** Statements run synchronously: one connection serves every reader, and there is nothing to wait for or give back. */
  override async read<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    assertParameters(params);
    this.readsBegun += 1;
    const later = this.loop.enter();
    if (later !== undefined) await later;
    try {
      return await this.reading.connection.query<T>({ sql, params });
    } catch (error) {
      throw asOutcome(error);
    }
  }

  override async search<T>(
    sql: string,
    params: readonly SqlValue[],
    { scanOf, until = Infinity }: SearchOptions = {},
  ): Promise<T[]> {
    if (scanOf === undefined) return this.read(sql, params);
    assertParameters(params);
    const leave = await this.enterScan(scanOf, until);
    try {
      this.onStatement?.(sql, false);
      return await this.scans.ask<T>(sql, params);
    } catch (error) {
      throw asOutcome(error);
    } finally {
      leave();
    }
  }

  protected async leaseReader(): Promise<Lease> {
    return leaseOf(this.reading);
  }

  protected async runUnit<T>(work: (tx: Transaction) => Promise<T>, deadline: number): Promise<T> {
    if (!this.isServing) this.writing.connection.raw.pragma(`busy_timeout = ${BUSY_MS}`);
    this.isServing = true;
    return this.writer.run(work, deadline, this.options.acquireTimeoutMs);
  }

  protected withTimeLimit(sql: string): string {
    return sql;
  }

  loads(): Readonly<Record<string, TurnstileLoad>> {
    return { writer: this.writer.load(), scans: this.scanPlaces.load() };
  }

  async close(): Promise<void> {
    await this.writer.close(this.options.deadlineMs, async () => {
      await this.scans.close();
      await this.reading.dataSource.destroy();
      // The last to go writes the log of SQLite into the file, which one that only reads cannot.
      await this.writing.dataSource.destroy();
      this.unlock();
    });
  }
}

/** Readable by its owner alone, before the first byte is in it; SQLite gives its side files the same mode. */
function createPrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (const path of [file, `${file}.lock`]) closeSync(openSync(path, 'a', 0o600));
}
