import { isIPv6 } from 'node:net';
import type { LogEvent } from '../log-event.js';
import { connectorsOf } from '../log-event-schema.js';
import { changedPaths } from './changed-paths.js';
import type { ExportContext } from './export-context.js';
import { oneLine } from './one-line.js';
import { PRODUCT } from './product.js';

const SEVERITIES = { DEBUG: 1, INFO: 3, WARN: 6, ERROR: 8 } as const satisfies Record<LogEvent['severity'], number>;

type Value = string | number | null | undefined;

/** ArcSight's Common Event Format, version 0: one line without its end. */
export function toCef(event: LogEvent, context: ExportContext): string {
  const head = [PRODUCT.vendor, PRODUCT.name, PRODUCT.version, event.eventType, event.displayMessage]
    .map(headerField)
    .join('|');
  return `CEF:0|${head}|${SEVERITIES[event.severity]}|${extensionOf(event, context)}`;
}

/** A header ends at a line, and `|` at a field: both `|` and `\` are escaped. */
function headerField(text: string): string {
  return oneLine(text.replace(/\r\n|[\r\n]/g, ' ')).replace(/[\\|]/g, '\\$&');
}

function extensionOf(event: LogEvent, { tenant, host }: ExportContext): string {
  const { actor, client, outcome, transaction, debugContext, uuid } = event;
  const { method, requestUri, status, scimType } = debugContext.debugData;
  const target = event.target.find(({ type }) => type !== 'AppInstance') ?? event.target[0];
  const pairs: readonly (readonly [key: string, value: Value])[] = [
    ['rt', Date.parse(event.published)],
    ['externalId', uuid],
    ['dvchost', host],
    ['act', event.eventType],
    ['outcome', outcome.result],
    ['reason', outcome.reason],
    ['msg', event.displayMessage],
    ['suid', actor.id],
    ['suser', actor.displayName],
    ['spriv', actor.type],
    ...addressOf(client.ipAddress),
    ['duid', target?.id],
    ['duser', target?.alternateId],
    ['requestMethod', method],
    ['request', requestUri],
    ['requestClientApplication', client.userAgent.rawUserAgent],
    ...labelled('cs1', 'tenant', tenant),
    ...labelled('cs2', 'connector', connectorsOf(event)[0]),
    ...labelled('cs3', 'transactionId', transaction.id),
    ...labelled('cs4', 'scimType', scimType),
    ...labelled('cs5', 'targetType', target?.type),
    ...labelled('cs6', 'changedPaths', changedPaths(event)),
    ...labelled('cn1', 'status', status),
  ];
  return pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${extensionValue(String(value))}`)
    .join(' ');
}

/** `src` takes IPv4 alone. */
function addressOf(address: string | null): readonly (readonly [string, Value])[] {
  if (address === null) return [];
  return isIPv6(address) ? labelled('c6a2', 'Source IPv6 Address', address) : [['src', address]];
}

function labelled(key: string, label: string, value: Value): readonly (readonly [string, Value])[] {
  if (value === null || value === undefined || value === '') return [];
  return [
    [`${key}Label`, label],
    [key, value],
  ];
}

/** `\` and `=` are escaped, and an end of line is written `\n`; `|` means nothing here. */
function extensionValue(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) => oneLine(line).replace(/[\\=]/g, '\\$&'))
    .join('\\n');
}
