import { Injectable } from '@nestjs/common';
import { applyPatch } from '../protocol/patch/apply-patch.js';
import { assertSameId } from '../protocol/patch/assert-same-id.js';
import { parsePatch } from '../protocol/patch/parse-patch.js';
import { checkResource } from '../protocol/schema/check-resource.js';
import type { TenantScope } from '../tenancy/tenant.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { Caller } from './caller.js';
import { OwnerGuard } from './owner-guard.js';
import { type New, ResourceService, type Wanted } from './resource-service.js';
import { type MemberRow, ResourceStore, type StoredResource } from './resource-store.js';

/**
 * The rules of users. A password is accepted and dropped here, before anything could log or store it: Okta sends a random
 * placeholder with every create, also where password sync is off (okta.md §1.4).
 */
@Injectable()
export class UsersService extends ResourceService {
  protected override readonly type = 'User';
  protected override readonly nameAttribute = 'userName';
  protected override readonly rowsAttribute = 'groups';

  // Nest reads the constructor's parameter types from this class.
  constructor(store: ResourceStore, urls: BaseUrls, owners: OwnerGuard) {
    super(store, urls, owners);
  }

  /** Without `active` a new user may sign in: RFC 7643 §4.1.1 leaves the default open, and answers always carry it. */
  protected override toCreate({ schemas }: Caller, body: unknown): New {
    const { document } = checkResource(body, schemas.User);
    return { document: { ...document, active: document.active ?? true } };
  }

  /** What is omitted is cleared, but for `active`: an omission must not let a deactivated user back in. */
  protected override toReplacement({ schemas }: Caller, body: unknown): (current: StoredResource) => Wanted {
    const { document } = checkResource(body, schemas.User);
    return (current) => ({ document: { ...document, active: document.active ?? current.document.active ?? true } });
  }

  protected override toPatch({ schemas }: Caller, body: unknown, id: string): (current: StoredResource) => Wanted {
    const operations = parsePatch(body);
    assertSameId(operations, id);
    return (current) => ({ document: applyPatch(current.document, operations, schemas.User).document });
  }

  protected override rowsOf(
    scope: TenantScope,
    pks: readonly number[],
  ): Promise<ReadonlyMap<number, readonly MemberRow[]>> {
    return this.store.groupsOf(scope, pks);
  }
}
