import { pino } from 'pino';
import { instantText } from '../audit/instant-text.js';
import { LOG_FIELDS, type LogFields, ProcessLog } from '../audit/process-log.js';
import type { Env } from '../config/env.js';
import { BufferedOutput } from './buffered-output.js';
import { loggableError } from './loggable-error.js';
import { prettyStream } from './pretty-stream.js';

const FIELDS: ReadonlySet<string> = new Set(LOG_FIELDS);
/** A checkpoint stands there to be read by a program: its members, and no others. */
const CHECKPOINT: readonly string[] = ['v', 'tenant', 'chain', 'seq', 'hash', 'at', 'key', 'signature'];

/** The process log on standard output. What is not in the list above, or is no plain value, is never written. */
export function createProcessLog(
  env: Pick<Env, 'logLevel' | 'logFormat'>,
  output: { write(text: string): unknown } = process.stdout,
): ProcessLog {
  const options = {
    level: env.logLevel,
    base: undefined,
    timestamp: () => `,"time":"${instantText()}"`,
    // Pino's own would take what `loggableError` made for an error.
    serializers: { err: (error: unknown) => error },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const stream =
    env.logFormat === 'pretty' ? prettyStream(output) : { write: (line: string) => void output.write(line) };
  const isOwn = output === process.stdout && env.logFormat !== 'pretty';
  const target = pino(options, isOwn ? bufferedOutput() : stream);
  return {
    info: (fields, message) => target.info(loggable(fields), message),
    warn: (fields, message) => target.warn(loggable(fields), message),
    error: (fields, message) => target.error(loggable(fields), message),
  };
}

/** Whatever ends the process, short of a kill, writes what is left. */
function bufferedOutput(): BufferedOutput {
  const output = new BufferedOutput(process.stdout.fd);
  process.once('exit', () => output.end());
  return output;
}

function loggable(fields: LogFields): object {
  const shown: Record<string, unknown> = {};
  for (const name of Object.keys(fields) as (keyof LogFields)[]) {
    const value = fields[name];
    if (name === 'err') shown[name] = loggableError(value);
    else if (name === 'checkpoint') shown[name] = checkpointOf(value);
    else if (FIELDS.has(name) && (typeof value !== 'object' || value === null)) shown[name] = value;
  }
  return shown;
}

function checkpointOf(value: unknown): object {
  const members = Object.entries(value as object).filter(
    ([name, one]) => CHECKPOINT.includes(name) && typeof one !== 'object',
  );
  return Object.fromEntries(members);
}
