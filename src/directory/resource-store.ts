import type { LogEvent } from '../audit/log-event.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import type { RootSort } from '../protocol/query/root-sort.js';
import type { Sort } from '../protocol/query/sort.js';
import type { ResourceDocument } from '../protocol/resource.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';

/** A user or group as stored, without members and groups. */
export interface StoredResource {
  /** Internal key; gives the list order; never leaves the server. */
  readonly pk: number;
  readonly type: ResourceTypeName;
  /** The SCIM id (UUIDv7). */
  readonly id: string;
  /** Owner; null for `manual`. */
  readonly connectorPk: number | null;
  /** False once the owner said `active: false` under the policy `unlink` (`activation.ts`). */
  readonly authorized: boolean;
  readonly version: number;
  /** RFC 3339 UTC with milliseconds. */
  readonly createdAt: string;
  readonly lastModifiedAt: string;
  readonly document: ResourceDocument;
}

export interface ResourceDraft {
  readonly type: ResourceTypeName;
  readonly id: string;
  readonly connectorPk: number | null;
  /** True where it is absent. */
  readonly authorized?: boolean;
  readonly document: ResourceDocument;
  /** Ids of the first members of a group. */
  readonly members?: readonly string[];
  /** Of a user that has a password: argon2id as PHC string. It never comes back in a `StoredResource`. */
  readonly passwordHash?: string;
}

/** How the refusal of members that are no users here ends: what an admin of Okta does about it. */
export const ASSIGN_MEMBERS_FIRST =
  'Assign them to the application first, so that they are provisioned, then push the group again.';

/** Membership as sets, so that its cost does not depend on the size of the group. The two sets are disjoint. */
export type MembershipChange =
  | { readonly kind: 'delta'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'replace'; readonly members: readonly string[] };

/** What an updater wants. `document` being the very object it was given means: no attribute changed. */
export interface ResourceUpdate {
  readonly document: ResourceDocument;
  readonly connectorPk: number | null;
  /** Absent: as it is. */
  readonly authorized?: boolean;
  readonly members?: MembershipChange;
  /** A new hash is a change, whatever password it is of. Null removes it; absent: as it is. */
  readonly passwordHash?: string | null;
}

/** What a transaction is about to commit. `before` is absent on create, `after` on remove. */
export interface ResourceChange {
  readonly before?: StoredResource;
  readonly after?: StoredResource;
  /** Ids that were really added or removed, not merely asked for. */
  readonly addedMembers: readonly string[];
  readonly removedMembers: readonly string[];
  /** What became of the password, which is not part of the document. */
  readonly password?: 'set' | 'removed';
  /** Ids of the groups that a user who was restored is a member of again. */
  readonly regainedGroups?: readonly string[];
}

/** Makes the log event of a change; called inside the transaction, possibly more than once. Pure. */
export type DescribeChange = (change: ResourceChange) => LogEvent;

export interface ResourcePage {
  readonly totalResults: number;
  readonly resources: readonly StoredResource[];
  /** When paged by cursor and this is not the last page. */
  readonly nextCursor?: string;
  /** What must be done before the page is answered, and can be waited for beside something else. */
  readonly settled?: Promise<void>;
}

/** Which page of which resources, in which order. */
export interface ResourcePageQuery {
  readonly filter?: ResolvedFilter;
  readonly sort?: Sort;
  /** Zero-based; 0 when paged by cursor. */
  readonly offset: number;
  /** 0 asks for the total alone. */
  readonly limit: number;
  readonly cursor?: CursorRequest;
  /**
   * Who walks through which list by `offset`. His next page begins behind the last resource of the one before, whatever was
   * created or deleted in between. Absent: counted from the beginning of the list.
   */
  readonly walk?: string;
  /**
   * The connector that reads: to it, users that it unlinked are inactive, and what another connector owns has no
   * `externalId`, in filters and in order.
   */
  readonly viewer?: number;
}

/** Which page of users and groups in one list. */
export interface RootPageQuery extends Omit<ResourcePageQuery, 'filter' | 'sort' | 'walk'> {
  /** What is looked for among the resources of each type; a type that is absent is left out. */
  readonly types: Readonly<Partial<Record<ResourceTypeName, Pick<ResourcePageQuery, 'filter'>>>>;
  /** Absent: users before groups, each in the order of creation. */
  readonly sort?: RootSort;
}

/** Pages one after another, without gaps and repetitions whatever is created or deleted in between (RFC 9865). */
export interface CursorRequest {
  /** `nextCursor` of the page before; empty for the first page. */
  readonly text: string;
  /** Whose walk through which list this is. A cursor that was given to another one does not open. */
  readonly owner: string;
}

