import { type Json, type JsonObject, isJsonObject } from '../../protocol/json.js';
import type { AdminClient } from '../admin-client.js';
import { listAll } from '../list-all.js';
import { Refused } from '../refused.js';
import type { ConnectorFacts, DirectoryFacts, Expiring, TenantFacts } from './directory-facts.js';

/** Asks the admin API. @throws Refused | Unreachable */
export async function readDirectoryFacts(client: AdminClient): Promise<DirectoryFacts> {
  const tenants: TenantFacts[] = [];
  for (const tenant of await objects(client, '/tenants')) tenants.push(await readTenant(client, tenant));
  return { tenants, adminTokens: (await objects(client, '/admin-tokens')).map(expiring) };
}

async function readTenant(client: AdminClient, tenant: JsonObject): Promise<TenantFacts> {
  const slug = textOf(tenant.slug);
  const path = `/tenants/${encodeURIComponent(slug)}`;
  const connectors: ConnectorFacts[] = [];
  for (const connector of await objects(client, `${path}/connectors`)) {
    const name = textOf(connector.slug);
    const credentials = await objects(client, `${path}/connectors/${encodeURIComponent(name)}/credentials`);
    connectors.push({
      slug: name,
      syncEnabled: connector.syncEnabled === true,
      state: typeof connector.state === 'string' ? connector.state : undefined,
      credentials: credentials.map(expiring),
    });
  }
  return { slug, enabled: tenant.enabled === true, connectors, unauthorized: await unauthorizedIn(client, path) };
}

/** Undefined where the server has no such route. */
async function unauthorizedIn(client: AdminClient, path: string): Promise<number | undefined> {
  try {
    return (await objects(client, `${path}/users`, { authorized: 'false' })).length;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}

async function objects(client: AdminClient, path: string, query = {}): Promise<readonly JsonObject[]> {
  const { items } = await listAll(client, { method: 'GET', path: `/api/v1${path}`, query, body: undefined });
  return items.filter(isJsonObject);
}

/** Admin tokens have no switch. */
function expiring({ id, name, enabled, expiresAt }: JsonObject): Expiring {
  return {
    id: textOf(id),
    name: textOf(name),
    enabled: enabled !== false,
    expiresAt: typeof expiresAt === 'string' ? expiresAt : null,
  };
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
