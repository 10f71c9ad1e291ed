import { CommitGroup } from './commit-group.js';
import { unavailable } from './database-errors.js';
import { deadlineError, within } from './deadline.js';
import type { LoopTurn } from './loop-turn.js';
import { ReadersTime } from './readers-time.js';
import type { RecentEvents } from './recent-events.js';
import { leaseOf, type SqliteSource } from './sqlite-source.js';
import { OpenTransaction, type Transaction } from './transaction.js';
import { Turnstile, type TurnstileLoad } from './turnstile.js';

// Takes the write lock at once: a unit that begins by reading could otherwise fail to upgrade.
const BEGIN = { sql: 'BEGIN IMMEDIATE' };
const SAVEPOINT = { sql: 'SAVEPOINT unit' };
const RELEASE = { sql: 'RELEASE unit' };

/** What a unit came to, as soon as what it saw and did is `committed`; undefined where that was nothing. */
type Outcome<T> = { readonly committed?: Promise<void> | undefined } & (
  { readonly result: T } | { readonly refusal: unknown }
);

/** Longer than any unit takes: a COMMIT is never given up. */
const FOR_EVER_MS = 2 ** 31 - 1;

/**
 * Runs units of work on the one connection that writes, in the order in which they came. Those that come within one turn
 * of the event loop share a COMMIT, for the disk is what a unit mostly waits for: each is a savepoint of one transaction, so
 * that it can be undone alone, and none is done before that transaction is committed. A lone one waits for nobody: when
 * nothing else is to be read, the loop comes round in microseconds. A COMMIT keeps everybody waiting longer than anything else
 * does, so behind it those who read come first.
 */
export class SqliteWriter {
  private readonly turn = new Turnstile(1);
  /** The units that ended well in the transaction that is open. */
  private group: CommitGroup | undefined;
  private readonly readers: ReadersTime;
  /** Of the transaction that is open. */
  private begunMs = 0;

  constructor(
    private readonly source: SqliteSource,
    private readonly recentEvents: RecentEvents,
    private readonly loop: LoopTurn,
    /** How many reads were begun so far. */
    reads: () => number,
  ) {
    this.readers = new ReadersTime(reads);
  }

  load(): TurnstileLoad {
    return this.turn.load();
  }

  /** @param deadline when the unit must have ended @throws what `work` throws, and what the database says */
  async run<T>(work: (tx: Transaction) => Promise<T>, deadline: number, waitMs: number): Promise<T> {
    const leave = await this.enter(Math.min(Math.max(1, deadline - Date.now()), waitMs));
    let outcome: Outcome<T>;
    try {
      await this.readers.pass();
      // Not before: those that begin together would all find the turn young.
      const later = this.loop.enter();
      if (later !== undefined) await later;
      outcome = await this.runInTurn(work, deadline);
    } finally {
      if (this.group?.mayGrow === false) await this.commit();
      leave();
    }
    await outcome.committed;
    if ('refusal' in outcome) throw outcome.refusal;
    return outcome.result;
  }

  /** Behind all that were there before. */
  async close(waitMs: number, close: () => Promise<void>): Promise<void> {
    const leave = await this.enter(waitMs);
    try {
      await this.commit();
      await close();
    } finally {
      leave();
    }
  }

  private async enter(waitMs: number): Promise<() => void> {
    return this.turn.enter(waitMs).catch((error: unknown) => {
      throw unavailable(error);
    });
  }

  private async runInTurn<T>(work: (tx: Transaction) => Promise<T>, deadline: number): Promise<Outcome<T>> {
    const isFirst = this.group === undefined;
    if (isFirst) this.begunMs = performance.now();
    // Nothing may be written into a unit that is still open because its ROLLBACK failed.
    if (isFirst) await this.rollBack();
    const unit = new OpenTransaction('sqlite', leaseOf(this.source), isFirst ? BEGIN : SAVEPOINT, this.recentEvents);
    try {
      const result = await within(Math.max(1, deadline - Date.now()), () => work(unit));
      unit.end();
      if (Date.now() >= deadline) throw unavailable(deadlineError());
      if (!unit.hasBegun) return { result };
      if (!isFirst) await this.source.connection.execute(RELEASE);
      if (this.group === undefined) setImmediate(() => void this.commitNext());
      this.group ??= new CommitGroup();
      return { result, committed: this.group.join() };
    } catch (error) {
      unit.end();
      if (!unit.hasBegun) return { refusal: error };
      await this.undo(isFirst, error);
      // What refused it may be the work of another unit, which is not committed yet and may never be.
      return { refusal: error, committed: this.group?.join() };
    }
  }

  /** The unit alone; all of them where the database has undone them already (a full disk), or cannot undo one. */
  private async undo(isFirst: boolean, cause: unknown): Promise<void> {
    if (!isFirst && (await this.undoneAlone())) return;
    await this.rollBack().catch(() => undefined);
    this.group?.failed(unavailable(cause));
    this.group = undefined;
  }

  private async undoneAlone(): Promise<boolean> {
    try {
      await this.source.connection.execute({ sql: 'ROLLBACK TO unit' }, RELEASE);
      return true;
    } catch {
      return false;
    }
  }

  private async commitNext(): Promise<void> {
    const leave = await this.turn.enter(FOR_EVER_MS);
    await this.commit();
    leave();
  }

  /** Never rejects: it is the units that are told. */
  private async commit(): Promise<void> {
    const { group } = this;
    if (group === undefined) return;
    this.group = undefined;
    try {
      await this.source.connection.query({ sql: 'COMMIT' });
      this.readers.begin(performance.now() - this.begunMs);
      group.committed();
    } catch (error) {
      await this.rollBack().catch(() => undefined);
      group.failed(error);
    }
  }

  private async rollBack(): Promise<void> {
    if (!this.source.connection.raw.inTransaction) return;
    try {
      await this.source.connection.query({ sql: 'ROLLBACK' });
    } catch (error) {
      throw unavailable(error);
    }
  }
}
