import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { LogChainController } from './log-chain.controller.js';

/** Expects a `LogLedgerStore` from a global module. */
@Module({ imports: [AuditModule, TenancyModule, CredentialsModule], controllers: [LogChainController] })
export class LogChainModule {}
