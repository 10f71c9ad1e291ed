import { QueryFailedError } from 'typeorm';
import { ScimError } from '../protocol/scim-error.js';

export const RESTART_REASONS = ['deadlock', 'lock_wait', 'changed_record', 'busy'] as const;
export type RestartReason = (typeof RESTART_REASONS)[number];

/** Deadlock, lock wait timeout, record changed since last read (ER_CHECKREAD). */
const RESTARTABLE_ERRNO: ReadonlyMap<number | undefined, RestartReason> = new Map([
  [1213, 'deadlock'],
  [1205, 'lock_wait'],
  [1020, 'changed_record'],
]);

const READ_ONLY_ERRNO: ReadonlySet<number> = new Set([1290, 1836]);
/** Disk full, table full. */
const FULL_ERRNO: ReadonlySet<number> = new Set([1021, 1114]);

/** Answers of a server that is there and cannot. */
const UNAVAILABLE_ERRNO = new Set([
  ...[1040, 1203, 1226], // too many connections
  ...[1044, 1045, 1049, 1142], // access denied, unknown database: taken away while running
  ...[1053, 1047], // shutting down, no member of a cluster with quorum
  ...READ_ONLY_ERRNO,
  ...FULL_ERRNO,
  ...[1317, 1927, 1969, 3024], // interrupted, killed, statement time limit
]);

const SQLITE_UNAVAILABLE = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_CANTOPEN', 'SQLITE_READONLY', 'SQLITE_CORRUPT'];

interface DriverFacts {
  /** Number of an error that a MySQL server sent; 0 where the driver has a number of its own. */
  readonly errno: number | undefined;
  /** `ER_DUP_ENTRY`, `ECONNREFUSED`, `SQLITE_BUSY` … */
  readonly code: string | undefined;
  readonly message: string;
  /** Only set on what a MySQL server answered. */
  readonly answered: boolean;
  /** The connection is lost. */
  readonly fatal: boolean;
}

/** What the driver said, below TypeORM's wrapping. */
export function driverFacts(error: unknown): DriverFacts {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (typeof cause !== 'object' || cause === null)
    return { errno: undefined, code: undefined, message: '', answered: false, fatal: false };
  const { errno, code, message, sqlState, fatal } = cause as Record<string, unknown>;
  return {
    errno: typeof errno === 'number' ? errno : undefined,
    code: typeof code === 'string' ? code : undefined,
    message: typeof message === 'string' ? message : '',
    answered: typeof sqlState === 'string' && sqlState !== '',
    fatal: fatal === true,
  };
}

/** True where the database undid the unit, or must be made to, and running it again from the start may succeed. */
export function isRestartable(error: unknown): boolean {
  return restartReason(error) !== undefined;
}

/** @returns undefined where running the unit again would not help */
export function restartReason(error: unknown): RestartReason | undefined {
  const { errno, code, answered } = driverFacts(error);
  if (answered) return RESTARTABLE_ERRNO.get(errno);
  return code?.startsWith('SQLITE_BUSY') === true || code?.startsWith('SQLITE_LOCKED') === true ? 'busy' : undefined;
}

/** True where a database that answers at all would answer otherwise: worth a 503, not a 500. */
export function isUnavailable(error: unknown): boolean {
  const { errno, code, answered, fatal } = driverFacts(error);
  if (answered) return errno !== undefined && UNAVAILABLE_ERRNO.has(errno);
  if (fatal || code === undefined) return fatal;
  if (code.startsWith('SQLITE_')) return SQLITE_UNAVAILABLE.some((prefix) => code.startsWith(prefix));
  // System errors (ECONNRESET, ETIMEDOUT …) and the MySQL driver's own; not Node's ERR_*, which are our mistakes.
  return /^(?:E(?!RR_|R_)[A-Z]+|PROTOCOL_[A-Z_]+)$/.test(code);
}

/** True where the connection is gone (also killed, 1927), and not what is behind it. */
export function isConnectionLost(error: unknown): boolean {
  const { errno, code, answered, fatal } = driverFacts(error);
  if (answered) return errno === 1927;
  // Without a code: it was found to be closed before anything was sent.
  return fatal && (code === undefined || ['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE'].includes(code));
}

/** True where the server ended a statement at its time limit. */
export function isStatementTimeout(error: unknown): boolean {
  const { errno, answered } = driverFacts(error);
  return answered && (errno === 1969 || errno === 3024);
}

/** True where a unique index refused a row; `columns` is how SQLite names it, `index` how MySQL does. */
export function isDuplicate(error: unknown, key: { readonly index: string; readonly columns: string }): boolean {
  const { errno, code, message, answered } = driverFacts(error);
  // MySQL 8 writes 'table.index', MariaDB 'index'; the value before it may hold anything, so look at the end only.
  if (answered) return errno === 1062 && (message.endsWith(`'${key.index}'`) || message.endsWith(`.${key.index}'`));
  const isUnique = code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
  return isUnique && message === `UNIQUE constraint failed: ${key.columns}`;
}

/** What leaves the store: database trouble as 503 with its cause, everything else as it is. */
export function asOutcome(error: unknown): unknown {
  if (error instanceof ScimError) return error;
  const obstacle = obstacleOf(error);
  if (obstacle !== undefined) return ScimError.unavailable(obstacle, { cause: error });
  if (isRestartable(error))
    return ScimError.unavailable('Too many changes to the same data at once. Try again in a few seconds.', {
      cause: error,
    });
  if (isUnavailable(error)) return unavailable(error);
  return error;
}

/** What an operator has to clear away before anything can be changed, in words; reading goes on. */
function obstacleOf(error: unknown): string | undefined {
  const { errno = 0, code = '', answered } = driverFacts(error);
  const [full, readOnly] = answered
    ? [FULL_ERRNO.has(errno), READ_ONLY_ERRNO.has(errno)]
    : [code === 'SQLITE_FULL', code.startsWith('SQLITE_READONLY')];
  if (full) return 'Nothing was changed: the disk of the database is full. Its operator has to make room.';
  if (readOnly)
    return 'Nothing was changed: the database is read-only at the moment. Its operator has to let it be written to.';
  // Of this process one unit writes at a time, so it is somebody else who has the file.
  return !answered && code.startsWith('SQLITE_BUSY')
    ? 'Nothing was changed: another program keeps the file of the database locked. Its operator has to end it.'
    : undefined;
}

/** True where the database is there and cannot be written to, as said of what left the store. */
export function isUnwritable(error: unknown): boolean {
  return error instanceof ScimError && obstacleOf(error.cause) !== undefined;
}

export function unavailable(cause: unknown): ScimError {
  return ScimError.unavailable('The directory cannot reach its database right now. Try again in a minute.', { cause });
}

/**
 * What becomes of a change whose event the database did not take. A restart may help, and an outage is one as anywhere;
 * anything else (a trigger, a missing column, an index that refuses it) is for the operator to mend, and until then no
 * change may be made.
 */
export function logUnwritable(error: unknown): unknown {
  const { answered, code } = driverFacts(error);
  const isOfDatabase = answered || code?.startsWith('SQLITE_') === true;
  if (!isOfDatabase || isRestartable(error) || isUnavailable(error)) return error;
  return ScimError.unavailable(
    'The change was not made: it could not be recorded in the log. Try again in a minute; the log of this server has the cause.',
    { cause: error },
  );
}
