import {
  type CursorRequest,
  type DescribeChange,
  type MemberRow,
  type MembershipChange,
  type ResourceDraft,
  type ResourcePage,
  type ResourcePageQuery,
  ResourceStore,
  type ResourceUpdate,
  type RootPageQuery,
  type StoredResource,
  type Updated,
  type UserKey,
  type UserWithGroups,
} from '../directory/resource-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendCallersChange } from './append-change.js';
import { type Bookmarks, bookmarksOf } from './bookmarks.js';
import { changeMembership, NO_EFFECT } from './change-membership.js';
import { CursorSeal } from './cursor-seal.js';
import { effectOf } from './effect-of.js';
import { findUser } from './find-user.js';
import { listAfter, type PageAfter } from './list-by-cursor.js';
import { listResources } from './list-by-index.js';
import { listRoot } from './list-root.js';
import { addToCount } from './live-count.js';
import type { PagePosition } from './page-position.js';
import { groupsOfUsers, membersBehind, membersOfGroups, rowsAtCommit } from './read-membership.js';
import { findNamed, findResource } from './read-resources.js';
import { changePassword } from './password-rows.js';
import { isResourceId } from './resource-columns.js';
import { isSameJson } from './same-json.js';
import { buryResource, insertResource, lockResource, overwriteResource } from './write-resource.js';

