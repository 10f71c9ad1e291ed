/** What `rollbook doctor` learns about a database without writing to it. */
export type DatabaseFacts = UnusableDatabase | SqliteFacts | MysqlFacts;

export interface UnusableDatabase {
  readonly kind: 'unusable';
  /** In words, for the operator; without a password. */
  readonly reason: string;
}

export interface Schema {
  /** Migrations that this version needs and the database lacks. */
  readonly pending: readonly string[];
  /** Migrations that the database has and this version does not know: a newer one made it. */
  readonly unknown: readonly string[];
}

export interface SqliteFacts {
  readonly kind: 'sqlite';
  readonly file: string;
  readonly folderIsWritable: boolean;
  /** What its disk has room for. */
  readonly freeBytes: number;
  /** Undefined where there is no file yet. */
  readonly content: SqliteContent | undefined;
}

export interface SqliteContent {
  readonly isWritable: boolean;
  /** Readable by its owner alone. */
  readonly isPrivate: boolean;
  /** With its write-ahead log. */
  readonly sizeBytes: number;
  readonly journalMode: string;
  readonly lock: SqliteLock;
  readonly schema: Schema;
}

export interface SqliteLock {
  readonly isHeld: boolean;
  /** Only where the operating system tells. */
  readonly pid: number | undefined;
}

export interface MysqlFacts {
  readonly kind: 'mysql';
  /** As the server says it: `10.11.6-MariaDB-1`, `8.4.3`. */
  readonly version: string;
  /** Variables of a session as Rollbook sets it up. */
  readonly session: Readonly<Record<string, string>>;
  readonly global: Readonly<Record<string, string>>;
  readonly schema: Schema;
}

/** Variables of MySQL and MariaDB that matter; each server knows some of them. */
export const MYSQL_VARIABLES = [
  ...['transaction_isolation', 'tx_isolation', 'sql_mode', 'character_set_connection', 'character_set_database'],
  ...['innodb_flush_log_at_trx_commit', 'log_bin', 'sync_binlog', 'max_allowed_packet', 'wait_timeout', 'read_only'],
] as const;
