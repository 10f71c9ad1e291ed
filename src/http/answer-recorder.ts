import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { ConnectorActivityService } from '../tenancy/connector-activity.service.js';
import { CallRecorder } from './call-recorder.js';

/** Records a SCIM call that succeeded without a change. Refusals are recorded by the exception filters. */
@Injectable()
export class AnswerRecorder {
  constructor(
    private readonly recorder: CallRecorder,
    private readonly activity: ConnectorActivityService,
  ) {}

  /** Of every SCIM call, when its answer is complete. */
  answered(call: Call, status: number): void {
    if (status >= 400) return;
    this.activity.noteAnswer(call, status);
    this.recorder.succeeded(call, status);
  }
}
