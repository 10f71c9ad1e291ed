import type { CommandOption } from './command.js';
import { inQuery, instant, text } from './option-kinds.js';

type Options = Readonly<Record<string, CommandOption>>;

/** Which events are meant. @param start what `since` is by default */
export const whichEvents = (start: string): Options => ({
  since: inQuery(instant('since', `from when on; default: ${start}`)),
  until: inQuery(instant('until', 'before when')),
  filter: inQuery(text('filter', 'in SCIM syntax: eventType eq "…"')),
  q: inQuery(text('q', 'whole words, all of which must be there')),
});

export const sortOrder = (help: string): Options => ({ 'sort-order': inQuery(text('sortOrder', help)) });

/** The log of one thing, which the server answers from its beginning and with the newest event first. */
export const historyOptions = (): Options => ({
  ...whichEvents('its beginning, with --follow a minute ago'),
  ...sortOrder('DESCENDING (default) or ASCENDING'),
});
