import type { LineFormat } from './export-line.js';

/** Nothing can be sent now, whatever it is: no file, no connection. */
export class SinkDown extends Error {}

/** It was reached and did not take this: it may be the sink, or what was sent. */
export class SinkRefused extends Error {}

/** Where the log is sent as it grows. */
export abstract class LogSink {
  /** What its positions are kept under. */
  abstract readonly name: string;
  abstract readonly format: LineFormat;
  /** Resolves when the sink has all of it. @param lines without their ends @throws SinkDown | SinkRefused */
  abstract send(lines: readonly string[]): Promise<void>;
}
