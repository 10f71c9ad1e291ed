import { Injectable } from '@nestjs/common';
import { locateFilter } from '../protocol/filter/locate-filter.js';
import type { ResolvedFilter } from '../protocol/filter/filter-ast.js';
import { parseFilter } from '../protocol/filter/parse-filter.js';
import { resolveFilter } from '../protocol/filter/resolve-filter.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import { Tolerances } from '../protocol/tolerance/tolerances.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import type { Tenant } from '../tenancy/tenant.js';
import { type AdminCaller, scopeOf } from './admin-caller.js';
import { AdminResourceStore, type BrowsedResource, type BrowseQuery } from './admin-resource-store.js';
import { prefixFilter } from './prefix-filter.js';
import { ResourceStore, type StoredResource } from './resource-store.js';
import { SchemaRegistry } from './schema-registry.js';
import { restorableSince, TombstoneClock } from './tombstone-clock.js';
import { unknownResource } from './unknown-resource.js';

/** What an admin asks of a list. */
export interface AdminSearch extends Omit<BrowseQuery, 'filter' | 'deletedSince'> {
  /** SCIM syntax. */
  readonly filterText?: string;
  /** What a name or an address begins with. */
  readonly prefix?: string;
  /** Tombstones that can be restored. */
  readonly deleted: boolean;
}

/** What admins read of the directory: the true state, whatever a connector sees of it. */
@Injectable()
export class AdminBrowser {
  constructor(
    private readonly store: ResourceStore,
    private readonly lists: AdminResourceStore,
    private readonly schemas: SchemaRegistry,
    private readonly urls: BaseUrls,
    private readonly clock: TombstoneClock,
  ) {}

  /** @throws ScimError invalidFilter | tooMany */
  async list(caller: AdminCaller, type: ResourceTypeName, search: AdminSearch): Promise<readonly BrowsedResource[]> {
    const { filterText, prefix, deleted, ...rest } = search;
    const filter = await this.filterOf(caller.tenant, type, [
      ...(filterText === undefined ? [] : [filterText]),
      ...(prefix === undefined ? [] : [prefixFilter(type, prefix)]),
    ]);
    return this.lists.browse(scopeOf(caller), type, {
      ...rest,
      ...(filter === undefined ? {} : { filter }),
      ...(deleted ? { deletedSince: restorableSince(this.clock.now()) } : {}),
    });
  }

  /** @throws ScimError notFound */
  async find(caller: AdminCaller, type: ResourceTypeName, id: string): Promise<StoredResource> {
    const stored = await this.store.find(scopeOf(caller), type, id);
    if (stored === undefined) throw unknownResource(type);
    return stored;
  }

  /** Live members in the order of their creation. @throws ScimError notFound for the group */
  async members(
    caller: AdminCaller,
    groupId: string,
    page: { readonly after?: number; readonly limit: number },
  ): Promise<readonly StoredResource[]> {
    const { pk } = await this.find(caller, 'Group', groupId);
    return this.lists.membersAfter(scopeOf(caller), pk, page);
  }

  private async filterOf(
    tenant: Tenant,
    type: ResourceTypeName,
    texts: readonly string[],
  ): Promise<ResolvedFilter | undefined> {
    if (texts.length === 0) return undefined;
    const schema = (await this.schemas.forAdmins(tenant))[type];
    // Nothing is written by a filter, so the shorthands that connectors may use are fine.
    const tolerances = new Tolerances('lenient');
    const terms = texts.map((text) => parseFilter(text, tolerances));
    const [only] = terms;
    const filter = only !== undefined && terms.length === 1 ? only : ({ kind: 'and', terms } as const);
    return locateFilter(resolveFilter(filter, schema, tolerances), schema, this.urls.admin('tenants', tenant.slug));
  }
}
