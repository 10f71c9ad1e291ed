import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { LogTarget } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { userSchema } from '../protocol/schema/resource-types.js';
import { valueKey } from '../protocol/schema/value-key.js';
import { changedFields } from '../tenancy/changed-fields.js';
import type { PageRequest } from '../tenancy/tenant-store.js';
import type { TenantScope } from '../tenancy/tenant.js';
import {
  type Grantable,
  type GrantableDraft,
  type GrantableKind,
  type GrantablePatch,
  GrantableStore,
} from './grantable-store.js';
import { ResourceStore } from './resource-store.js';

/** What came of an attempt to delete: done, nothing there, or refused because so many users have it. */
export type Deletion = 'deleted' | 'absent' | { readonly holders: number };

/**
 * The catalogue as its admin keeps it, and what the log says about its changes. Users' values are never checked against
 * it, nor changed with it: they are what the identity provider sent.
 */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly store: GrantableStore,
    private readonly resources: ResourceStore,
  ) {}

  list(scope: TenantScope, kind: GrantableKind, page: PageRequest): Promise<readonly Grantable[]> {
    return this.store.list(scope, kind, page);
  }

  find(scope: TenantScope, kind: GrantableKind, id: string): Promise<Grantable | undefined> {
    return this.store.find(scope, kind, id);
  }

  /** @returns `taken` when the kind has the id in any letter case; `full` at `CATALOGUE_LIMIT` */
  async create(call: Call, scope: TenantScope, draft: GrantableDraft): Promise<Grantable | 'taken' | 'full'> {
    const { kind, ...shown } = draft;
    const event = makeEvent(call, {
      eventType: `${kind}.lifecycle.create`,
      displayMessage: `The ${kind} ${draft.displayName} was created`,
      target: [grantableTarget(draft)],
      changes: changedFields<Partial<typeof shown>>({}, shown).filter(({ to }) => to !== null),
    });
    const created = await this.store.create(scope, draft, event);
    if (typeof created === 'object') call.recorded = true;
    return created;
  }

  /** A patch that changes nothing writes nothing. @returns undefined when it is gone */
  async update(
    call: Call,
    scope: TenantScope,
    grantable: Grantable,
    patch: GrantablePatch,
  ): Promise<Grantable | undefined> {
    const { kind, id } = grantable;
    const updated = await this.store.update(scope, kind, id, (before) => {
      const changes = changedFields<GrantablePatch>(before, patch);
      if (changes.length === 0) return undefined;
      const event = makeEvent(call, {
        eventType: `${kind}.lifecycle.update`,
        displayMessage: `The ${kind} ${before.displayName} was changed`,
        target: [grantableTarget(before)],
        changes,
      });
      return { patch, event };
    });
    if (updated?.changed === true) call.recorded = true;
    return updated?.row;
  }

  /** @param evenIfHeld delete also what users still have */
  async delete(call: Call, scope: TenantScope, grantable: Grantable, evenIfHeld: boolean): Promise<Deletion> {
    const { kind, id } = grantable;
    const holders = await this.countHolders(scope, kind, id);
    if (holders > 0 && !evenIfHeld) return { holders };
    const event = makeEvent(call, {
      eventType: `${kind}.lifecycle.delete`,
      displayMessage: `The ${kind} ${grantable.displayName} was deleted${holders === 0 ? '' : `; users who still have it: ${holders}`}`,
      severity: 'WARN',
      target: [grantableTarget(grantable)],
    });
    if (!(await this.store.delete(scope, kind, id, event))) return 'absent';
    call.recorded = true;
    return 'deleted';
  }

  /** Users whose `roles` or `entitlements` have the id as a value. */
  private async countHolders(scope: TenantScope, kind: GrantableKind, id: string): Promise<number> {
    const { totalResults } = await this.resources.list(scope, 'User', { filter: held(kind, id), offset: 0, limit: 0 });
    return totalResults;
  }
}

function held(kind: GrantableKind, id: string): ResolvedFilter {
  const path = userSchema.resolve(kind === 'role' ? 'roles.value' : 'entitlements.value');
  const key = path?.subAttribute && valueKey(path.subAttribute, id);
  if (path === undefined || key === undefined) throw new Error(`users have no ${kind}s`);
  return { kind: 'compare', path, operator: 'eq', key };
}

/** How a role or entitlement appears in the log. */
export function grantableTarget({ kind, id, displayName }: Pick<Grantable, 'kind' | 'id' | 'displayName'>): LogTarget {
  return { id, type: kind === 'role' ? 'Role' : 'Entitlement', alternateId: id, displayName, detailEntry: null };
}
