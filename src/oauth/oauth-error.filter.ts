import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callOf } from '../audit/call.js';
import { ProcessLog } from '../audit/process-log.js';
import { OAuthError, type OAuthErrorCode } from '../credentials/oauth/oauth-error.js';
import { CallRecorder } from '../http/call-recorder.js';
import { ScimError } from '../protocol/scim-error.js';
import { ConnectorActivityService } from '../tenancy/connector-activity.service.js';

/** Seconds after which a client may try again when the server cannot answer. */
const RETRY_AFTER_SECONDS = 5;

/** Turns anything that is thrown into an answer as RFC 6749 §5.2 has it, and hands it to the log. */
@Catch()
@Injectable()
export class OAuthErrorFilter implements ExceptionFilter {
  constructor(
    private readonly recorder: CallRecorder,
    private readonly activity: ConnectorActivityService,
    private readonly log: ProcessLog,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = asOAuthError(thrown);
    await this.record(request, error, thrown);
    if (response.headersSent) return void response.destroy();
    // RFC 9110 §15.5.2 asks for a challenge with every 401; this is the one scheme that a client can answer with.
    if (error.status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="rollbook", charset="UTF-8"');
    if (error.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.retryAfterSeconds));
    response.status(error.status).json(error.toBody());
  }

  private async record(request: Request, error: OAuthError, thrown: unknown): Promise<void> {
    const call = callOf(request);
    if (error.status >= 500) {
      const cause = thrown instanceof ScimError ? thrown.cause : thrown;
      this.log.error({ requestId: call.id, status: error.status, err: cause ?? thrown }, 'request failed');
    }
    try {
      this.activity.noteAnswer(call, error.status);
      // The guard looked for the tenant before; looking again where there is none would take time, and tell so.
      if (call.scope === undefined) return;
      await this.recorder.refused(call, { status: error.status, reason: `${error.code}: ${error.description}` });
    } catch (cause) {
      this.log.error({ requestId: call.id, err: cause }, 'a refusal could not be recorded');
    }
  }
}

/** What the rest of the server throws, in the words of OAuth. */
function asOAuthError(thrown: unknown): OAuthError {
  if (thrown instanceof OAuthError) return thrown;
  if (!(thrown instanceof ScimError)) return failed();
  const { status, detail, retryAfterSeconds } = thrown;
  const known: Readonly<Record<number, readonly [status: number, code: OAuthErrorCode]>> = {
    400: [400, 'invalid_request'],
    // The client is known, but its connector is switched off.
    403: [400, 'unauthorized_client'],
    413: [413, 'invalid_request'],
    // RFC 6749 §5.2 knows 400 for whatever is wrong with a request.
    415: [400, 'invalid_request'],
    429: [429, 'temporarily_unavailable'],
    503: [503, 'temporarily_unavailable'],
  };
  const [answer, code] = known[status] ?? [];
  if (answer === undefined || code === undefined) return failed();
  return new OAuthError(answer, code, detail, retryAfterSeconds ?? (status === 503 ? RETRY_AFTER_SECONDS : undefined));
}

const failed = (): OAuthError =>
  new OAuthError(500, 'server_error', 'The server failed. Its log has the cause under the request id.');
