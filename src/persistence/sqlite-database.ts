import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { DataSource } from 'typeorm';
import type { DatabaseUrl } from '../config/env.js';
import { sqliteOptions } from './data-source-options.js';
import { Database, type DatabaseOptions, DEFAULT_OPTIONS, type Lease } from './abstract-database.js';
import { unavailable } from './database-errors.js';
import { lockSqliteFile } from './sqlite-lock.js';
import { StatementLogger } from './statement-logger.js';
import { Turnstile, type TurnstileLoad } from './turnstile.js';

type SqliteUrl = Extract<DatabaseUrl, { kind: 'sqlite' }>;

/**
 * One file, two connections. TypeORM's driver has one connection per data source, on which concurrent transactions
 * become savepoints of each other and acknowledged writes are lost; so one data source writes, one unit after the
 * other, and another reads what is committed (WAL).
 */
export class SqliteDatabase extends Database {
  readonly dialect = 'sqlite';
  // Takes the write lock at once: a unit that begins by reading could otherwise fail to upgrade.
  protected readonly beginSql = 'BEGIN IMMEDIATE';
  private readonly turn = new Turnstile(1);

  private constructor(
    options: Required<DatabaseOptions>,
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    private readonly rawWriter: () => BetterSqlite3.Database | undefined,
    private readonly unlock: () => void,
  ) {
    super(options);
  }

  /** Creates the folder and the file where there are none. @throws Error when another process has the file open */
  static async open(url: SqliteUrl, options: DatabaseOptions): Promise<SqliteDatabase> {
    createPrivateFile(url.file);
    const unlock = lockSqliteFile(url.file);
    let database: SqliteDatabase | undefined = undefined;
    const logger = new StatementLogger((sql) => database?.onStatement?.(sql));
    let rawWriter: BetterSqlite3.Database | undefined;
    const source = (prepare: (raw: BetterSqlite3.Database) => void): DataSource =>
      new DataSource({
        ...sqliteOptions(url),
        logger,
        timeout: 5_000, // busy_timeout, for a backup tool that holds the file
        prepareDatabase: prepare,
      });
    const writer = source((raw) => {
      rawWriter = raw;
      raw.pragma('journal_mode = WAL');
      // In WAL mode NORMAL may lose acknowledged commits when the power goes.
      raw.pragma('synchronous = FULL');
    });
    const reader = source((raw) => raw.pragma('query_only = ON'));
    try {
      await writer.initialize();
      await reader.initialize();
    } catch (error) {
      if (writer.isInitialized) await writer.destroy();
      unlock();
      throw error;
    }
    database = new SqliteDatabase({ ...DEFAULT_OPTIONS, ...options }, writer, reader, () => rawWriter, unlock);
    return database;
  }

  get schemaSource(): DataSource {
    return this.writer;
  }

  protected async leaseReader(): Promise<Lease> {
    // Statements run synchronously, so one connection serves every reader.
    return { runner: this.reader.createQueryRunner(), release: async () => undefined };
  }

  protected async leaseWriter(timeoutMs: number): Promise<Lease> {
    const leave = await this.turn.enter(timeoutMs).catch((error: unknown) => {
      throw unavailable(error);
    });
    try {
      // A ROLLBACK that failed left its unit open; nothing may be written into that.
      if (this.rawWriter()?.inTransaction === true) this.rawWriter()?.exec('ROLLBACK');
    } catch (error) {
      leave();
      throw unavailable(error);
    }
    return {
      runner: this.writer.createQueryRunner(),
      release: async () => leave(),
    };
  }

  protected async enterScan(): Promise<() => void> {
    // One statement runs at a time anyway.
    return () => undefined;
  }

  protected withTimeLimit(sql: string): string {
    return sql;
  }

  loads(): Readonly<Record<string, TurnstileLoad>> {
    return { writer: this.turn.load() };
  }

  async close(): Promise<void> {
    const leave = await this.turn.enter(this.options.deadlineMs);
    try {
      await this.reader.destroy();
      await this.writer.destroy();
      this.unlock();
    } finally {
      leave();
    }
  }
}

/** Readable by its owner alone, before the first byte is in it; SQLite gives its side files the same mode. */
function createPrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (const path of [file, `${file}.lock`]) closeSync(openSync(path, 'a', 0o600));
}
