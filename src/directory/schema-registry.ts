import { Injectable } from '@nestjs/common';
import { CORE_SCHEMAS, type ResourceSchemas } from '../protocol/schema/resource-types.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';

/** The schemas that a connector publishes: what validates, what is filtered and sorted by, and what discovery shows. */
@Injectable()
export class SchemaRegistry {
  of(_tenant: Tenant, _connector: Connector): Promise<ResourceSchemas> {
    return Promise.resolve(CORE_SCHEMAS);
  }
}
