import type { Call } from '../audit/call.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';

/** Who asks the directory for something: a connector of a tenant, in one call. */
export interface Caller {
  readonly call: Call;
  readonly tenant: Tenant;
  readonly connector: Connector;
}
