import { Injectable } from '@nestjs/common';
import type { ScimResource } from '../protocol/resource.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import type { Connector } from '../tenancy/tenant.js';
import { type AdminCaller, scopeOf } from './admin-caller.js';
import type { BrowsedResource } from './admin-resource-store.js';
import { assembleResource } from './assemble-resource.js';
import { ResourceStore } from './resource-store.js';
import { SchemaRegistry } from './schema-registry.js';

/** A user or group as an admin sees it. */
export interface AdminItem {
  readonly stored: BrowsedResource;
  /** Undefined for what is `manual`. */
  readonly owner: Connector | undefined;
  /** As SCIM has it; a group without its members, which are a list of their own. */
  readonly resource: ScimResource;
}

/** Completes rows by what stands elsewhere: owners and groups. In as many statements for a page as for one. */
@Injectable()
export class AdminItems {
  constructor(
    private readonly store: ResourceStore,
    private readonly connectors: ConnectorsService,
    private readonly schemas: SchemaRegistry,
    private readonly urls: BaseUrls,
  ) {}

  async of(caller: AdminCaller, found: readonly BrowsedResource[]): Promise<readonly AdminItem[]> {
    if (found.length === 0) return [];
    const scope = scopeOf(caller);
    const ownerPks = new Set(found.flatMap(({ connectorPk }) => connectorPk ?? []));
    const owners = await this.connectors.findByPk(scope, [...ownerPks]);
    const schemas = await this.schemas.forAdmins(caller.tenant);
    const users = found.filter(({ type, deletedAt }) => type === 'User' && deletedAt === undefined);
    const groups = await this.store.groupsOf(
      scope,
      users.map(({ pk }) => pk),
    );
    // Addresses that an admin can read; routes match in any letter case.
    const base = this.urls.admin('tenants', caller.tenant.slug);
    return found.map((stored) => ({
      stored,
      owner: owners.find(({ pk }) => pk === stored.connectorPk),
      resource: assembleResource(stored, schemas[stored.type], base, { groups: groups.get(stored.pk) ?? [] }),
    }));
  }
}
