import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { callOf, type Call } from '../audit/call.js';

/** The `Call` of the request, for handlers. */
export const CurrentCall = createParamDecorator((_data: unknown, context: ExecutionContext): Call =>
  callOf(context.switchToHttp().getRequest<object>()),
);
