// tenancy: tenants, connectors and the synchronization switch. Never touches users, groups or credentials.
import { Module } from '@nestjs/common';
import { ConnectorsService } from './connectors.service.js';
import { FirstStart } from './first-start.js';
import { TenancyChanges } from './tenancy-changes.js';
import { TenantsService } from './tenants.service.js';

/** Expects a `TenantStore` from a global module. */
@Module({
  providers: [TenancyChanges, TenantsService, ConnectorsService, FirstStart],
  exports: [TenancyChanges, TenantsService, ConnectorsService, FirstStart],
})
export class TenancyModule {}
