import type { LogEvent } from '../audit/log-event.js';
import { connectorsOf, membersOf } from '../audit/log-event-schema.js';
import { foldText } from '../protocol/schema/fold-text.js';
import { isUnicodeText } from '../protocol/schema/value-key.js';
import { storedKey } from './stored-key.js';
import type { SqlValue } from './sql.js';

/**
 * Where events are searched: one column for each field that has one value, and for what an event mostly has one of; what
 * is left over (further targets, members) stands in `log_mention`. Identifiers in SQL come from here alone.
 */
export const EVENT_COLUMNS = [
  'event_type_key',
  'result_key',
  'actor_key',
  'ip_key',
  'transaction_key',
  'target_key',
  'app_key',
  'connector_key',
] as const;

export type EventColumn = (typeof EVENT_COLUMNS)[number];

/** Fields with one value. */
export const SINGLE: ReadonlyMap<string, EventColumn> = new Map([
  ['eventType', 'event_type_key'],
  ['outcome.result', 'result_key'],
  ['actor.id', 'actor_key'],
  ['client.ipAddress', 'ip_key'],
  ['transaction.id', 'transaction_key'],
]);

/** Fields with several: the columns that hold some, and `log_mention` the rest. */
export const SEVERAL: ReadonlyMap<string, readonly EventColumn[]> = new Map<string, readonly EventColumn[]>([
  ['target.id', ['target_key', 'app_key']],
  ['connector', ['connector_key', 'app_key']],
  ['member.id', []],
]);

/** The index that leads to a value, and goes on in the order of the log. */
export const indexOf = (column: EventColumn): string => `ix_log_event_${column.slice(0, -'_key'.length)}`;

/** The values of `EVENT_COLUMNS`, in their order. `event_type_key` is never null: null says that an event is not indexed. */
export function eventKeys(event: LogEvent): readonly SqlValue[] {
  const { app, about } = firstTargets(event);
  return [
    storedKey(foldText(event.eventType)),
    folded(event.outcome.result),
    exact(event.actor.id),
    folded(event.client.ipAddress),
    exact(event.transaction.id),
    exact(about),
    exact(app),
    exact(connectorsOf(event)[0]),
  ];
}

/** Keys under which an event is to be found besides its columns. */
export function mentionsOf(event: LogEvent): readonly Buffer[] {
  const { app, about } = firstTargets(event);
  const targets = event.target.map(({ id }) => id).filter((id) => id !== app && id !== about);
  const connectors = connectorsOf(event).slice(1);
  const left = new Set([...targets, ...connectors.filter((name) => name !== app), ...membersOf(event)]);
  return [...left].flatMap((id) => exact(id) ?? []);
}

/** The first connector among the targets, and the first of the others. */
function firstTargets({ target }: LogEvent): { readonly app: string | undefined; readonly about: string | undefined } {
  return {
    app: target.find(({ type }) => type === 'AppInstance')?.id,
    about: target.find(({ type }) => type !== 'AppInstance')?.id,
  };
}

function folded(value: string | null): Buffer | null {
  return value === null || value === '' || !isUnicodeText(value) ? null : storedKey(foldText(value));
}

function exact(value: string | undefined): Buffer | null {
  return value === undefined || value === '' || !isUnicodeText(value) ? null : storedKey(value);
}
