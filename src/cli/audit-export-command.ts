import type { Command } from './command.js';
import { whichEvents } from './event-options.js';
import { inQuery, text } from './option-kinds.js';

/** `rollbook audit export`: the log of a tenant as one file. */
export const AUDIT_EXPORT_COMMAND: Command = {
  words: ['audit', 'export'],
  summary: 'the whole log of a tenant as one file, for a SIEM or a shelf',
  ...{ method: 'GET', path: '/tenants/{tenant}/log-export', answer: 'file' },
  options: {
    format: inQuery(text('format', 'ndjson (default), csv, ocsf, cef or rfc5424')),
    ...whichEvents('its beginning'),
  },
};
