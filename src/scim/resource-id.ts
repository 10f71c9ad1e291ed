import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ScimError } from '../protocol/scim-error.js';

/**
 * The id in the address of a resource. `.search` stands in the same place and is none: RFC 7644 §3.4.3 has it for POST.
 * @throws ScimError 405
 */
export const ResourceId = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const http = context.switchToHttp();
  const { method, params } = http.getRequest<Request<{ id: string }>>();
  if (params.id !== '.search') return params.id;
  http.getResponse<Response>().setHeader('Allow', 'POST');
  throw ScimError.http(405, `This endpoint does not accept ${method}. It accepts POST.`);
});
