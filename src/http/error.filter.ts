import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Request, Response } from 'express';
import { type Call, callOf } from '../audit/call.js';
import { ProcessLog } from '../audit/process-log.js';
import { ForbiddenRole } from '../credentials/forbidden-role.js';
import { OAuthError } from '../credentials/oauth/oauth-error.js';
import { ScimError } from '../protocol/scim-error.js';
import { errorBodyV1 } from '../protocol/v1/error-body-v1.js';
import { ConnectorActivityService } from '../tenancy/connector-activity.service.js';
import { allowedMethods, type RoutedApp } from './allowed-methods.js';
import { CallRecorder, type Refusal } from './call-recorder.js';
import { hasMalformedEncoding, malformedEncoding } from './percent-encoding.js';
import { Problem } from './problem.js';
import { scimVersionOf } from './scim-version.js';
import { sendScim } from './send-scim.js';
import { surfaceOf } from './surface-of.js';

const NO_ENDPOINT = {
  '2.0':
    'There is no such SCIM endpoint. The base URL ends with /v2 and is followed by /Users, /Groups, /Schemas, /ResourceTypes or /ServiceProviderConfig.',
  '1.1':
    'There is no such SCIM 1.1 endpoint. The base URL ends with /v1 and is followed by /Users, /Groups, /Schemas, /ResourceTypes or /ServiceProviderConfigs.',
} as const;
const NO_ADDRESS = 'There is no such address. The API is described at /docs.';

/** Seconds after which a caller may try again; Okta reads whole seconds only. */
const RETRY_AFTER_SECONDS = '5';

/**
 * Turns anything that is thrown into an answer: an error of the SCIM that the path speaks under `/scim`, a problem document
 * (RFC 9457) elsewhere, and hands to the log what no handler saw. What is not one of our own errors becomes a bare 500 and
 * one line in the process log. What handlers of OAuth throw is for `OAuthErrorFilter`; a method that none of them has, for
 * this one.
 */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly recorder: CallRecorder,
    private readonly activity: ConnectorActivityService,
    private readonly log: ProcessLog,
  ) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const call = callOf(request);
    const error = this.toError(thrown, request, response);
    // 501 is an answer like 404: the server has not failed.
    if (error.status >= 500 && error.status !== 501) {
      this.log.error({ requestId: call.id, status: error.status, err: error.cause ?? thrown }, 'request failed');
    }
    await this.record(request, error, thrown);
    if (response.headersSent) {
      // A reset, not an end: to an older client the end of the connection is the end of the answer.
      request.socket.resetAndDestroy();
      return;
    }
    if (error.status === 503) response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
    if (error instanceof ScimError) {
      if (error.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.retryAfterSeconds));
      const version = scimVersionOf(request.path);
      const body = version === '1.1' ? errorBodyV1(error) : error.toBody();
      if (version !== undefined) return sendScim(request, response, error.status, body);
      return sendProblem(response, Problem.fromStatus(error.status, error.detail), call.id);
    }
    if (error instanceof OAuthError) return void response.status(error.status).json(error.toBody());
    sendProblem(response, error, call.id);
  }

  private toError(thrown: unknown, request: Request, response: Response): ScimError | OAuthError | Problem {
    if (thrown instanceof ScimError || thrown instanceof Problem) return thrown;
    if (thrown instanceof ForbiddenRole) {
      return Problem.forbidden('forbidden-role', 'The admin token may not do this', thrown.detail);
    }
    if (thrown instanceof HttpException && thrown.getStatus() === 404) return this.unknownRoute(request, response);
    if (thrown instanceof HttpException && thrown.getStatus() < 500) {
      // Nest wraps the router's own URIError.
      if (hasMalformedEncoding(request.path)) return malformedEncoding();
      return ScimError.http(thrown.getStatus(), 'The request is malformed.', { cause: thrown });
    }
    return ScimError.http(500, 'The server failed. The log of this server has the cause under the request id.', {
      cause: thrown,
    });
  }

  /** 405 with `Allow` where the path exists for another method, else 404. Clients of OAuth are told as RFC 6749 §5.2 has it. */
  private unknownRoute(request: Request, response: Response): ScimError | OAuthError {
    const allowed = allowedMethods(this.host.httpAdapter.getInstance<RoutedApp>(), request.path);
    const version = scimVersionOf(request.path);
    if (allowed.length > 0) {
      response.setHeader('Allow', allowed.join(', '));
      const detail = `This endpoint does not accept ${request.method}. It accepts ${allowed.join(', ')}.`;
      const isOfOAuth = version !== undefined && surfaceOf(request.path) === 'oauth';
      return isOfOAuth ? OAuthError.methodNotAllowed(detail) : ScimError.http(405, detail);
    }
    return ScimError.notFound(version === undefined ? NO_ADDRESS : NO_ENDPOINT[version]);
  }

  private async record(request: Request, error: ScimError | OAuthError | Problem, thrown: unknown): Promise<void> {
    const call = callOf(request);
    try {
      const isScim = scimVersionOf(request.path) !== undefined;
      if (isScim) this.activity.noteAnswer(call, error.status);
      const scimType = error instanceof ScimError ? error.scimType : undefined;
      const refusal = { status: error.status, scimType, reason: reasonOf(error) };
      if (thrown instanceof ForbiddenRole) await this.recordForbidden(call, refusal);
      else if (isScim || call.operation !== undefined) await this.recorder.refused(call, refusal);
    } catch (cause) {
      this.log.error({ requestId: call.id, err: cause }, 'a refusal could not be recorded');
    }
  }

  /** An admin who tries what he may not is worth a line, also where no tenant has a log for it. */
  private async recordForbidden(call: Call, refusal: Refusal): Promise<void> {
    if (call.scope === undefined) {
      const { method, path } = call;
      this.log.warn({ requestId: call.id, actor: call.actor?.id, method, path }, 'an admin token was refused');
    }
    await this.recorder.refused(call, { ...refusal, eventType: 'system.api_token.deny_access' });
  }
}

function reasonOf(error: ScimError | OAuthError | Problem): string {
  if (error instanceof OAuthError) return `${error.code}: ${error.description}`;
  return error instanceof ScimError ? error.detail : (error.detail ?? error.title);
}

function sendProblem(response: Response, problem: Problem, requestId: string): void {
  const bytes = Buffer.from(JSON.stringify(problem.toBody(requestId)), 'utf8');
  response.statusCode = problem.status;
  response.setHeader('Content-Type', 'application/problem+json');
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}