export interface MemberRow {
  readonly id: string;
  /** displayName, else userName. */
  readonly display: string;
}

/** What at most one live user of a tenant has; `userNameKey` is the comparison key of its `userName`. */
export type UserKey =
  { readonly id: string; readonly userNameKey?: undefined } | { readonly id?: undefined; readonly userNameKey: string };

export interface UserWithGroups {
  readonly user: StoredResource;
  readonly groups: readonly MemberRow[];
}

export interface Updated {
  readonly resource: StoredResource;
  readonly changed: boolean;
  /** Its groups or members, as they were when the change was committed; where they were asked for and are not too many. */
  readonly rows?: readonly MemberRow[];
}

/**
 * Where users and groups live. Every method takes the tenant first and sees nothing outside it.
 * A method that changes data cannot be called without a description for the log: both commit in one transaction.
 * @throws ScimError unavailable (503) when the database cannot answer or three restarts of the unit did not help.
 */
export abstract class ResourceStore {
  /**
   * Inserts; never looks first.
   * @throws ScimError uniqueness when a live user of the tenant has the userName in any letter case,
   *   invalidValue when a member is not a user of the tenant
   */
  abstract create(scope: TenantScope, draft: ResourceDraft, describe: DescribeChange): Promise<StoredResource>;

  /**
   * Locks the resource, asks the updater what it shall be, writes the difference. The updater is pure and may run again
   * when the transaction restarts; what it throws rolls everything back and reaches the caller. When neither the
   * document nor the membership changes, nothing is written: no version, no lastModified, no event.
   * @param rowsLimit reads its groups or members as well, unless there are more
   * @returns the resource after the change; undefined when there is none with this id
   * @throws ScimError uniqueness | invalidValue as `create`
   */
  abstract update(
    scope: TenantScope,
    type: ResourceTypeName,
    id: string,
    updater: (current: StoredResource) => ResourceUpdate,
    describe: DescribeChange,
    rowsLimit?: number,
  ): Promise<Updated | undefined>;

  /**
   * Turns the resource into a tombstone: gone from every read, its userName free, its membership rows kept for a restore.
   * `check` sees the locked resource and throws to refuse.
   * @returns false when there is none with this id
   */
  abstract remove(
    scope: TenantScope,
    type: ResourceTypeName,
    id: string,
    check: (current: StoredResource) => void,
    describe: DescribeChange,
  ): Promise<boolean>;

  abstract find(scope: TenantScope, type: ResourceTypeName, id: string): Promise<StoredResource | undefined>;

  /** As `find` and `groupsOf`, of one moment and at the cost of one. */
  abstract findUser(scope: TenantScope, key: UserKey): Promise<UserWithGroups | undefined>;

  /**
   * Users with this userName, or groups with this displayName, equal as the schema has it; the oldest first.
   * @param only.manual leaves out what a connector owns
   */
  abstract findNamed(
    scope: TenantScope,
    type: ResourceTypeName,
    name: string,
    only: { readonly manual: boolean; readonly limit: number },
  ): Promise<readonly StoredResource[]>;

  /**
   * One page in the order of creation, or as `sort` asks, with the exact total of all matches.
   * @throws ScimError invalidFilter for what this store cannot search, invalidPath for what it cannot sort by, tooMany
   *   beyond the look-through limit, invalidCursor | expiredCursor
   */
  abstract list(scope: TenantScope, type: ResourceTypeName, query: ResourcePageQuery): Promise<ResourcePage>;

  /**
   * One page of users and groups in one list, with the exact total of both. Resources that are equal by `sort` come in the
   * order of creation, whatever their type.
   * @throws ScimError as `list`
   */
  abstract listRoot(scope: TenantScope, query: RootPageQuery): Promise<ResourcePage>;

  /**
   * Live members of the groups, in the order in which the members were created. Groups without any are absent.
   * @returns undefined when they have more than `limit` in all; no more than that is read
   */
  abstract membersOf(
    scope: TenantScope,
    groupPks: readonly number[],
    limit: number,
  ): Promise<ReadonlyMap<number, readonly MemberRow[]> | undefined>;

  /** Some live members of one group, in the same order, from behind `after`; the next ones are behind `last`. */
  abstract membersBehind(
    scope: TenantScope,
    groupPk: number,
    after: number,
    limit: number,
  ): Promise<{ readonly members: readonly MemberRow[]; readonly last: number | undefined }>;

  /** Live groups of the users. Users without any are absent. */
  abstract groupsOf(scope: TenantScope, userPks: readonly number[]): Promise<ReadonlyMap<number, readonly MemberRow[]>>;
}
