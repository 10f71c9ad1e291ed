import type { DataSource, EntityManager } from 'typeorm';
import { ScimError } from '../protocol/scim-error.js';
import type { Connection } from './connection.js';
import {
  asOutcome,
  driverFacts,
  isConnectionLost,
  isStatementTimeout,
  type RestartReason,
  restartReason,
} from './database-errors.js';
import { within } from './deadline.js';
import { RecentEvents } from './recent-events.js';
import type { ScanPlaces } from './scan-places.js';
import { assertParameters, type Dialect, type SqlValue } from './sql.js';
import type { Transaction } from './transaction.js';
import type { TurnstileLoad } from './turnstile.js';

/*
 * persistence/ is the only folder that imports TypeORM and knows SQL. It implements the ports that the modules declare
 * and imports nothing of them but these ports and their types.
 */

export interface DatabaseOptions {
  /** Connections of the pool (MySQL). */
  readonly connectionLimit?: number;
  /** How long a caller waits for a connection, or for its turn to write (SQLite). */
  readonly acquireTimeoutMs?: number;
  /** How long a unit of work may take with all its restarts: Okta closes its socket after 60 s. */
  readonly deadlineMs?: number;
  /** `innodb_lock_wait_timeout`. */
  readonly lockWaitSeconds?: number;
  /** How long one statement of a search may run (MySQL). */
  readonly searchLimitMs?: number;
  /** Told what an operator should know, e.g. that the server may lose acknowledged commits. */
  readonly warn?: (message: string) => void;
}

export const DEFAULT_OPTIONS = {
  connectionLimit: 16,
  acquireTimeoutMs: 10_000,
  deadlineMs: 25_000,
  lockWaitSeconds: 10,
  searchLimitMs: 10_000,
  warn: () => undefined,
} satisfies Required<DatabaseOptions>;

const RESTARTS = 3;

export interface SearchOptions {
  /**
   * The tenant whose whole directory or log the search looks through, if it does: only some connections do so at a time, one for
   * a tenant, so that others stay free.
   */
  readonly scanOf?: number | undefined;
  /** When the list that it is a part of must have been answered, of `searchEnd`: whoever asked has gone by then. */
  readonly until?: number;
}

/** A connection that was taken out for one use. */
export interface Lease {
  readonly connection: Connection;
  /** TypeORM on the same connection, for the entities; made when it is asked for. */
  readonly manager: EntityManager;
  /** Gives the connection back, or throws it away where its state is unknown. */
  release(destroy: boolean): Promise<void>;
}

/** The COMMIT went out and no answer came back: the change may or may not be there. */
export class CommitUnknown extends Error {}

/** The open database, for either dialect. */
export abstract class Database {
  abstract readonly dialect: Dialect;
  /** The data source that migrations run on. */
  abstract readonly schemaSource: DataSource;
  /** Called with the text of every statement sent, and with whether the one before travels in the same message. For tests. */
  onStatement?: (sql: string, isAttached: boolean) => void;
  /** Units of work that ran again, since the process started. */
  private readonly restarted = new Map<RestartReason, number>();
  protected readonly recentEvents = new RecentEvents();

  protected constructor(
    protected readonly options: Required<DatabaseOptions>,
    protected readonly scanPlaces: ScanPlaces,
  ) {}

  protected abstract leaseReader(timeoutMs: number): Promise<Lease>;
  /** Runs `work` once, to its COMMIT. @param deadline when it must have begun to commit */
  protected abstract runUnit<T>(work: (tx: Transaction) => Promise<T>, deadline: number): Promise<T>;
  /** The SELECT, ended by the server after so long, where it can. */
  protected abstract withTimeLimit(sql: string, limitMs: number): string;
  /** What callers queue for, by name. */
  abstract loads(): Readonly<Record<string, TurnstileLoad>>;
  abstract close(): Promise<void>;

  get restarts(): ReadonlyMap<RestartReason, number> {
    return this.restarted;
  }

  /** Tells what an operator should know, where nobody who calls is told. */
  warn(message: string): void {
    this.options.warn(message);
  }

  /** Resolves when the database answers. @throws ScimError unavailable */
  async ping(): Promise<void> {
    await this.read('SELECT 1');
  }

