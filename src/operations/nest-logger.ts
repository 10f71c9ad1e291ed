import type { LoggerService } from '@nestjs/common';
import type { ProcessLog } from '../audit/process-log.js';

/** Sends what Nest itself has to say to the process log; its start-up chatter is left out. */
export function nestLogger(log: ProcessLog): LoggerService {
  return {
    log: () => undefined,
    debug: () => undefined,
    verbose: () => undefined,
    warn: (message: unknown) => log.warn({}, String(message)),
    error: (message: unknown, stack?: unknown) =>
      log.error(
        typeof stack === 'string' ? { stack } : {},
        message instanceof Error ? message.message : String(message),
      ),
    fatal: (message: unknown) => log.error({}, String(message)),
  };
}
