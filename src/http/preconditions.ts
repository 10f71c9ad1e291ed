import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Preconditions } from '../protocol/preconditions.js';

export function preconditionsOf(request: Request): Preconditions {
  return { ifMatch: request.get('if-match'), ifNoneMatch: request.get('if-none-match') };
}

/** `If-Match` and `If-None-Match` of the request, for a handler. */
export const RequestPreconditions = createParamDecorator((_data: unknown, context: ExecutionContext): Preconditions =>
  preconditionsOf(context.switchToHttp().getRequest<Request>()),
);
