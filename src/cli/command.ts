// cli: the commands of `rollbook` that speak to the admin API. Data says what each command sends; nothing here knows the
// server's code or its database.
import type { JsonObject } from '../protocol/json.js';

/**
 * How the text of an option becomes a value. `list`: separated by commas; `instant`: a date and time, or an age such as
 * `90m`; `json`: also `@FILE`; `file`: the contents of the file, `-` being standard input, for what must not be in the
 * process list.
 */
export type OptionKind = 'text' | 'number' | 'boolean' | 'list' | 'json' | 'instant' | 'file';

export interface CommandOption {
  readonly kind: OptionKind;
  readonly in: 'body' | 'query' | 'header';
  /** The parameter, the header, or the field of the body; dots lead into objects: `name.givenName`. */
  readonly field: string;
  readonly help: string;
  readonly required?: boolean;
}

/** One command and the one request it sends. */
export interface Command {
  /** `['tenant', 'create']` */
  readonly words: readonly [string, ...string[]];
  readonly summary: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, parameters in braces. `{tenant}` comes from `--tenant` unless it is among `args`. */
  readonly path: string;
  /** Positional arguments in order; one that is no parameter of the path is a field of the body. */
  readonly args?: readonly string[];
  readonly options?: Readonly<Record<string, CommandOption>>;
  /** What the body always holds. */
  readonly body?: JsonObject;
  /** The body may also be given whole, with `--data`. */
  readonly takesData?: boolean;
  /** `file`: whatever it is, it is passed on as it comes. */
  readonly answer: 'list' | 'one' | 'nothing' | 'events' | 'file';
  /** The largest page of a list, where it is less than 1,000. */
  readonly pageSize?: number;
  /** Columns of the table that a list is printed as; without them its items are printed whole. */
  readonly columns?: readonly string[];
}
