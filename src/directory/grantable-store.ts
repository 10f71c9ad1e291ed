import type { LogEvent } from '../audit/log-event.js';
import type { GrantableTypeName } from '../protocol/schema/grantable-types.js';
import type { RowUpdate, UpdatedRow } from '../tenancy/row-update.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { TenantScope } from '../tenancy/tenant.js';

/** Roles and entitlements stand in different attributes of users, so each kind has ids of its own. */
export type GrantableKind = 'role' | 'entitlement';

/** One entry of a tenant's catalogue of what an identity provider may assign to users, beside groups. */
export interface Grantable {
  /** Gives the order of lists. */
  readonly pk: number;
  readonly kind: GrantableKind;
  /** `Role` for a role; for an entitlement the resource type that shows it. */
  readonly type: GrantableTypeName;
  /** What arrives as `value` in `roles` or `entitlements` of a user. */
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  /** 1 when created; grows with every change. */
  readonly version: number;
  /** RFC 3339 UTC with milliseconds. */
  readonly createdAt: string;
  readonly lastModifiedAt: string;
}

export type GrantableDraft = Pick<Grantable, 'kind' | 'type' | 'id' | 'displayName' | 'description'>;

/** Absent fields stay as they are; `description: null` takes it away. */
export type GrantablePatch = Partial<Pick<Grantable, 'displayName' | 'description'>>;

/** Entries of one kind in one tenant: the whole catalogue is read at once. */
export const CATALOGUE_LIMIT = 1_000;

/**
 * Where the catalogues live. A change and its log event commit in one transaction, in which an update is told the row that it
 * changes: of two at once, the second one sees what the first one wrote. Ids are found exactly as they were given.
 */
export abstract class GrantableStore {
  /** In the order of creation. */
  abstract list(scope: TenantScope, kind: GrantableKind, page: PageRequest): Promise<readonly Grantable[]>;
  abstract find(scope: TenantScope, kind: GrantableKind, id: string): Promise<Grantable | undefined>;
  /** @returns `taken` when the kind has the id in any letter case, as users' values are compared; `full` at the limit */
  abstract create(scope: TenantScope, draft: GrantableDraft, event: LogEvent): Promise<Grantable | 'taken' | 'full'>;
  /** @returns undefined when there is none */
  abstract update(
    scope: TenantScope,
    kind: GrantableKind,
    id: string,
    update: RowUpdate<Grantable, GrantablePatch>,
  ): Promise<UpdatedRow<Grantable> | undefined>;
  /** @returns false when there was none */
  abstract delete(scope: TenantScope, kind: GrantableKind, id: string, event: LogEvent): Promise<boolean>;
  /** The types of which the tenant has any. */
  abstract typesInUse(scope: TenantScope): Promise<ReadonlySet<GrantableTypeName>>;
}
