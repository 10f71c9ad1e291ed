import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { AuditModule } from '../audit/audit.module.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { CallRecorder } from './call-recorder.js';
import { ErrorFilter } from './error.filter.js';
import { ReadBodyInterceptor } from './read-body.interceptor.js';
import { RepeatedRefusals } from './repeated-refusals.js';
import { SummarizedReads } from './summarized-reads.js';
import { RecordCallInterceptor } from './record-call.interceptor.js';

/** What every request passes, whatever it asks for: recording, reading the body, turning errors into answers. */
@Module({
  imports: [AuditModule, TenancyModule, CredentialsModule],
  providers: [
    CallRecorder,
    RepeatedRefusals,
    SummarizedReads,
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_INTERCEPTOR, useClass: RecordCallInterceptor },
    { provide: APP_INTERCEPTOR, useClass: ReadBodyInterceptor },
  ],
  exports: [CallRecorder],
})
export class HttpModule {}
