import type { LogEvent } from '../log-event.js';
import type { ExportContext } from './export-context.js';
import { jsonLine } from './json-line.js';
import { toCef } from './to-cef.js';
import { toOcsf } from './to-ocsf.js';
import { toRfc5424 } from './to-rfc5424.js';

/** Formats of which each line stands for itself. */
export const LINE_FORMATS = ['ndjson', 'ocsf', 'cef', 'rfc5424'] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

/** The event as one line, without its end. Whatever is in the event, it is one line. */
export function exportLine(event: LogEvent, format: LineFormat, context: ExportContext): string {
  switch (format) {
    case 'ndjson':
      // Not part of the event: the log that it is from knows whose it is.
      return jsonLine({ tenant: context.tenant, ...event });
    case 'ocsf':
      return jsonLine(toOcsf(event, context));
    case 'cef':
      return toCef(event, context);
    case 'rfc5424':
      return toRfc5424(event, context);
    default:
      return format satisfies never;
  }
}
