import { Injectable } from '@nestjs/common';
import { applyPatch } from '../protocol/patch/apply-patch.js';
import { assertSameId } from '../protocol/patch/assert-same-id.js';
import { foldMembership } from '../protocol/patch/fold-membership.js';
import { parsePatch } from '../protocol/patch/parse-patch.js';
import { checkResource } from '../protocol/schema/check-resource.js';
import { keepImmutable } from '../protocol/schema/keep-immutable.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { Adoption } from './adoption.js';
import type { Caller } from './caller.js';
import { memberReferences } from './assemble-resource.js';
import { OwnerGuard } from './owner-guard.js';
import { type MemberStream, type ReadResource, scopeOf } from './resource-answers.js';
import { type New, ResourceService, type Wanted, type WriteOptions } from './resource-service.js';
import { type MemberRow, ResourceStore, type StoredResource } from './resource-store.js';

/** Groups above this size are not read back after a PATCH, so that its cost does not depend on their size. */
const LARGE_GROUP = 100;

/** Members in memory at once, for one request: of a group, and of all the groups of a page. */
const MEMBERS_AT_ONCE = 1_000;

/** The rules of groups. Members are rows: no operation here ever loads them in order to change them. */
@Injectable()
export class GroupsService extends ResourceService {
  protected override readonly type = 'Group';
  protected override readonly nameAttribute = 'displayName';
  protected override readonly rowsAttribute = 'members';
  protected override readonly beginsAlone = false;

  // Nest reads the constructor's parameter types from this class.
  constructor(store: ResourceStore, urls: BaseUrls, owners: OwnerGuard, adoption: Adoption) {
    super(store, urls, owners, adoption);
  }

  /**
   * PATCH whose answer may be the bare 204 of RFC 7644 §3.5.2.
   * @param options.mayBeEmpty false when the request names `attributes`: the RFC then demands the group
   * @returns the group; or only its location and version where it has more than 100 members or `preferEmpty`
   */
  async patchMaybeEmpty(
    caller: Caller,
    id: string,
    body: unknown,
    options: WriteOptions & { readonly mayBeEmpty: boolean; readonly preferEmpty: boolean },
  ): Promise<ReadResource | Pick<ReadResource, 'location' | 'version'>> {
    const { mayBeEmpty, preferEmpty } = options;
    const rowsLimit = mayBeEmpty && !preferEmpty ? LARGE_GROUP : undefined;
    const updated = await this.patchStored(caller, id, body, options, rowsLimit);
    return mayBeEmpty && updated.rows === undefined
      ? this.tagsOf(caller, updated.resource)
      : this.answerUpdated(caller, updated, options.projection);
  }

  protected override toCreate({ schemas, tolerances }: Caller, body: unknown): New {
    const { document, members } = checkResource(body, schemas.Group, tolerances);
    return { document, members: members ?? [] };
  }

  /** An absent `members` leaves the members alone; `[]` and null empty the group (docs/scim-divergences.md). */
  protected override toReplacement(
    { schemas, tolerances }: Caller,
    body: unknown,
  ): (current: StoredResource) => Wanted {
    const { document, members } = checkResource(body, schemas.Group, tolerances);
    return (current) => ({
      document: keepImmutable(current.document, document, schemas.Group),
      ...(members === undefined ? {} : { members: { kind: 'replace', members: members ?? [] } }),
    });
  }

  protected override toPatch(
    { schemas, tolerances }: Caller,
    body: unknown,
    id: string,
  ): (current: StoredResource) => Wanted {
    const operations = parsePatch(body, tolerances);
    assertSameId(operations, id);
    const { membership, rest } = foldMembership(operations, schemas.Group, tolerances);
    return (current) => ({
      document: applyPatch(current.document, rest, schemas.Group, tolerances).document,
      ...(membership === undefined ? {} : { members: membership }),
    });
  }

  protected override rowsOf(
    scope: TenantScope,
    pks: readonly number[],
  ): Promise<ReadonlyMap<number, readonly MemberRow[]> | undefined> {
    return this.store.membersOf(scope, pks, MEMBERS_AT_ONCE);
  }

  /** Reads on only when what it gave was taken, one short statement at a time: who reads slowly holds no connection. */
  protected override async *streamOf(caller: Caller, { pk }: StoredResource): MemberStream {
    for (let after: number | undefined = 0; after !== undefined;) {
      const { members, last } = await this.store.membersBehind(scopeOf(caller), pk, after, MEMBERS_AT_ONCE);
      yield memberReferences(members, this.base(caller));
      after = last;
    }
  }
}