  /** Rows that are committed. @throws ScimError unavailable */
  async read<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    assertParameters(params);
    return this.withReader(({ connection }) => connection.query<T>({ sql, params }));
  }

  /**
   * As `read`, for a statement with a text of ours that finds a few rows by a key: where the database is a server it travels
   * with others.
   */
  async lookUp<T>(sql: string, params: readonly SqlValue[]): Promise<T[]> {
    return this.read<T>(sql, params);
  }

  /**
   * As `read`, for a statement whose cost the client decides by its filter. SQLite cannot end one that runs, so what is
   * sent there must be bounded by its text.
   * @throws ScimError tooMany when it runs longer than `searchLimitMs`
   */
  async search<T>(
    sql: string,
    params: readonly SqlValue[],
    { scanOf, until = Infinity }: SearchOptions = {},
  ): Promise<T[]> {
    const leave = scanOf === undefined ? undefined : await this.enterScan(scanOf, until);
    try {
      const limitMs = Math.min(this.options.searchLimitMs, until - Date.now());
      if (limitMs <= 0) throw tookTooLong();
      return await this.read<T>(this.withTimeLimit(sql, Math.ceil(limitMs)), params);
    } catch (error) {
      if (error instanceof ScimError && isStatementTimeout(error.cause)) throw tookTooLong();
      throw error;
    } finally {
      leave?.();
    }
  }

  /** When all searches of a list that begins now must have ended. */
  searchEnd(): number {
    return Date.now() + this.options.deadlineMs;
  }

  /** Waits for one of the places for scans. @returns how to leave it @throws ScimError unavailable */
  protected enterScan(tenantPk: number, until: number): Promise<() => void> {
    const waitMs = Math.max(1, Math.min(this.options.acquireTimeoutMs, until - Date.now()));
    return this.scanPlaces.enter(tenantPk, waitMs).catch((error: unknown) => {
      throw searchesRunning(error);
    });
  }

  /** As `read`, through the entities. */
  async readEntities<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.withReader(({ manager }) => work(manager));
  }

  /**
   * Runs `work` and commits, or undoes everything it did. READ COMMITTED on MySQL, serial on SQLite. `work` runs again
   * from its beginning, up to three times, when the database gave the unit up (deadlock, lock wait, changed record):
   * a lock wait timeout undoes one statement alone, so anything else would commit half a unit. While another program
   * holds the lock of SQLite's file, it is tried for as long as others wait for a connection. Never runs again after a
   * COMMIT whose answer was lost.
   * @throws ScimError unavailable; and whatever `work` throws
   */
  async withTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const deadline = Date.now() + this.options.deadlineMs;
    const patience = Date.now() + this.options.acquireTimeoutMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.runUnit(work, deadline);
      } catch (error) {
        if (error instanceof CommitUnknown) throw commitUnknown(error.cause);
        const reason = restartReason(error);
        const isLast = reason === 'busy' ? Date.now() >= patience : attempt >= RESTARTS;
        if (isLast || reason === undefined || Date.now() >= deadline) throw asOutcome(error);
        this.restarted.set(reason, (this.restarted.get(reason) ?? 0) + 1);
        // Jitter, so that two units that met do not meet again.
        await pause(5 + Math.random() * 25 * 2 ** Math.min(attempt, RESTARTS));
      }
    }
  }

  /** A connection that was lost while reading has changed nothing, so the work is done once more on another one. */
  protected async withReader<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    try {
      return await this.readOnce(work).catch((error: unknown) => {
        if (!isConnectionLost(error)) throw error;
        return this.readOnce(work);
      });
    } catch (error) {
      throw asOutcome(error);
    }
  }

  private async readOnce<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = await this.leaseReader(this.options.acquireTimeoutMs);
    let destroy = true;
    try {
      const result = await within(this.options.deadlineMs, () => work(lease));
      destroy = false;
      return result;
    } catch (error) {
      destroy = !driverFacts(error).answered;
      throw error;
    } finally {
      await lease.release(destroy);
    }
  }
}

function commitUnknown(cause: unknown): ScimError {
  return ScimError.unavailable(
    'The database did not confirm the change, so it may or may not have been made. Look the resource up before trying again.',
    { cause },
  );
}

function tookTooLong(): ScimError {
  return ScimError.tooMany('The filter takes too long to answer. Use fewer conditions, or narrow it with eq or sw.');
}

function searchesRunning(cause: unknown): ScimError {
  return ScimError.unavailable(
    'Other searches that look through a whole directory or log are still running. Try again, or narrow the filter with eq or sw.',
    { cause },
  );
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
