import type { LogEvent } from '../audit/log-event.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { StoredResource } from './resource-store.js';

/** What a tenant asks of the passwords that it stores. Lengths in Unicode code points of the normalized password. */
export interface PasswordPolicy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly requireDigit: boolean;
  /** Punctuation or a symbol. */
  readonly requireSpecial: boolean;
  /** The userName, and what is before its "@", must not be part of the password. */
  readonly forbidUserName: boolean;
  /** Passwords that everybody tries first (`password-blocklist.ts`). */
  readonly forbidCommon: boolean;
}

/** A user with what its password is compared with. */
export interface PasswordHolder {
  readonly user: StoredResource;
  /** PHC string; absent where the user has no password. */
  readonly hash?: string;
}

/** What an updater makes of a policy; undefined when it changes nothing. */
export type PolicyUpdate = (
  before: PasswordPolicy | undefined,
) => { readonly policy: PasswordPolicy; readonly event: LogEvent } | undefined;

/** The only port through which a hash is read. Hashes are written with the change of their user, by `ResourceStore`. */
export abstract class PasswordStore {
  /** The live user with this userName, in any letter case. */
  abstract findHolder(scope: TenantScope, userName: string): Promise<PasswordHolder | undefined>;

  /** Undefined where nobody has set one. */
  abstract findPolicy(scope: TenantScope): Promise<PasswordPolicy | undefined>;

  /**
   * Policy and event in one transaction; of two at once, the second one sees what the first one wrote.
   * @returns false when the tenant is gone
   */
  abstract updatePolicy(scope: TenantScope, update: PolicyUpdate): Promise<boolean>;
}
