import type { LoggerService } from '@nestjs/common';
import type { ProcessLog } from '../audit/process-log.js';
import { framesOf } from './loggable-error.js';

/**
 * Sends what Nest itself has to say to the process log; its start-up chatter is left out. With a stack it speaks of an error
 * that somebody threw, whose text may hold anything.
 */
export function nestLogger(log: ProcessLog): LoggerService {
  const error = (message: unknown, stack?: unknown): void => {
    if (message instanceof Error) log.error({ err: message }, 'the framework reports an error');
    else if (typeof stack === 'string' && stack.includes('\n')) {
      log.error({ stack: framesOf(stack, String(message)).join('\n') }, 'the framework reports an error');
    } else log.error({}, String(message));
  };
  return {
    log: () => undefined,
    debug: () => undefined,
    verbose: () => undefined,
    warn: (message: unknown) => log.warn({}, String(message)),
    error,
    fatal: (message: unknown) => error(message),
  };
}
