import { pino, stdSerializers } from 'pino';
import { ProcessLog } from '../audit/process-log.js';
import type { Env } from '../config/env.js';
import { prettyStream } from './pretty-stream.js';

/**
 * The process log on standard output. Only the fields below are ever written, and of an error its type, message, code and
 * stack: a driver's error object also carries the SQL and its values.
 */
export function createProcessLog(env: Pick<Env, 'logLevel' | 'logFormat'>): ProcessLog {
  const options = {
    level: env.logLevel,
    base: undefined,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError },
  };
  return env.logFormat === 'pretty' ? pino(options, prettyStream(process.stdout)) : pino(options);
}

function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { type, message, stack } = stdSerializers.errWithCause(error);
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause instanceof Error ? { cause: serializeError(error.cause) } : {};
  return { type, message, ...code, stack, ...cause };
}
