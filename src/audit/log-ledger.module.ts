import { Module } from '@nestjs/common';
import { AuditModule } from './audit.module.js';
import { Checkpoints } from './checkpoints.service.js';
import { LogFollower } from './log-follower.service.js';
import { LogLedgerMetrics } from './log-ledger-metrics.js';

/** What follows the log behind the commit. Expects a `LogLedgerStore` and `CheckpointSettings` from global modules. */
@Module({ imports: [AuditModule], providers: [LogFollower, Checkpoints, LogLedgerMetrics] })
export class LogLedgerModule {}