/** Users and groups in tables. Every change is one unit: the lock, the rows that differ, the event. */
export class SqlResourceStore extends ResourceStore {
  private readonly seal: CursorSeal;
  private readonly bookmarks: Bookmarks;

  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
    this.seal = new CursorSeal(database, now);
    this.bookmarks = bookmarksOf(database, now);
  }

  override create(scope: TenantScope, draft: ResourceDraft, describe: DescribeChange): Promise<StoredResource> {
    return this.database.withTransaction(async (tx) => {
      const after = await insertResource(tx, scope, draft, this.now().toISOString());
      const members: MembershipChange = { kind: 'delta', add: draft.members ?? [], remove: [] };
      const { added } = await changeMembership(tx, scope, after.pk, members);
      const password = await changePassword(tx, scope, after.pk, draft.passwordHash, after.createdAt);
      const change = { after, addedMembers: added, removedMembers: [], ...(password && { password }) };
      const event = describe(change);
      await addToCount(tx, scope, draft.type, 1);
      await appendCallersChange(tx, scope, event, [effectOf(change, event)]);
      return after;
    });
  }

  override async update(
    scope: TenantScope,
    type: ResourceTypeName,
    id: string,
    updater: (current: StoredResource) => ResourceUpdate,
    describe: DescribeChange,
    rowsLimit?: number,
  ): Promise<Updated | undefined> {
    if (!isResourceId(id)) return undefined;
    const committed = await this.database.withTransaction(async (tx) => {
      const before = await lockResource(tx, scope, type, id);
      if (before === undefined) return undefined;
      const update = updater(before);
      const effect =
        update.members === undefined ? NO_EFFECT : await changeMembership(tx, scope, before.pk, update.members);
      const now = this.now().toISOString();
      const password = await changePassword(tx, scope, before.pk, update.passwordHash, now);
      const isDocumentSame = isSameJson(before.document, update.document);
      const authorized = update.authorized ?? before.authorized;
      const isOwnerSame = update.connectorPk === before.connectorPk && authorized === before.authorized;
      const isMembershipSame = effect.added.length + effect.removed.length === 0;
      if (isDocumentSame && isOwnerSame && isMembershipSame && password === undefined)
        return { resource: before, changed: false, ...(await rowsAtCommit(tx, scope, before, rowsLimit)) };
      const after: StoredResource = {
        ...before,
        connectorPk: update.connectorPk,
        authorized,
        version: before.version + 1,
        lastModifiedAt: laterOf(before.lastModifiedAt, now),
        document: isDocumentSame ? before.document : update.document,
      };
      await overwriteResource(tx, scope, before, after);
      const { added: addedMembers, removed: removedMembers } = effect;
      const change = { before, after, addedMembers, removedMembers, ...(password && { password }) };
      const event = describe(change);
      await appendCallersChange(tx, scope, event, [effectOf(change, event)]);
      // Whom it added are there: more than are wanted need not be read to be known.
      const limit = rowsLimit !== undefined && addedMembers.length > rowsLimit ? undefined : rowsLimit;
      return { resource: after, changed: true, ...(await rowsAtCommit(tx, scope, before, limit)) };
    });
    if (committed?.reading === undefined) return committed;
    const { reading, ...updated } = committed;
    const rows = await reading;
    return rows === undefined ? updated : { ...updated, rows };
  }

  override async remove(
    scope: TenantScope,
    type: ResourceTypeName,
    id: string,
    check: (current: StoredResource) => void,
    describe: DescribeChange,
  ): Promise<boolean> {
    if (!isResourceId(id)) return false;
    return this.database.withTransaction(async (tx) => {
      const before = await lockResource(tx, scope, type, id);
      if (before === undefined) return false;
      check(before);
      const effects = await buryResource(tx, scope, before, this.now().toISOString());
      await addToCount(tx, scope, type, -1);
      await appendCallersChange(tx, scope, describe({ before, addedMembers: [], removedMembers: [] }), effects);
      return true;
    });
  }

  override find(scope: TenantScope, type: ResourceTypeName, id: string): Promise<StoredResource | undefined> {
    return findResource(this.database, scope, type, id);
  }

  override findUser(scope: TenantScope, key: UserKey): Promise<UserWithGroups | undefined> {
    return findUser(this.database, scope, key);
  }

  override findNamed(
    scope: TenantScope,
    type: ResourceTypeName,
    name: string,
    only: { readonly manual: boolean; readonly limit: number },
  ): Promise<readonly StoredResource[]> {
    return findNamed(this.database, scope, type, name, only);
  }

  override async list(scope: TenantScope, type: ResourceTypeName, query: ResourcePageQuery): Promise<ResourcePage> {
    const { cursor } = query;
    if (cursor === undefined) return listResources(this.database, scope, type, query, this.bookmarks);
    return this.walk(cursor, `${scope.tenantPk} ${type}`, (position) =>
      listAfter(this.database, scope, type, query, position),
    );
  }

  override async listRoot(scope: TenantScope, query: RootPageQuery): Promise<ResourcePage> {
    const { cursor } = query;
    if (cursor === undefined) return (await listRoot(this.database, scope, query, undefined)).page;
    return this.walk(cursor, `${scope.tenantPk} root`, (position) => listRoot(this.database, scope, query, position));
  }

  override membersOf(
    scope: TenantScope,
    groupPks: readonly number[],
    limit: number,
  ): Promise<ReadonlyMap<number, readonly MemberRow[]> | undefined> {
    return membersOfGroups(this.database, scope, groupPks, limit);
  }

  override membersBehind(
    scope: TenantScope,
    groupPk: number,
    after: number,
    limit: number,
  ): Promise<{ readonly members: readonly MemberRow[]; readonly last: number | undefined }> {
    return membersBehind(this.database, scope, groupPk, after, limit);
  }

  override groupsOf(
    scope: TenantScope,
    userPks: readonly number[],
  ): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
    return groupsOfUsers(this.database, scope, userPks);
  }

  /** @param list what the cursor is a place in */
  private async walk(
    cursor: CursorRequest,
    list: string,
    pageAfter: (position: PagePosition | undefined) => Promise<PageAfter>,
  ): Promise<ResourcePage> {
    const owner = `${list} ${cursor.owner}`;
    const position = cursor.text === '' ? undefined : await this.seal.open(cursor.text, owner);
    const { page, next } = await pageAfter(position);
    return next === undefined ? page : { ...page, nextCursor: await this.seal.seal(next, owner) };
  }
}

/** A clock that was set back never takes lastModified with it. Both in the same form, so text order is time order. */
function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}
