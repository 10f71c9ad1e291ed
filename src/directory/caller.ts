import type { Call } from '../audit/call.js';
import type { ResourceSchemas } from '../protocol/schema/resource-types.js';
import type { Tolerances } from '../protocol/tolerance/tolerances.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';

/** Who asks the directory for something: a connector of a tenant, in one call. */
export interface Caller {
  readonly call: Call;
  readonly tenant: Tenant;
  readonly connector: Connector;
  /** The schemas of this connector, with the extended fields that it publishes. */
  readonly schemas: ResourceSchemas;
  /** Which departures from the RFC are accepted, and which this call made. */
  readonly tolerances: Tolerances;
  /** Present when the call came to the SCIM 1.1 base URL: answers then hold addresses below that one. */
  readonly scimVersion?: '1.1';
}
