import { isJsonObject } from '../protocol/json.js';

/** Whether a query asks by a filter, whatever is wrong with it: what a list is called in the log before it is read. */
export function listingOf(query: object): 'lookUp' | 'import' {
  return Object.hasOwn(query, 'filter') ? 'lookUp' : 'import';
}

/** The same of the body of POST `/.search`, where names match in any case and null is not given. */
export function searchOf(body: unknown): 'lookUp' | 'import' {
  const given = isJsonObject(body) ? Object.entries(body).filter(([, value]) => value !== null) : [];
  return given.some(([name]) => name.toLowerCase() === 'filter') ? 'lookUp' : 'import';
}
