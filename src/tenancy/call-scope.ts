import type { CallScope } from '../audit/call.js';
import type { Connector, Tenant } from './tenant.js';

/** Says whose log a call belongs to, once its tenant is known. */
export function callScope(tenant: Tenant, connector?: Connector): CallScope {
  const scope = { tenantPk: tenant.pk, tenantSlug: tenant.slug };
  if (connector === undefined) return scope;
  const { pk, id, slug, displayName, logReads, bodyCaptureUntil } = connector;
  return { ...scope, connector: { pk, id, slug, displayName, logReads, bodyCaptureUntil } };
}
