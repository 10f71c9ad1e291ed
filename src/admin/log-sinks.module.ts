import { Module } from '@nestjs/common';
import { LogSinkMetrics } from '../audit/export/log-sink-metrics.js';
import { LogExporters } from '../audit/export/log-exporters.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { LogSinksController } from './log-sinks.controller.js';

/** Expects `LogSinks` from a global module. */
@Module({
  imports: [CredentialsModule],
  controllers: [LogSinksController],
  providers: [LogExporters, LogSinkMetrics],
  exports: [LogExporters],
})
export class LogSinksModule {}
