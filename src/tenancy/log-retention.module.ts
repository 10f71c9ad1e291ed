import { Module } from '@nestjs/common';
import { LogRetention } from './log-retention.service.js';
import { TenancyModule } from './tenancy.module.js';

/** Removes old events. Expects a `LogLedgerStore` and a `LeaseStore` from a global module. */
@Module({ imports: [TenancyModule], providers: [LogRetention] })
export class LogRetentionModule {}
