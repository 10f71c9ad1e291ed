import { isIPv6 } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { attachCall } from '../audit/call.js';
import { ProcessLog } from '../audit/process-log.js';
import { uuidv7 } from '../audit/uuidv7.js';

/** `::ffff:10.0.0.1` is an IPv4 caller on a dual-stack socket. */
function plainAddress(address: string | undefined): string | null {
  if (address === undefined) return null;
  return isIPv6(address) && address.startsWith('::ffff:') ? address.slice(7) : address;
}

/**
 * `//Users`, as a client sends it that puts `/Users` behind a base URL with a trailing slash, is `/Users`. Nothing depends
 * on the spelling of a path: access hangs on the route.
 */
function withoutEmptySegments(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return path.includes('//')
    ? path
        .split('/')
        .filter((segment, at) => segment !== '' || at === 0)
        .join('/') + (end < 0 ? '' : url.slice(end))
    : url;
}

/**
 * The first thing every request passes: gives it an id, a `Call`, `Cache-Control: no-store`, and one line in the process
 * log when it is answered. The client's own request id is not taken over: ids in the log are ours alone.
 */
export function enterCall(log: ProcessLog, isDraining: () => boolean) {
  return (request: Request, response: Response, next: NextFunction): void => {
    request.url = withoutEmptySegments(request.url);
    const call = {
      id: uuidv7(),
      at: new Date(),
      startedMs: performance.now(),
      method: request.method,
      path: request.path,
      ipAddress: plainAddress(request.ip),
      userAgent: request.headers['user-agent'] ?? null,
      recorded: false,
    };
    attachCall(request, call);
    response.setHeader('X-Request-Id', call.id);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    // While draining, a kept-alive connection would outlive the server.
    if (isDraining()) response.setHeader('Connection', 'close');
    response.once('finish', () => {
      log.info(
        {
          requestId: call.id,
          method: call.method,
          path: call.path,
          status: response.statusCode,
          durationMs: Math.round(performance.now() - call.startedMs),
          ip: call.ipAddress,
        },
        'request',
      );
    });
    next();
  };
}
