import type { NextFunction, Request, Response } from 'express';
import { attachCall, type Call } from '../audit/call.js';
import type { CallMetrics } from '../audit/call-metrics.js';
import { ProcessLog } from '../audit/process-log.js';
import { uuidv7 } from '../audit/uuidv7.js';
import { ScimError } from '../protocol/scim-error.js';
import type { AnswerRecorder } from './answer-recorder.js';
import { callerAddress } from './caller-address.js';
import { originForm } from './origin-form.js';
import { surfaceOf } from './surface-of.js';

/** What proxies write for a client that went away before it was answered; no such answer exists. */
const CLIENT_CLOSED = 499;

export interface Entry {
  readonly log: ProcessLog;
  readonly metrics: CallMetrics;
  readonly isDraining: () => boolean;
  /** Whether there is a proxy whose word for the address of the client is taken. */
  readonly isProxied: boolean;
  readonly recorder: AnswerRecorder;
}

/**
 * The first thing every request passes: gives it an id, a `Call`, `Cache-Control: no-store`, and one line in the process
 * log and one count when it is answered or the client went away; a SCIM call that is answered is recorded. The client's own
 * request id is not taken over: ids in the log are ours alone.
 */
export function enterCall({ log, metrics, isDraining, isProxied, recorder }: Entry) {
  return (request: Request, response: Response, next: NextFunction): void => {
    request.url = originForm(request.url);
    const call: Call = {
      id: uuidv7(),
      at: new Date(),
      startedMs: performance.now(),
      method: request.method,
      path: request.path,
      ipAddress: callerAddress(isProxied ? request.ip : undefined, request.socket.remoteAddress),
      userAgent: request.headers['user-agent'] ?? null,
      recorded: false,
    };
    attachCall(request, call);
    response.setHeader('X-Request-Id', call.id);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    // While draining, a kept-alive connection would outlive the server.
    if (isDraining()) response.setHeader('Connection', 'close');
    if (isScim(call.path)) {
      whenAnswered(response, (sent) => recorder.answered(call, response.statusCode, request.body, sent));
    }
    // Comes once, behind the last byte of the answer or without one.
    response.on('close', () => {
      const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED;
      const durationMs = performance.now() - call.startedMs;
      metrics.answered(surfaceOf(call.path), status, durationMs);
      log.info(
        {
          requestId: call.id,
          method: call.method,
          path: call.path,
          status,
          durationMs: Math.round(durationMs),
          ip: call.ipAddress,
        },
        'request',
      );
    });
    // RFC 9112 §3.2
    const isHostMissing = request.httpVersion === '1.1' && request.headers.host === undefined;
    next(isHostMissing ? ScimError.http(400, 'A request of HTTP/1.1 needs a Host header.') : undefined);
  };
}

const isScim = (path: string): boolean => path.slice(0, '/scim/'.length).toLowerCase() === '/scim/';

/**
 * Calls back when the last byte of the answer is handed over, whichever handler does it and whether the client is still there
 * or not: `finish` never comes for one that went away.
 * @param note what was given to be sent; null where some of it is out already
 */
function whenAnswered(response: Response, note: (sent: unknown) => void): void {
  const end = response.end.bind(response);
  response.end = ((...given: Parameters<typeof end>) => {
    const isWhole = !response.headersSent;
    end(...given);
    note(isWhole ? given[0] : null);
    return response;
  }) as Response['end'];
}
