import type { LogSink } from './log-sink.js';

/** The sinks of this installation, of `LOG_EXPORT`. */
export class LogSinks {
  constructor(
    readonly sinks: readonly LogSink[],
    /** The name of the server in what is sent. */
    readonly host: string,
  ) {}
}
