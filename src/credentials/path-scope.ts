import { Injectable } from '@nestjs/common';
import type { CallScope } from '../audit/call.js';
import { ProcessLog } from '../audit/process-log.js';
import { ScimError } from '../protocol/scim-error.js';
import { callScope } from '../tenancy/call-scope.js';
import { ConnectorsService } from '../tenancy/connectors.service.js';
import { TenantsService } from '../tenancy/tenants.service.js';
import { isSlug } from '../tenancy/tenant.js';

const NO_TENANT = 0;

/** Finds whose log a refused call belongs to: that of the tenant which the path names, if there is one. */
@Injectable()
export class PathScope {
  constructor(
    private readonly tenants: TenantsService,
    private readonly connectors: ConnectorsService,
    private readonly log: ProcessLog,
  ) {}

  /** Never throws: the caller is about to be refused, with or without a log entry. */
  async find(tenantSlug: unknown, connectorSlug: unknown): Promise<CallScope | undefined> {
    return this.lookUp(tenantSlug, connectorSlug).catch(() => undefined);
  }

  /** @throws ScimError 503 while the database cannot tell; on any other error there is no tenant to be found */
  async lookUp(tenantSlug: unknown, connectorSlug: unknown): Promise<CallScope | undefined> {
    if (typeof tenantSlug !== 'string' || typeof connectorSlug !== 'string') return undefined;
    if (!isSlug(tenantSlug) || !isSlug(connectorSlug)) return undefined;
    try {
      const tenant = await this.tenants.find(tenantSlug);
      // Asked for either way, so that the time of the answer does not tell whether the tenant exists.
      const connector = await this.connectors.find({ tenantPk: tenant?.pk ?? NO_TENANT }, connectorSlug);
      return tenant === undefined ? undefined : callScope(tenant, connector);
    } catch (error) {
      if (error instanceof ScimError && error.status === 503) throw error;
      this.log.warn({ err: error }, 'a refused call could not be assigned to a tenant');
      return undefined;
    }
  }
}
