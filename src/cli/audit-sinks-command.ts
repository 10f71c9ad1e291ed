import type { Command } from './command.js';

/** `rollbook audit sinks`: how far the logs were sent. */
export const AUDIT_SINKS_COMMAND: Command = {
  words: ['audit', 'sinks'],
  summary: 'the sinks of LOG_EXPORT, and how many events wait for each',
  ...{ method: 'GET', path: '/log-sinks', answer: 'one' },
  columns: ['sink', 'format', 'backlog', 'oldest', 'exported', 'setAside', 'failingSince', 'problem'],
};
