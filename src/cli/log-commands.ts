import type { Command } from './command.js';
import { sortOrder, whichEvents } from './event-options.js';
import { inQuery, text } from './option-kinds.js';

const TENANT = '/tenants/{tenant}';
const LOGS = `${TENANT}/logs`;
const WEEK = '7 days before --until';

/** The fields that events can be counted by. */
const BY = [
  ...['outcome.reason (default)', 'outcome.result', 'eventType', 'severity', 'actor.id', 'actor.displayName'],
  ...['client.ipAddress', 'connector', 'target.id', 'debugContext.debugData.status'],
  'debugContext.debugData.scimType',
].join(', ');

/** The log of a tenant. */
export const LOG_COMMANDS: readonly Command[] = [
  {
    words: ['logs'],
    summary: 'the log of a tenant: who did what, and why a call failed',
    ...{ method: 'GET', path: LOGS, answer: 'events' },
    options: {
      ...whichEvents(`${WEEK}, with --follow a minute ago`),
      ...sortOrder('ASCENDING (default) or DESCENDING'),
    },
  },
  {
    words: ['log', 'show'],
    summary: 'show one event whole',
    ...{ method: 'GET', path: `${LOGS}/{uuid}`, args: ['uuid'], answer: 'one' },
  },
  {
    words: ['log', 'chain'],
    summary: 'where the chain of hashes of the log stands, and for how long the log is kept',
    ...{ method: 'GET', path: `${TENANT}/log-chain`, answer: 'one' },
  },
  {
    words: ['log', 'summary'],
    summary: 'how many events there are, by a field: which calls were refused, by reason',
    ...{ method: 'GET', path: `${TENANT}/log-summary`, answer: 'one' },
    options: { by: inQuery(text('by', BY)), ...whichEvents(WEEK) },
  },
];
