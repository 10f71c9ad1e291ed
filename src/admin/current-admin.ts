import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Admin, adminOf } from '../credentials/admin.js';

/** Who calls, for handlers that show one tenant's token less than that of all tenants. */
export const CurrentAdmin = createParamDecorator((_data: unknown, context: ExecutionContext): Admin =>
  adminOf(context.switchToHttp().getRequest<object>()),
);
