import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { StoredResource } from './resource-store.js';

/** What an admin looks for. Absent conditions hold for everything. */
export interface BrowseQuery {
  /** Not together with `deleted`: a tombstone is found by no index. */
  readonly filter?: ResolvedFilter;
  readonly source?: 'manual' | 'scim';
  /** Owner. */
  readonly connectorPk?: number;
  readonly active?: boolean;
  readonly authorized?: boolean;
  /** Tombstones instead of what is live: those deleted at or after this instant, RFC 3339 UTC with milliseconds. */
  readonly deletedSince?: string;
  /** `pk` of the last one of the page before. */
  readonly after?: number;
  readonly limit: number;
}

export interface BrowsedResource extends StoredResource {
  /** Of a tombstone. RFC 3339 UTC with milliseconds. */
  readonly deletedAt?: string;
}

/** What only admins read: lists without a total, page after page in the order of creation. */
export abstract class AdminResourceStore {
  /** @throws ScimError invalidFilter | tooMany as `ResourceStore.list` */
  abstract browse(scope: TenantScope, type: ResourceTypeName, query: BrowseQuery): Promise<readonly BrowsedResource[]>;

  /** Live members of a group in the order of their creation; costs as much as the page, not as the group. */
  abstract membersAfter(
    scope: TenantScope,
    groupPk: number,
    page: { readonly after?: number; readonly limit: number },
  ): Promise<readonly StoredResource[]>;
}
