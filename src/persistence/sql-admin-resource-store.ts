import { AdminResourceStore, type BrowsedResource, type BrowseQuery } from '../directory/admin-resource-store.js';
import type { StoredResource } from '../directory/resource-store.js';
import type { ResourceTypeName } from '../protocol/schema/attribute-definition.js';
import type { TenantScope } from '../tenancy/tenant.js';
import type { Database } from './abstract-database.js';
import { browseResources, membersAfter } from './browse-resources.js';

/** What admins read of the tables of users and groups. */
export class SqlAdminResourceStore extends AdminResourceStore {
  constructor(private readonly database: Database) {
    super();
  }

  override browse(scope: TenantScope, type: ResourceTypeName, query: BrowseQuery): Promise<readonly BrowsedResource[]> {
    return browseResources(this.database, scope, type, query);
  }

  override membersAfter(
    scope: TenantScope,
    groupPk: number,
    page: { readonly after?: number; readonly limit: number },
  ): Promise<readonly StoredResource[]> {
    return membersAfter(this.database, scope, groupPk, page);
  }
}
