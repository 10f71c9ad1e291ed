import { ScimError } from '../scim-error.js';

/**
 * One parameter of a query as the HTTP framework parsed it, where one that is given twice is an array; undefined when it
 * is not given. Never what the query object inherits.
 * @throws ScimError invalidValue when it is anything but text
 */
export function queryParameter(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.hasOwn(query, name) ? query[name] : undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw ScimError.invalidValue(`The query parameter "${name}" must be given once, as plain text.`);
}
