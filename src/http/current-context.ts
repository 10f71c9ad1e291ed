import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** What a guard asks about, for a handler that asks it again while it works. */
export const CurrentContext = createParamDecorator((_data: unknown, context: ExecutionContext) => context);
