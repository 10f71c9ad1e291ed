import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AuditModule } from '../audit/audit.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { AnswerRecorder } from './answer-recorder.js';
import { CallRecorder } from './call-recorder.js';
import { ErrorFilter } from './error.filter.js';
import { ReadBodyGuard } from './read-body.guard.js';
import { RepeatedRefusals } from './repeated-refusals.js';
import { SummarizedReads } from './summarized-reads.js';

/** What every request passes, whatever it asks for: recording, reading the body, turning errors into answers. */
@Module({
  imports: [AuditModule, TenancyModule, CredentialsModule],
  providers: [
    CallRecorder,
    RepeatedRefusals,
    SummarizedReads,
    { provide: APP_FILTER, useClass: ErrorFilter },
    AnswerRecorder,
    { provide: APP_GUARD, useClass: ReadBodyGuard },
  ],
  exports: [CallRecorder],
})
export class HttpModule {}
