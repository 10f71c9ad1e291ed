import { type Json, isJsonObject } from '../protocol/json.js';
import { plain } from './print-answer.js';

/** One event of the log as one line: when, how it went, who, what, and why it failed. */
export function eventLine(event: Json): string {
  if (!isJsonObject(event)) return '';
  const outcome = isJsonObject(event.outcome) ? event.outcome : {};
  const actor = isJsonObject(event.actor) ? event.actor : {};
  const reason = typeof outcome.reason === 'string' ? `: ${outcome.reason}` : '';
  const words = [event.published, outcome.result, event.eventType].map((word) =>
    typeof word === 'string' ? word : '-',
  );
  const who = typeof actor.displayName === 'string' ? actor.displayName : '-';
  const what = typeof event.displayMessage === 'string' ? event.displayMessage : '-';
  return plain(`${words.join('  ')}  ${who}  ${what}${reason}`);
}
