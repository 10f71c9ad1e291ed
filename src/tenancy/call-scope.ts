import type { CallScope } from '../audit/call.js';
import type { Connector, Tenant } from './tenant.js';

/** Says whose log a call belongs to, once its tenant is known. */
export function callScope(tenant: Tenant, connector?: Connector): CallScope {
  const { pk: tenantPk, slug: tenantSlug } = tenant;
  if (connector === undefined) return { tenantPk, tenantSlug };
  const { pk, id, slug, displayName, logReads, bodyCaptureUntil } = connector;
  return { tenantPk, tenantSlug, connector: { pk, id, slug, displayName, logReads, bodyCaptureUntil } };
}
