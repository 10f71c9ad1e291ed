import { FileSink } from './audit/export/file-sink.js';
import type { LogSink } from './audit/export/log-sink.js';
import { TcpSink } from './audit/export/tcp-sink.js';
import type { LogExportTarget } from './config/parse-log-export.js';

/** The sink that an address of `LOG_EXPORT` names. Opens nothing yet. */
export function openSink({ name, format, to }: LogExportTarget): LogSink {
  switch (to.kind) {
    case 'file':
      return new FileSink(name, format, to.path);
    case 'tcp':
      return new TcpSink(name, format, to);
    default:
      return to satisfies never;
  }
}
