import { LINE_FORMATS, type LineFormat } from '../audit/export/export-line.js';
import type { LogQuery } from '../audit/log-store.js';
import { Problem } from '../http/problem.js';
import { parseLogQuery } from './log-query.js';

export type ExportFormat = LineFormat | 'csv';
export const EXPORT_FORMATS: readonly ExportFormat[] = [...LINE_FORMATS, 'csv'];

export interface LogExportQuery {
  readonly format: ExportFormat;
  /** From the first event on unless told otherwise; always with an end, or an export of a busy log would have none. */
  readonly query: LogQuery & { readonly until: string };
}

/** @throws Problem 400 that names every parameter that is wrong */
export function parseLogExport(
  parameters: Readonly<Record<string, unknown>>,
  now: Date,
  limit: number,
): LogExportQuery {
  const { format = 'ndjson' } = parameters;
  const known = EXPORT_FORMATS.find((one) => one === format);
  if (known === undefined)
    throw Problem.invalid([{ path: 'format', detail: `must be one of ${EXPORT_FORMATS.join(', ')}` }]);
  const paging = ['limit', 'after', 'sortOrder'].filter((name) => parameters[name] !== undefined);
  if (paging.length > 0)
    throw Problem.invalid(paging.map((path) => ({ path, detail: 'has no meaning here: all events are exported' })));
  const query = parseLogQuery(parameters, now, { order: 'ASCENDING', since: 'ever', also: ['format'] });
  return { format: known, query: { ...query, limit, until: query.until ?? now.toISOString() } };
}
