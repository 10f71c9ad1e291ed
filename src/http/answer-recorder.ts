import { Injectable } from '@nestjs/common';
import type { Call } from '../audit/call.js';
import { BodyCaptures } from '../tenancy/body-captures.service.js';
import { ConnectorActivityService } from '../tenancy/connector-activity.service.js';
import { CallRecorder } from './call-recorder.js';

/** Records a SCIM call that succeeded without a change. Refusals are recorded by the exception filters. */
@Injectable()
export class AnswerRecorder {
  constructor(
    private readonly recorder: CallRecorder,
    private readonly activity: ConnectorActivityService,
    private readonly captures: BodyCaptures,
  ) {}

  /**
   * Of every SCIM call, when its answer is complete.
   * @param request as it was parsed; @param response what was given to be sent, null where it went out in pieces
   */
  answered(call: Call, status: number, request: unknown, response: unknown): void {
    if (this.captures.wants(call)) this.captures.note(call, { status, request, response });
    if (status >= 400) return;
    this.activity.noteAnswer(call, status);
    this.recorder.succeeded(call, status);
  }
}
