import { ScimError } from '../protocol/scim-error.js';

const MAX_CAUSES = 5;
const MAX_FRAMES = 30;
const MAX_STATEMENT = 2_000;

/** Errors whose text the engine writes, with the value that it stumbled over. */
const OF_THE_ENGINE = /^(?:Type|Range|Reference|Syntax|URI|Eval|Aggregate)Error$/;
/** `    at [async] [function] (file:///…:1:2)`; nothing else of a stack is a place in code. */
const FRAME = /^ {4}at (?:async )?(?:[\w.$<>[\] #]+ )?\(?(?:file:\/\/\/|node:|\/|[A-Z]:\\|<anonymous>)[^\s()]*\)?$/;

/** What an error may say of itself, each in a form that leaves no room for a value. */
const FACTS: readonly (readonly [name: string, isShown: (value: unknown) => boolean])[] = [
  ['code', (value) => typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(value)],
  ['errno', (value) => Number.isInteger(value)],
  ['sqlState', (value) => typeof value === 'string' && /^[0-9A-Z]{5}$/.test(value)],
  ['syscall', (value) => typeof value === 'string' && /^[a-z]{1,20}$/i.test(value)],
  ['status', (value) => Number.isInteger(value)],
];

/**
 * An error as the process log shows it: an allow-list. A driver's error carries the statement with its values, its message
 * the value that was taken twice, and that of `JSON.parse` a piece of what it read: so a message is shown only where we
 * wrote it, of a stack only the places, and of a statement only the text with placeholders.
 */
export function loggableError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { cause } = error;
  const statement = statementOf(error);
  return {
    type: typeOf(error),
    ...(isOurs(error) ? { message: error.message } : {}),
    ...factsOf(error),
    ...(statement === undefined ? {} : { statement }),
    stack: framesOf(error.stack, error.message).join('\n'),
    ...(cause instanceof Error && depth < MAX_CAUSES ? { cause: loggableError(cause, depth + 1) } : {}),
  };
}

/** The places of a stack, without the message that stands before them. */
export function framesOf(stack: unknown, message = ''): readonly string[] {
  if (typeof stack !== 'string') return [];
  // A message of several lines could look like a place.
  const start = message === '' ? 0 : stack.indexOf(message);
  const places = start < 0 ? stack : stack.slice(start + message.length);
  return places
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES);
}

function typeOf(error: Error): string {
  const { name } = error.constructor;
  return /^\w{1,64}$/.test(name) ? name : 'Error';
}

/** Whether the text is one of ours: of our catalogue, or of an error that was made in a file of ours. */
function isOurs(error: Error): boolean {
  if (error instanceof ScimError) return true;
  if (OF_THE_ENGINE.test(typeOf(error)) || 'code' in error) return false;
  const [first] = framesOf(error.stack, error.message);
  return first !== undefined && !/node_modules|node:|\(<anonymous>\)/.test(first);
}

function factsOf(error: Error): object {
  const own = error as unknown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(FACTS.filter(([name, isShown]) => isShown(own[name])).map(([name]) => [name, own[name]]));
}

/** Of an error of TypeORM. The text has a placeholder for each value; a text in quotes is left out all the same. */
function statementOf(error: Error): string | undefined {
  if (!('driverError' in error) || !('query' in error) || typeof error.query !== 'string') return undefined;
  return error.query.replace(/(["'])(?:(?!\1).)*\1?/gs, "'…'").slice(0, MAX_STATEMENT);
}
