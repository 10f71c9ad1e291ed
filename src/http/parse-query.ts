import { ScimError } from '../protocol/scim-error.js';
import { malformedEncoding } from './percent-encoding.js';

const MAX_PARAMETERS = 100;

/** A parameter that is given several times is the list of its values. Without a prototype: any name is just a name. */
export type Query = Record<string, string | string[]>;

/**
 * Reads a query string as forms write it: `+` and `%20` are both blanks. Nothing is dropped and nothing guessed, as
 * parsers in use do from the 1001st parameter on or at malformed encoding: a filter that got lost would list everybody.
 * @throws ScimError 400
 */
export function parseQuery(text: string | null | undefined): Query {
  const query = Object.create(null) as Query;
  const parameters = (text ?? '').split('&').filter((parameter) => parameter !== '');
  if (parameters.length > MAX_PARAMETERS) {
    throw ScimError.invalidValue(`The URL has more than ${MAX_PARAMETERS} query parameters.`);
  }
  for (const parameter of parameters) {
    const end = parameter.indexOf('=');
    const name = decode(end < 0 ? parameter : parameter.slice(0, end));
    const value = end < 0 ? '' : decode(parameter.slice(end + 1));
    const known = query[name];
    query[name] = known === undefined ? value : [known, value].flat();
  }
  return query;
}

function decode(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformedEncoding();
  }
}
