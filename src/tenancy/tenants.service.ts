import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import type { AttributeChange, LogEvent, LogTarget } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { ProcessLog } from '../audit/process-log.js';
import { changedFields } from './changed-fields.js';
import { switched } from './switched.js';
import { TenancyChanges } from './tenancy-changes.js';
import { TenantStore } from './tenant-store.js';
import type { PageRequest, TenantPatch } from './tenant-store.js';
import type { Tenant } from './tenant.js';

/** Tenants and what the log says about their changes. Absence is `undefined`: the caller decides what that means. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly store: TenantStore,
    private readonly changes: TenancyChanges,
    private readonly log: ProcessLog,
  ) {}

  list(page: PageRequest): Promise<readonly Tenant[]> {
    return this.store.listTenants(page);
  }

  find(slug: string): Promise<Tenant | undefined> {
    return this.store.findTenant(slug);
  }

  /** @returns undefined when the slug is taken */
  async create(
    call: Call,
    draft: { readonly slug: string; readonly displayName: string },
  ): Promise<Tenant | undefined> {
    const { slug, displayName } = draft;
    const event = makeEvent(call, {
      eventType: 'tenant.lifecycle.create',
      displayMessage: `The tenant ${displayName} was created`,
      target: [target(draft)],
      changes: changedFields<Partial<typeof draft>>({}, { slug, displayName }),
    });
    const created = await this.store.createTenant(draft, event);
    if (created !== undefined) call.recorded = true;
    return created;
  }

  /** A patch that changes nothing writes nothing. @returns undefined when the tenant is gone */
  async update(call: Call, tenant: Tenant, patch: TenantPatch): Promise<Tenant | undefined> {
    const updated = await this.store.updateTenant({ tenantPk: tenant.pk }, (before) => {
      const changes = changedFields<TenantPatch>(before, patch);
      return changes.length === 0 ? undefined : { patch, event: updateEvent(call, before, changes) };
    });
    if (updated?.changed === true) call.recorded = true;
    if (updated?.changed !== false) this.changes.announce();
    return updated?.row;
  }

  /** With everything in it, its log included; so only the process log still knows. @returns false when it was gone */
  async delete(call: Call, tenant: Tenant): Promise<boolean> {
    const deleted = await this.store.deleteTenant({ tenantPk: tenant.pk });
    this.changes.announce();
    if (deleted) {
      call.scope = undefined;
      this.log.warn({ requestId: call.id, actor: call.actor?.id, tenant: tenant.slug }, 'tenant deleted');
    }
    return deleted;
  }
}

function updateEvent(call: Call, tenant: Tenant, changes: readonly AttributeChange[]): LogEvent {
  const turned = switched(changes, 'enabled');
  const verb = turned === undefined ? 'update' : turned.isOn ? 'activate' : 'deactivate';
  const andMore = turned?.isWithMore === true ? ' and updated' : '';
  return makeEvent(call, {
    eventType: `tenant.lifecycle.${verb}`,
    displayMessage: `The tenant ${tenant.displayName} was ${verb}d${andMore}`,
    target: [target(tenant)],
    changes,
  });
}

function target(tenant: { readonly slug: string; readonly displayName: string }): LogTarget {
  const { slug, displayName } = tenant;
  return { id: slug, type: 'Tenant', alternateId: slug, displayName, detailEntry: null };
}
