import type { LogEvent } from '../audit/log-event.js';
import { connectorsOf } from '../audit/log-event-schema.js';

export type LogFormat = 'application/json' | 'application/x-ndjson' | 'text/csv';
/** The first is for callers that do not say. */
export const LOG_FORMATS: readonly LogFormat[] = ['application/json', 'application/x-ndjson', 'text/csv'];

type Cell = string | number | null | undefined;

const targets = (event: LogEvent, part: 'id' | 'type' | 'alternateId' | 'displayName'): string =>
  event.target.map((target) => target[part]).join('; ');

const COLUMNS: readonly (readonly [name: string, of: (event: LogEvent) => Cell])[] = [
  ['published', ({ published }) => published],
  ['eventType', ({ eventType }) => eventType],
  ['severity', ({ severity }) => severity],
  ['outcome.result', ({ outcome }) => outcome.result],
  ['outcome.reason', ({ outcome }) => outcome.reason],
  ['displayMessage', ({ displayMessage }) => displayMessage],
  ['actor.id', ({ actor }) => actor.id],
  ['actor.type', ({ actor }) => actor.type],
  ['actor.displayName', ({ actor }) => actor.displayName],
  ['client.ipAddress', ({ client }) => client.ipAddress],
  ['connector', (event) => connectorsOf(event)[0]],
  ['target.id', (event) => targets(event, 'id')],
  ['target.type', (event) => targets(event, 'type')],
  ['target.alternateId', (event) => targets(event, 'alternateId')],
  ['target.displayName', (event) => targets(event, 'displayName')],
  ['method', ({ debugContext }) => debugContext.debugData.method],
  ['requestUri', ({ debugContext }) => debugContext.debugData.requestUri],
  ['status', ({ debugContext }) => debugContext.debugData.status],
  ['scimType', ({ debugContext }) => debugContext.debugData.scimType],
  ['changes', ({ changes }) => (changes.length === 0 ? '' : JSON.stringify(changes))],
  ['transaction.id', ({ transaction }) => transaction.id],
  ['uuid', ({ uuid }) => uuid],
];

/** The text of a page, piece by piece, so that it never stands in memory as a whole. */
export function* writeLog(
  events: readonly LogEvent[],
  format: Exclude<LogFormat, 'application/json'>,
): Generator<string> {
  if (format === 'text/csv') yield csvHead();
  for (const event of events) yield format === 'text/csv' ? csvRecord(event) : `${JSON.stringify(event)}\n`;
}

/** The names of the columns, as the first record. */
export function csvHead(): string {
  return csvLine(COLUMNS.map(([name]) => name));
}

export function csvRecord(event: LogEvent): string {
  return csvLine(COLUMNS.map(([, of]) => of(event)));
}

/** RFC 4180 §2: CRLF behind every record, quotes where a cell needs them and doubled within. */
function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/**
 * A spreadsheet takes a cell that begins so for a formula, and an attribute is whatever somebody pushed. Some trim a cell
 * first, or unquote it once more, or know the wide forms of the signs.
 */
const FORMULA = /^(?:[\s\p{C}"'`]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/u;

function csvCell(cell: Cell): string {
  const value = String(cell ?? '');
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
