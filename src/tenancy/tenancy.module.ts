// tenancy: tenants, connectors and the synchronization switch. Never touches users, groups or credentials.
import { Module } from '@nestjs/common';
import { BodyCaptureSweep } from './body-capture-sweep.service.js';
import { BodyCaptureSwitch } from './body-capture-switch.service.js';
import { BodyCaptures } from './body-captures.service.js';
import { ConnectorActivityService } from './connector-activity.service.js';
import { ConnectorMetrics } from './connector-metrics.js';
import { ConnectorsService } from './connectors.service.js';
import { ExtendedFieldsService } from './extended-fields.service.js';
import { FirstStart } from './first-start.js';
import { TenancyChanges } from './tenancy-changes.js';
import { TenantsService } from './tenants.service.js';
import { ToleranceUsesService } from './tolerance-uses.service.js';

/** Expects a `TenantStore`, an `ExtendedFieldStore`, a `ConnectorActivityStore`, a `ToleranceUseStore`, a `BodyCaptureStore` and `CallMetrics` from a global module. */
@Module({
  providers: [
    TenancyChanges,
    TenantsService,
    ConnectorsService,
    ConnectorActivityService,
    ConnectorMetrics,
    ExtendedFieldsService,
    ToleranceUsesService,
    FirstStart,
    BodyCaptures,
    BodyCaptureSwitch,
    BodyCaptureSweep,
  ],
  exports: [
    TenancyChanges,
    TenantsService,
    ConnectorsService,
    ConnectorActivityService,
    ExtendedFieldsService,
    ToleranceUsesService,
    FirstStart,
    BodyCaptures,
    BodyCaptureSwitch,
  ],
})
export class TenancyModule {}
