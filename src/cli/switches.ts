import type { Command } from './command.js';

interface Switch {
  readonly type: 'string' | 'boolean';
  readonly help: string;
}

export const DEFAULT_TENANT = 'default';

/** The options that a command takes without naming them. */
export function switchesOf(command: Command): Readonly<Record<string, Switch>> {
  const needsTenant = command.path.includes('{tenant}') && command.args?.includes('tenant') !== true;
  return {
    ...(needsTenant
      ? { tenant: { type: 'string', help: `the slug of the tenant; default: ROLLBOOK_TENANT, or ${DEFAULT_TENANT}` } }
      : {}),
    ...(command.takesData === true
      ? { data: { type: 'string', help: 'a JSON object with further fields; @FILE reads it, @- from standard input' } }
      : {}),
    ...(command.answer === 'list' || command.answer === 'events'
      ? { limit: { type: 'string', help: 'at most so many; default: all' } }
      : {}),
    ...(command.answer === 'events'
      ? {
          follow: { type: 'boolean', help: 'go on until it is interrupted' },
          ndjson: { type: 'boolean', help: 'one JSON document in each line' },
        }
      : {}),
    ...(command.answer === 'file'
      ? {
          output: {
            type: 'string',
            help: 'the file, which appears when it is whole, or a pipe; default: standard output',
          },
        }
      : { json: { type: 'boolean', help: 'one JSON document, for scripts' } }),
    url: { type: 'string', help: 'where the server is; default: ROLLBOOK_URL, PUBLIC_URL or http://localhost:PORT' },
    help: { type: 'boolean', help: 'this text' },
  } satisfies Record<string, Switch>;
}
