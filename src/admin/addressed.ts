import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { Problem } from '../http/problem.js';
import { callScope } from '../tenancy/call-scope.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';
import { TenantsService } from '../tenancy/tenants.service.js';

/** What a path of the admin API names. Finding it also tells the call whose log it belongs to. */
@Injectable()
export class Addressed {
  constructor(
    private readonly tenants: TenantsService,
    private readonly connectors: ConnectorsService,
  ) {}

  /** @throws Problem 404 */
  async tenant(call: Call, slug: string): Promise<Tenant> {
    const tenant = await this.tenants.find(slug);
    if (tenant === undefined) throw noTenant();
    call.scope = callScope(tenant);
    return tenant;
  }

  /** @throws Problem 404 */
  async connector(
    call: Call,
    path: { readonly tenant: string; readonly connector: string },
  ): Promise<{ readonly tenant: Tenant; readonly connector: Connector }> {
    const tenant = await this.tenant(call, path.tenant);
    const connector = await this.connectors.find({ tenantPk: tenant.pk }, path.connector);
    if (connector === undefined) throw noConnector();
    call.scope = callScope(tenant, connector);
    return { tenant, connector };
  }
}

export const noTenant = (): Problem => Problem.notFound('There is no tenant with this slug.');
export const noConnector = (): Problem => Problem.notFound('There is no connector with this slug in this tenant.');
