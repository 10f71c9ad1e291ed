import type { KeyObject } from 'node:crypto';
import type { LogExportTarget } from './parse-log-export.js';

/** The environment, read and checked once (product contract: README, "Configuration"). */
export interface Env {
  readonly host: string;
  readonly port: number;
  readonly database: DatabaseUrl;
  /** External base of every URL handed out; without a trailing slash. */
  readonly publicUrl: string;
  readonly adminToken: string | undefined;
  /** Opens `/metrics` and nothing else. */
  readonly metricsToken: string | undefined;
  readonly migrate: 'auto' | 'off' | 'only';
  /** Addresses or CIDR ranges whose `X-Forwarded-*` is believed; empty: nobody's. */
  readonly trustProxy: readonly string[];
  /** How many credentials of one connector may be valid at a time. */
  readonly maxCredentials: number;
  /** How many failures to sign in are answered and logged each by itself within a minute. */
  readonly maxFailedSignIns: number;
  /** Where checkpoints of the log are appended; undefined: the process log. */
  readonly checkpointFile: string | undefined;
  /** Ed25519; signs the checkpoints. */
  readonly signingKey: KeyObject | undefined;
  /** Where the log is sent as it grows. */
  readonly logExport: readonly LogExportTarget[];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly logFormat: 'json' | 'pretty';
}

export type DatabaseUrl =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'mysql';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      readonly database: string;
    };
