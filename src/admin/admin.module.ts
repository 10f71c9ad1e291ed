import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { Addressed } from './addressed.js';
import { AdminTokensController } from './admin-tokens.controller.js';
import { BodyCapturesController } from './body-captures.controller.js';
import { ConnectorsController } from './connectors.controller.js';
import { CredentialsController } from './credentials.controller.js';
import { ExtendedFieldsController } from './extended-fields.controller.js';
import { HistoriesController } from './histories.controller.js';
import { LogExportController } from './log-export.controller.js';
import { LogExports } from './log-exports.js';
import { LogReader } from './log-reader.js';
import { LogReads } from './log-reads.js';
import { LogSummaries } from './log-summaries.js';
import { LogSummaryController } from './log-summary.controller.js';
import { LogsController } from './logs.controller.js';
import { TenantsController } from './tenants.controller.js';
import { TolerancesController } from './tolerances.controller.js';

/** Expects `BaseUrls` from a global module. */
@Module({
  imports: [AuditModule, TenancyModule, CredentialsModule],
  controllers: [
    TenantsController,
    ConnectorsController,
    ExtendedFieldsController,
    CredentialsController,
    AdminTokensController,
    LogExportController,
    LogsController,
    LogSummaryController,
    HistoriesController,
    TolerancesController,
    BodyCapturesController,
  ],
  providers: [Addressed, LogExports, LogReader, LogReads, LogSummaries],
})
export class AdminModule {}
