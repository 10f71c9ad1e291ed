import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { type Observable, tap } from 'rxjs';
import { callOf } from '../audit/call.js';
import { ConnectorActivityService } from '../tenancy/connector-activity.service.js';
import { CallRecorder } from './call-recorder.js';

/** Records a SCIM call that succeeded without a change. Refusals are recorded by the exception filter. */
@Injectable()
export class RecordCallInterceptor implements NestInterceptor {
  constructor(
    private readonly recorder: CallRecorder,
    private readonly activity: ConnectorActivityService,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const call = callOf(http.getRequest<object>());
    if (!call.path.toLowerCase().startsWith('/scim/')) return next.handle();
    return next.handle().pipe(
      tap(() => {
        const { statusCode } = http.getResponse<Response>();
        this.activity.noteAnswer(call, statusCode);
        this.recorder.succeeded(call, statusCode);
      }),
    );
  }
}
