import {
  type DescribeChange,
  type MemberRow,
  type MembershipChange,
  type ResourceDraft,
  type ResourcePage,
  type ResourcePageQuery,
  ResourceStore,
  type ResourceUpdate,
  type StoredResource,
} from '../directory/resource-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { appendEvent } from './append-event.js';
import { changeMembership, NO_EFFECT } from './change-membership.js';
import { CursorSeal } from './cursor-seal.js';
import { listAfter } from './list-by-cursor.js';
import { groupsOfUsers, hasMoreMembers, membersOfGroups } from './read-membership.js';
import { findResource, listResources } from './read-resources.js';
import { isResourceId } from './resource-columns.js';
import { isSameJson } from './same-json.js';
import { buryResource, insertResource, lockResource, overwriteResource } from './write-resource.js';

/** Users and groups in tables. Every change is one unit: the lock, the rows that differ, the event. */
export class SqlResourceStore extends ResourceStore {
  private readonly seal: CursorSeal;

  constructor(
    private readonly database: Database,
    private readonly now: () => Date = () => new Date(),
  ) {
    super();
    this.seal = new CursorSeal(database, now);
  }

  override create(scope: TenantScope, draft: ResourceDraft, describe: DescribeChange): Promise<StoredResource> {
    return this.database.withTransaction(async (tx) => {
      const after = await insertResource(tx, scope, draft, this.now().toISOString());
      const members: MembershipChange = { kind: 'delta', add: draft.members ?? [], remove: [] };
      const { added } = await changeMembership(tx, scope, after.pk, members);
      await appendEvent(tx, scope.tenantPk, describe({ after, addedMembers: added, removedMembers: [] }));
      return after;
    });
  }

  override async update(
    scope: TenantScope,
    type: ResourceTypeName,
    id: string,
    updater: (current: StoredResource) => ResourceUpdate,
    describe: DescribeChange,
  ): Promise<{ readonly resource: StoredResource; readonly changed: boolean } | undefined> {
    if (!isResourceId(id)) return undefined;
    return this.database.withTransaction(async (tx) => {
      const before = await lockResource(tx, scope, type, id);
      if (before === undefined) return undefined;
      const update = updater(before);
      const effect =
        update.members === undefined ? NO_EFFECT : await changeMembership(tx, scope, before.pk, update.members);
      const isDocumentSame = isSameJson(before.document, update.document);
      const isSame = isDocumentSame && update.connectorPk === before.connectorPk;
      if (isSame && effect.added.length + effect.removed.length === 0) return { resource: before, changed: false };
      const after: StoredResource = {
        ...before,
        connectorPk: update.connectorPk,
        version: before.version + 1,
        lastModifiedAt: laterOf(before.lastModifiedAt, this.now().toISOString()),
        document: isDocumentSame ? before.document : update.document,
      };
      await overwriteResource(tx, scope, before, after);
      const change = { before, after, addedMembers: effect.added, removedMembers: effect.removed };
      await appendEvent(tx, scope.tenantPk, describe(change));
      return { resource: after, changed: true };
    });
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
      await buryResource(tx, scope, before, this.now().toISOString());
      await appendEvent(tx, scope.tenantPk, describe({ before, addedMembers: [], removedMembers: [] }));
      return true;
    });
  }

  override find(scope: TenantScope, type: ResourceTypeName, id: string): Promise<StoredResource | undefined> {
    return findResource(this.database, scope, type, id);
  }

  override async list(scope: TenantScope, type: ResourceTypeName, query: ResourcePageQuery): Promise<ResourcePage> {
    const { cursor } = query;
    if (cursor === undefined) return listResources(this.database, scope, type, query);
    const owner = `${scope.tenantPk} ${type} ${cursor.owner}`;
    const position = cursor.text === '' ? undefined : await this.seal.open(cursor.text, owner);
    const { page, next } = await listAfter(this.database, scope, type, query, position);
    return next === undefined ? page : { ...page, nextCursor: await this.seal.seal(next, owner) };
  }

  override membersOf(
    scope: TenantScope,
    groupPks: readonly number[],
  ): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
    return membersOfGroups(this.database, scope, groupPks);
  }

  override hasMoreMembersThan(scope: TenantScope, groupPk: number, limit: number): Promise<boolean> {
    return hasMoreMembers(this.database, scope, groupPk, limit);
  }

  override groupsOf(
    scope: TenantScope,
    userPks: readonly number[],
  ): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
    return groupsOfUsers(this.database, scope, userPks);
  }
}

/** A clock that was set back never takes lastModified with it. Both in the same form, so text order is time order. */
function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}
