import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { callOf } from '../audit/call.js';
import { credentialOwnerOf } from '../credentials/credential-owner-of.js';
import type { Caller } from '../directory/caller.js';

/** The connector that calls, as the guard found it. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const request = context.switchToHttp().getRequest<object>();
  const { tenant, connector } = credentialOwnerOf(request);
  return { call: callOf(request), tenant, connector };
});
