import type { CommandOption } from './command.js';

type Make = (field: string, help: string) => CommandOption;

export const text: Make = (field, help) => ({ kind: 'text', in: 'body', field, help });
export const number: Make = (field, help) => ({ kind: 'number', in: 'body', field, help });
export const boolean: Make = (field, help) => ({ kind: 'boolean', in: 'body', field, help });
export const list: Make = (field, help) => ({ kind: 'list', in: 'body', field, help });
export const json: Make = (field, help) => ({ kind: 'json', in: 'body', field, help });
export const instant: Make = (field, help) => ({ kind: 'instant', in: 'body', field, help });
export const file: Make = (field, help) => ({ kind: 'file', in: 'body', field, help });

export const inQuery = (option: CommandOption): CommandOption => ({ ...option, in: 'query' });
/** Makes a repeated request, after an answer that was lost, safe: it is refused instead of making a second secret. */
export const IDEMPOTENCY_KEY: CommandOption = {
  ...{ kind: 'text', in: 'header', field: 'Idempotency-Key' },
  help: 'a word of your own for this request: sent again, it is refused instead of made twice',
};
/** Answered 412 when somebody else changed it in between. */
export const IF_MATCH: CommandOption = {
  ...{ kind: 'text', in: 'header', field: 'If-Match' },
  help: 'only if it still has this ETag',
};
export const required = (option: CommandOption): CommandOption => ({ ...option, required: true });
/** An option that held the password itself would stand in the list of processes. */
export const PASSWORD_FILE = required(file('password', 'the file that holds it; - for standard input'));
