import { parseFilter, resolveFilter } from '../support/lenient.js';
import { uuidv7 } from '../../src/audit/uuidv7.js';
import type { DescribeChange, ResourceStore, StoredResource } from '../../src/directory/resource-store.js';
import type { Database } from '../../src/persistence/database.js';
import { SqlAdminTokenStore } from '../../src/persistence/sql-admin-token-store.js';
import { SqlCredentialStore } from '../../src/persistence/sql-credential-store.js';
import { SqlLogStore } from '../../src/persistence/sql-log-store.js';
import { SqlResourceStore } from '../../src/persistence/sql-resource-store.js';
import { SqlTenantStore } from '../../src/persistence/sql-tenant-store.js';
import { locateFilter } from '../../src/protocol/filter/locate-filter.js';
import type { JsonObject } from '../../src/protocol/json.js';
import type { ResourceTypeName } from '../../src/protocol/schema/attribute-definition.js';
import { CORE_SCHEMAS } from '../../src/protocol/schema/resource-types.js';
import type { TenantScope } from '../../src/tenancy/tenant.js';
import { sampleEvent } from './sample-event.js';

export interface Stores {
  readonly database: Database;
  readonly tenants: SqlTenantStore;
  readonly credentials: SqlCredentialStore;
  readonly adminTokens: SqlAdminTokenStore;
  readonly resources: SqlResourceStore;
  readonly log: SqlLogStore;
}

export function storesOf(database: Database, now?: () => Date): Stores {
  return {
    database,
    tenants: new SqlTenantStore(database, now),
    credentials: new SqlCredentialStore(database, now),
    adminTokens: new SqlAdminTokenStore(database, now),
    resources: new SqlResourceStore(database, now),
    log: new SqlLogStore(database),
  };
}

/** Of the connector that asks, for filters about addresses. */
export const BASE_URL = 'https://x.io/scim/default/okta/v2';

let slugs = 0;

/** A tenant of the test's own. */
export async function newTenant({ tenants }: Stores): Promise<TenantScope> {
  slugs += 1;
  const tenant = await tenants.createTenant({ slug: `tenant-${slugs}`, displayName: 'Tenant' }, sampleEvent());
  if (tenant === undefined) throw new Error('slug taken');
  return { tenantPk: tenant.pk };
}

export const describeAs =
  (message: string): DescribeChange =>
  () =>
    sampleEvent(message);

export function createUser(
  { resources }: Pick<Stores, 'resources'>,
  scope: TenantScope,
  document: JsonObject,
): Promise<StoredResource> {
  return resources.create(scope, { type: 'User', id: uuidv7(), connectorPk: null, document }, describeAs('created'));
}

export function createGroup(
  { resources }: Pick<Stores, 'resources'>,
  scope: TenantScope,
  document: JsonObject,
  members: readonly string[] = [],
): Promise<StoredResource> {
  const draft = { type: 'Group', id: uuidv7(), connectorPk: null, document, members } as const;
  return resources.create(scope, draft, describeAs('created'));
}

/** The ids that a filter finds, in the order of creation. */
export async function idsOf(
  resources: ResourceStore,
  scope: TenantScope,
  type: ResourceTypeName,
  filter: string,
  schemas = CORE_SCHEMAS,
): Promise<readonly string[]> {
  const schema = schemas[type];
  const resolved = locateFilter(resolveFilter(parseFilter(filter), schema), schema, BASE_URL);
  const page = await resources.list(scope, type, { filter: resolved, offset: 0, limit: 1_000 });
  const { totalResults } = await resources.list(scope, type, { filter: resolved, offset: 0, limit: 0 });
  if (totalResults !== page.resources.length)
    throw new Error(`COUNT says ${totalResults}, the page ${page.resources.length}`);
  return page.resources.map(({ id }) => id);
}

/** Displays of the log of a tenant, oldest first. */
export async function messagesOf({ log }: Pick<Stores, 'log'>, { tenantPk }: TenantScope): Promise<readonly string[]> {
  // Ascending pages wait at the gaps that undone transactions leave; descending ones show what is there.
  const { events } = await log.query(tenantPk, { limit: 1_000, order: 'DESCENDING' });
  return events.map(({ displayMessage }) => displayMessage).reverse();
}
