import type { LogEvent } from '../audit/log-event.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { CredentialOwner } from './credential.js';

/** A credential that ends soon. */
export interface ExpiringCredential {
  readonly owner: CredentialOwner & { readonly credential: { readonly expiresAt: string } };
  /** How many days before its end the last warning was due; null before the first one. */
  readonly warnedDays: number | null;
}

/** Where it is remembered which warnings about the end of a credential were given. */
export abstract class ExpiryWarningStore {
  /**
   * Enabled credentials that end after `from` and not after `until`, in the order of their keys.
   * @param page `after` is the key of the last one of the page before
   */
  abstract listExpiring(
    range: { readonly from: string; readonly until: string },
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly ExpiringCredential[]>;
  /**
   * Remembers the warning and appends its event in one transaction, unless another instance did, or the credential is gone
   * or ends at another time now. @returns whether it was this call
   */
  abstract warn(
    scope: TenantScope,
    credential: { readonly pk: number; readonly expiresAt: string },
    days: number,
    event: LogEvent,
  ): Promise<boolean>;
}
