import type { LogEvent } from '../audit/log-event.js';
import { connectorsOf, membersOf } from '../audit/log-event-schema.js';
import { foldText } from '../protocol/schema/fold-text.js';
import { isUnicodeText } from '../protocol/schema/value-key.js';
import { storedKey } from './stored-key.js';

/** The fields by which events are searched, with their number in `log_key`. A number is never given to another field. */
export const EVENT_FIELDS = {
  eventType: 1,
  'outcome.result': 2,
  'actor.id': 3,
  'client.ipAddress': 4,
  'transaction.id': 5,
  'target.id': 6,
  connector: 7,
  'member.id': 8,
} as const;

export type EventField = keyof typeof EVENT_FIELDS;

export const isEventField = (name: string): name is EventField => Object.hasOwn(EVENT_FIELDS, name);

export interface EventKey {
  /** A number of `EVENT_FIELDS`. */
  readonly field: number;
  readonly key: Buffer;
}

/** Under which keys an event is found; each once. */
export function eventKeys(event: LogEvent): readonly EventKey[] {
  return [
    ...keysOf('eventType', [folded(event.eventType)]),
    ...keysOf('outcome.result', [folded(event.outcome.result)]),
    ...keysOf('actor.id', [event.actor.id]),
    ...keysOf('client.ipAddress', [folded(event.client.ipAddress)]),
    ...keysOf('transaction.id', [event.transaction.id]),
    ...keysOf(
      'target.id',
      event.target.map(({ id }) => id),
    ),
    ...keysOf('connector', connectorsOf(event)),
    ...keysOf('member.id', membersOf(event)),
  ];
}

function keysOf(field: EventField, values: readonly (string | null)[]): readonly EventKey[] {
  const texts = values.filter((value) => value !== null && value !== '' && isUnicodeText(value));
  return [...new Set(texts)].map((text) => ({ field: EVENT_FIELDS[field], key: storedKey(text ?? '') }));
}

function folded(value: string | null): string | null {
  return value === null || !isUnicodeText(value) ? null : foldText(value);
}
