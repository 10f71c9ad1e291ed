import type { LogEvent } from '../log-event.js';
import { connectorsOf } from '../log-event-schema.js';
import { changedPaths } from './changed-paths.js';
import type { ExportContext } from './export-context.js';
import { oneLine } from './one-line.js';

/** RFC 5424 §6.2.1: facility 13, "log audit". */
const FACILITY = 13;
const SEVERITIES = { DEBUG: 7, INFO: 6, WARN: 4, ERROR: 3 } as const satisfies Record<LogEvent['severity'], number>;
const APP_NAME = 'rollbook';
/** The enterprise number that RFC 5612 keeps for examples: Rollbook has none of its own. */
const SD_ID = 'rollbook@32473';
const LONGEST_HOSTNAME = 255;
const LONGEST_MSGID = 32;
const NIL = '-';
/** RFC 5424 §6.4: text in UTF-8 begins with it. */
const BOM = '\ufeff';

type Value = string | number | null | undefined;

/** A syslog message (RFC 5424 §6): one line without its end. */
export function toRfc5424(event: LogEvent, context: ExportContext): string {
  const { outcome, displayMessage } = event;
  const message = outcome.reason === null ? displayMessage : `${displayMessage}: ${outcome.reason}`;
  const header = [
    `<${FACILITY * 8 + SEVERITIES[event.severity]}>1`,
    event.published,
    asciiField(context.host).slice(0, LONGEST_HOSTNAME) || NIL,
    APP_NAME,
    // Which process wrote it says nothing about the event: any instance may send it.
    NIL,
    messageId(event.eventType),
  ];
  return `${header.join(' ')} ${structuredData(event, context)} ${BOM}${oneLine(message)}`;
}

/** PRINTUSASCII without space. */
const asciiField = (text: string): string => text.replace(/[^\x21-\x7e]/g, '');

/** The last names of the event type, as many as fit: `user.push_profile`. */
function messageId(eventType: string): string {
  const names = asciiField(eventType).split('.');
  while (names.length > 1 && names.join('.').length > LONGEST_MSGID) names.shift();
  return names.join('.').slice(0, LONGEST_MSGID) || NIL;
}

function structuredData(event: LogEvent, { tenant }: ExportContext): string {
  const { actor, client, outcome, transaction, debugContext } = event;
  const { method, requestUri, status, scimType } = debugContext.debugData;
  const target = event.target.find(({ type }) => type !== 'AppInstance') ?? event.target[0];
  const parameters: readonly (readonly [name: string, value: Value])[] = [
    ['uuid', event.uuid],
    ['tenant', tenant],
    ['eventType', event.eventType],
    ['result', outcome.result],
    ['reason', outcome.reason],
    ['actorId', actor.id],
    ['actorType', actor.type],
    ['actor', actor.displayName],
    ['ip', client.ipAddress],
    ['connector', connectorsOf(event)[0]],
    ['targetId', target?.id],
    ['targetType', target?.type],
    ['target', target?.alternateId],
    ['changedPaths', changedPaths(event)],
    ['transactionId', transaction.id],
    ['method', method],
    ['requestUri', requestUri],
    ['status', status],
    ['scimType', scimType],
  ];
  const written = parameters
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => ` ${name}="${parameterValue(String(value))}"`);
  return `[${SD_ID}${written.join('')}]`;
}

/** RFC 5424 §6.3.3: `"`, `\` and `]` are escaped, nothing else is. */
function parameterValue(text: string): string {
  return oneLine(text).replace(/["\\\]]/g, '\\$&');
}
