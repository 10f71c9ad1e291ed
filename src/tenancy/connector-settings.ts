import type { ToleranceExceptions, ToleranceMode } from '../protocol/tolerance/tolerances.js';

export const PROVIDERS = ['okta', 'entra', 'generic'] as const;
export const EXISTING_USERS = ['adopt', 'skip'] as const;
export const ON_DEACTIVATE = ['deactivate', 'unlink'] as const;
export const PASSWORD_SYNC = ['ignore', 'store'] as const;
export const MODES = ['lenient', 'strict'] as const satisfies readonly ToleranceMode[];

/**
 * Whether each look-up and import has an event of its own, or those of a minute have one together, or (`auto`) those that a
 * minute has beyond what a person would read.
 */
export const LOG_READS = ['auto', 'each', 'summarized'] as const;

export type Provider = (typeof PROVIDERS)[number];
export type ExistingUsers = (typeof EXISTING_USERS)[number];
export type OnDeactivate = (typeof ON_DEACTIVATE)[number];
export type PasswordSync = (typeof PASSWORD_SYNC)[number];
export type LogReads = (typeof LOG_READS)[number];

/** What a connector decides (README, "What a connector decides"). */
export interface ConnectorSettings {
  /** Names the setup texts, and what its client prefers as an answer. */
  readonly provider: Provider;
  /** The synchronization switch: off answers every SCIM call with 403. */
  readonly syncEnabled: boolean;
  /** Whether a `manual` user or group is taken over by the first write, or left untouched. */
  readonly existingUsers: ExistingUsers;
  /** Whether `active: false` disables the user, or only marks it as unauthorized for an admin to clean up. */
  readonly onDeactivate: OnDeactivate;
  /** Whether a password is dropped at the door, or checked and stored as argon2id. */
  readonly passwordSync: PasswordSync;
  /** The URN under which this connector publishes extended fields. */
  readonly customFieldNamespace: string;
  /** Ids of the extended fields that this connector publishes. */
  readonly customFields: readonly string[];
  readonly mode: ToleranceMode;
  /** What differs from `mode`, by the name of the tolerance. */
  readonly tolerances: ToleranceExceptions;
  /** How the log tells of look-ups and imports that succeed. Refused ones always have an event each. */
  readonly logReads: LogReads;
}

export const CUSTOM_FIELD_NAMESPACE = 'urn:ietf:params:scim:schemas:extension:customfield:2.0:User';

/** The settings of a new connector where the admin says nothing. */
export function presetOf(provider: Provider): ConnectorSettings {
  return {
    provider,
    syncEnabled: true,
    existingUsers: 'adopt',
    onDeactivate: 'deactivate',
    passwordSync: 'ignore',
    customFieldNamespace: CUSTOM_FIELD_NAMESPACE,
    customFields: [],
    mode: 'lenient',
    tolerances: {},
    logReads: 'auto',
  };
}

/** Whether a password that is sent is kept; not where it is not known whose connector it is. */
export function takesPasswords(connector: Pick<ConnectorSettings, 'passwordSync'> | undefined): boolean {
  return connector?.passwordSync === 'store';
}

/** The id of an extended field is its SCIM attribute name (RFC 7643 §2.1): a letter, then letters, digits, `_`, `-`. */
export function isFieldId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_-]{0,62}$/.test(value);
}
