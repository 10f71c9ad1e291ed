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

/** A key, and whom it finds. */
export interface EventsOfKey extends EventKey {
  readonly pks: readonly number[];
}

/** Under which keys an event is found; each once. */
export function eventKeys(event: LogEvent): readonly EventKey[] {
  const keys: EventKey[] = [];
  eachKey(event, (field, text) => keys.push({ field, key: storedKey(text) }));
  return keys;
}

/** The keys of several events, in the order of the table: by field and key, those of one key by event. */
export function keysOfEvents(
  events: readonly { readonly pk: number; readonly event: LogEvent }[],
): readonly EventsOfKey[] {
  // Most keys are those of many events: who called, and what for.
  const fields = new Map<number, Map<string, number[]>>();
  for (const { pk, event } of events)
    eachKey(event, (field, text) => {
      const texts = fields.get(field) ?? new Map<string, number[]>();
      if (texts.size === 0) fields.set(field, texts);
      const pks = texts.get(text);
      if (pks === undefined) texts.set(text, [pk]);
      else pks.push(pk);
    });
  return [...fields]
    .sort(([one], [other]) => one - other)
    .flatMap(([field, texts]) =>
      Array.from(texts, ([text, pks]) => ({ field, key: storedKey(text), pks })).sort((one, other) =>
        one.key.compare(other.key),
      ),
    );
}

/** @param each is called with the number of a field and a key as text, each once */
function eachKey(event: LogEvent, each: (field: number, text: string) => void): void {
  const { eventType, outcome, actor, client, transaction } = event;
  const one = (field: EventField, text: string | null): void => {
    if (text !== null && text !== '' && isUnicodeText(text)) each(EVENT_FIELDS[field], text);
  };
  const several = (field: EventField, texts: readonly string[]): void => {
    for (const text of new Set(texts)) one(field, text);
  };
  one('eventType', folded(eventType));
  one('outcome.result', folded(outcome.result));
  one('actor.id', actor.id);
  one('client.ipAddress', folded(client.ipAddress));
  one('transaction.id', transaction.id);
  several(
    'target.id',
    event.target.map(({ id }) => id),
  );
  several('connector', connectorsOf(event));
  if (event.changes.length > 0) several('member.id', membersOf(event));
}

function folded(text: string | null): string | null {
  return text === null || !isUnicodeText(text) ? null : foldText(text);
}
