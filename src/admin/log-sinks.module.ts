import { Module } from '@nestjs/common';
import { LogExporters } from '../audit/export/log-exporters.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { LogSinksController } from './log-sinks.controller.js';

/** Expects `LogSinks` from a global module. */
@Module({
  imports: [CredentialsModule],
  controllers: [LogSinksController],
  providers: [LogExporters],
  exports: [LogExporters],
})
export class LogSinksModule {}
